import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { fail } from '../errors/index.ts'
import { isList, isObject, isRawNumber, type Json } from '../json/value.ts'
import { admittingSealed } from './admit-sealed.ts'
import { hasMark } from './secret-schema.ts'

/** Where a config does not fit its schema: a JSON Pointer and why, in words. No values. */
export type SchemaProblem = { readonly path: string; readonly problem: string }

/**
 * Gives what does not fit, at most the first ten places; nothing where the config fits. Who knows already whether any
 * number is kept as text says so: looking for one takes about as long as checking.
 */
export type SchemaCheck = (
  config: Json,
  known?: { readonly hasRawNumbers: boolean },
) => readonly SchemaProblem[]

// Members that the engine and the sidecar add; no author has to allow for them.
const ENGINE_MEMBERS: readonly string[] = ['_migration_warnings', '_migration_failed', '_migration_error']
const LIMIT = 10

const OPTIONS = { allErrors: true, strict: false, allowUnionTypes: true, validateFormats: true } as const

/** Ajv compiles the schema of schemas anew for each instance, which takes longer than a schema itself. Nothing is added to this one. */
let ofSchemas: Ajv2020 | undefined

function makeAjv(more: { readonly validateSchema?: false } = {}): Ajv2020 {
  const ajv = new Ajv2020({ ...OPTIONS, ...more })
  ;(addFormats as unknown as (instance: Ajv2020) => void)(ajv)
  return ajv
}

/**
 * Makes the check of a config schema, JSON Schema draft 2020-12.
 *
 * Numbers kept as text are checked as the nearest double. Members that the engine adds are left out. Where the schema says
 * `"x-secret": true`, an encrypted value fits, and so does what stands for one.
 * Raises `config/bad-schema`.
 */
export function compileSchema(schema: Json, of: { agent: string; version: string }): SchemaCheck {
  let validate: ValidateFunction
  try {
    const read = withDoubles(admittingSealed(schema)) as object
    ofSchemas ??= makeAjv()
    ofSchemas.validateSchema(read, true)
    validate = makeAjv({ validateSchema: false }).compile(read)
    // One that refers to itself without end is found at once, whatever the value.
    validate(null)
  } catch (error) {
    return fail('config/bad-schema', {
      ...of,
      problem: error instanceof Error ? error.message : String(error),
    })
  }
  // What admits encrypted values is an `if`, which tells beside each error that there is one.
  const isTelling = hasMark(schema) ? ({ keyword }: ErrorObject) => keyword !== 'if' : () => true
  return (config, { hasRawNumbers } = { hasRawNumbers: hasRawNumber(config) }) => {
    const checked = withoutEngineMembers(config)
    try {
      // Ajv knows numbers only as doubles.
      if (validate(hasRawNumbers ? withDoubles(checked) : checked)) return []
      return wordsOf((validate.errors ?? []).filter(isTelling))
    } catch (error) {
      // Nearly always a schema that refers to itself for some values only. What cannot be checked does not fit.
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error
      return [{ path: '', problem: `the schema cannot be followed to its end: ${error.message}` }]
    }
  }
}

function withoutEngineMembers(config: Json): Json {
  if (!isObject(config)) return config
  for (const key of ENGINE_MEMBERS) {
    if (!Object.hasOwn(config, key)) continue
    return Object.fromEntries(Object.entries(config).filter(([name]) => !ENGINE_MEMBERS.includes(name)))
  }
  return config
}

function hasRawNumber(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (isList(value)) {
    for (const item of value) if (hasRawNumber(item)) return true
    return false
  }
  if (isRawNumber(value)) return true
  for (const key of Object.keys(value)) if (hasRawNumber(value[key] as Json)) return true
  return false
}

function withDoubles(value: Json): Json {
  if (isRawNumber(value)) return Number(value.rawJSON)
  if (isList(value)) return value.map(withDoubles)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withDoubles(member)]))
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
