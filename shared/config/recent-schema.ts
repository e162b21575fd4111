import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import { compileSchema, type SchemaCheck } from './schema.ts'

// One migration is tried on one schema again and again while somebody writes it.
let recent: { readonly text: string; readonly check: SchemaCheck } | undefined

/**
 * As `compileSchema`, but remembers the last one: to compile a schema of a hundred places takes 30 ms, to run a config
 * against it a tenth of one. `of` is for messages. Raises `config/bad-schema`.
 */
export function recentSchemaCheck(schema: Json, of: { agent: string; version: string }): SchemaCheck {
  const text = writeJson(schema)
  if (recent?.text !== text) recent = { text, check: compileSchema(schema, of) }
  return recent.check
}
