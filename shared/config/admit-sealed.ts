import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import {
  hasMark,
  isMarked,
  SCHEMA_LISTS,
  SCHEMA_MAPS,
  SECRET_KEYWORD,
  SINGLE_SCHEMAS,
} from './secret-schema.ts'
import { SEALED_SCHEMA } from './secret-value.ts'

/** The schema with every marked place open to an encrypted value and its stand-in as well. */
export function admittingSealed(schema: Json): Json {
  if (!isObject(schema) || !hasMark(schema)) return schema
  const inner = mapSchemas(schema, admittingSealed)
  if (!isMarked(schema)) return inner
  // Named parts stay where references look for them.
  const kept = ['$id', '$schema', '$anchor', '$dynamicAnchor', '$defs', 'definitions', SECRET_KEYWORD]
  const entries = Object.entries(inner)
  const outside = entries.filter(([key]) => kept.includes(key))
  const asIs = Object.fromEntries(entries.filter(([key]) => !kept.includes(key)))
  return Object.fromEntries([...outside, ['if', SEALED_SCHEMA], ['then', true], ['else', asIs]])
}

function mapSchemas(schema: JsonObject, change: (schema: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (SINGLE_SCHEMAS.includes(key)) return [key, change(value)]
      if (SCHEMA_LISTS.includes(key) && isList(value)) return [key, value.map(change)]
      if (!SCHEMA_MAPS.includes(key) || !isObject(value)) return [key, value]
      return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]))]
    }),
  )
}
