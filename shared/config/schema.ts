import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { fail } from '../errors/index.ts'
import { isList, isObject, isRawNumber, type Json } from '../json/value.ts'

/** Where a config does not fit its schema: a JSON Pointer and why, in words. No values. */
export type SchemaProblem = { readonly path: string; readonly problem: string }

/** Gives what does not fit, at most the first ten places; nothing where the config fits. */
export type SchemaCheck = (config: Json) => readonly SchemaProblem[]

// Members that the engine and the sidecar add; no author has to allow for them.
const ENGINE_MEMBERS: ReadonlySet<string> = new Set([
  '_migration_warnings',
  '_migration_failed',
  '_migration_error',
])
const LIMIT = 10

/**
 * Makes the check of a config schema, JSON Schema draft 2020-12.
 *
 * Numbers kept as text are checked as the nearest double. Members that the engine adds are left out.
 * Raises `config/bad-schema`.
 */
export function compileSchema(schema: Json, of: { agent: string; version: string }): SchemaCheck {
  const ajv = new Ajv2020({ allErrors: true, strict: false, allowUnionTypes: true, validateFormats: true })
  ;(addFormats as unknown as (instance: Ajv2020) => void)(ajv)
  let validate: ValidateFunction
  try {
    validate = ajv.compile(forValidation(schema) as object)
  } catch (error) {
    return fail('config/bad-schema', {
      ...of,
      problem: error instanceof Error ? error.message : String(error),
    })
  }
  return (config) =>
    validate(forValidation(withoutEngineMembers(config))) ? [] : wordsOf(validate.errors ?? [])
}

function withoutEngineMembers(config: Json): Json {
  if (!isObject(config) || ![...ENGINE_MEMBERS].some((key) => Object.hasOwn(config, key))) return config
  return Object.fromEntries(Object.entries(config).filter(([key]) => !ENGINE_MEMBERS.has(key)))
}

// Ajv knows numbers only as doubles. Copies nothing where no number is kept as text.
function forValidation(value: Json): Json {
  if (isRawNumber(value)) return Number(value.rawJSON)
  if (isList(value)) {
    const items = value.map(forValidation)
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if (!isObject(value)) return value
  let changed = false
  const members = Object.entries(value).map(([key, member]): [string, Json] => {
    const result = forValidation(member)
    changed ||= result !== member
    return [key, result]
  })
  return changed ? Object.fromEntries(members) : value
}

function wordsOf(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  return errors.slice(0, LIMIT).map((error) => {
    const { missingProperty, additionalProperty } = error.params as {
      missingProperty?: string
      additionalProperty?: string
    }
    const named =
      missingProperty === undefined && additionalProperty !== undefined ? ` (${additionalProperty})` : ''
    return { path: error.instancePath, problem: `${error.message ?? error.keyword}${named}` }
  })
}
