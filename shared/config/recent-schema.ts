import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import { compileSchema, type SchemaCheck } from './schema.ts'

// One migration is tried on the same schemas again and again while somebody writes it.
const MAX_KEPT = 8
const recent = new Map<string, SchemaCheck>()

/**
 * As `compileSchema`, but remembers the last ones: to compile a schema of a hundred places takes 20 ms, to run a config
 * against it a tenth of one. `of` is for messages. Raises `config/bad-schema`.
 */
export function recentSchemaCheck(schema: Json, of: { agent: string; version: string }): SchemaCheck {
  const text = writeJson(schema)
  const check = recent.get(text) ?? compileSchema(schema, of)
  // What was used last is last: what is first goes.
  recent.delete(text)
  recent.set(text, check)
  for (const oldest of recent.keys()) {
    if (recent.size <= MAX_KEPT) break
    recent.delete(oldest)
  }
  return check
}
