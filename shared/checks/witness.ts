import { recentSchemaCheck } from '../config/recent-schema.ts'
import type { SchemaCheck } from '../config/schema.ts'
import { getMember, withMember } from '../json/object.ts'
import { getAt, parsePointer, removeAt, setAt } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import { partsOf, schemasAt } from './schema-place.ts'

/** A config made up from a schema, so that steps can be watched at work on everything that there may be. */
export type Witness = {
  readonly config: JsonObject
  /** Whether it fits the schema itself, so that its result has to fit the next one. */
  readonly fits: boolean
}

const DEEPEST = 12
/** A schema may refer to itself, many times over. */
const MOST_VALUES = 2_000
const ROUNDS = 60
/** The key under which a map that may have any gets its one sample. */
const SAMPLE = 'sample'

/**
 * A config with everything that the schema describes, with the values of the default config where it has them.
 * `paths` are places that have to be there where the schema describes them, as members of a map of any keys.
 */
export function witnessOf(
  schema: Json,
  defaults: Json | undefined,
  { check, paths }: { readonly check: SchemaCheck; readonly paths: readonly (readonly string[])[] },
): Witness | undefined {
  const of: Of = { root: schema, budget: { left: MOST_VALUES } }
  const sample = sampleOf(of, schema, DEEPEST)
  let config = overlay(of, [], sample !== undefined && isObject(sample) ? sample : {}, defaults)
  for (const tokens of paths) config = withPath(of, config, tokens)
  for (let round = 0; round < ROUNDS; round++) {
    const problems = check(config)
    if (problems.length === 0) return isObject(config) ? { config, fits: true } : undefined
    const before = config
    for (const { path } of problems) config = without(config, parsePointer(path), defaults)
    if (config === before) break
  }
  return isObject(config) ? { config, fits: false } : undefined
}

/** Takes away what was made up and does not fit; what the default config has stays. */
function without(config: Json, tokens: readonly string[], defaults: Json | undefined): Json {
  if (tokens.length === 0 || (defaults !== undefined && getAt(defaults, tokens) !== undefined)) return config
  return removeAt(config, tokens)
}

function withPath(of: Of, config: Json, tokens: readonly string[]): Json {
  let doc = config
  for (let length = 1; length <= tokens.length; length++) {
    const here = tokens.slice(0, length)
    const parent = getAt(doc, here.slice(0, -1))
    if (getAt(doc, here) !== undefined) continue
    const value = parent !== undefined && isObject(parent) ? sampleAt(of, here) : undefined
    if (value === undefined) return doc
    doc = setAt(doc, here, value)
  }
  return doc
}

/**
 * The values of the default config, and what only the sample has. A list without items gives way to one with a
 * sample, and what a map has under keys of its own gets all that is described for it.
 */
function overlay(of: Of, at: readonly string[], sample: Json, defaults: Json | undefined): Json {
  if (defaults === undefined) return sample
  if (isList(defaults)) return defaults.length === 0 && isList(sample) ? sample : defaults
  if (!isObject(defaults) || !isObject(sample)) return defaults
  let merged: JsonObject = sample
  for (const key of Object.keys(defaults)) {
    const here = [...at, key]
    const value = getMember(defaults, key) as Json
    const made = getMember(sample, key) ?? sampleAt(of, here)
    merged = withMember(merged, key, made === undefined ? value : overlay(of, here, made, value))
  }
  return merged
}

function sampleAt(of: Of, tokens: readonly string[]): Json | undefined {
  const [schema] = schemasAt(of.root, tokens).schemas
  return schema && sampleOf(of, schema, DEEPEST)
}

/** The whole schema, and how many values may still be made up. */
type Of = { readonly root: Json; readonly budget: { left: number } }

function sampleOf(of: Of, schema: Json, depth: number): Json | undefined {
  if (depth === 0 || of.budget.left-- <= 0) return undefined
  if (!isObject(schema)) return null
  const parts = partsOf(of.root, schema)
  for (const key of ['const', 'default'] as const) {
    const found = parts.map((part) => getMember(part, key)).find((value) => value !== undefined)
    if (found !== undefined) return found
  }
  for (const key of ['enum', 'examples'] as const) {
    const list = parts
      .map((part) => getMember(part, key))
      .find((value) => value !== undefined && isList(value))
    if (list !== undefined && isList(list) && list.length > 0) return list[0]
  }
  const types = parts.flatMap((part) => typesOf(part))
  const type = types.find((name) => name !== 'null') ?? (types.length > 0 ? 'null' : guess(parts))
  if (type === 'object') return sampleObject(of, parts, depth)
  if (type === 'array') return sampleList(of, parts, depth)
  if (type === 'string') return sampleText(parts)
  if (type === 'number' || type === 'integer') return numberIn(parts, 'minimum') ?? 0
  return type === 'boolean' ? false : null
}

function sampleObject(of: Of, parts: readonly JsonObject[], depth: number): JsonObject {
  let object: JsonObject = {}
  for (const part of parts) {
    const properties = getMember(part, 'properties')
    for (const [key, child] of properties !== undefined && isObject(properties)
      ? Object.entries(properties)
      : []) {
      const value = Object.hasOwn(object, key) ? undefined : sampleOf(of, child, depth - 1)
      if (value !== undefined) object = withMember(object, key, value)
    }
    const any = getMember(part, 'additionalProperties')
    const value = any !== undefined && isObject(any) ? sampleOf(of, any, depth - 1) : undefined
    if (value !== undefined) object = withMember(object, SAMPLE, value)
  }
  return object
}

function sampleList(of: Of, parts: readonly JsonObject[], depth: number): readonly Json[] {
  const items = parts
    .map((part) => getMember(part, 'items'))
    .find((value) => value !== undefined && isObject(value))
  const value = items === undefined ? undefined : sampleOf(of, items, depth - 1)
  return value === undefined ? [] : [value]
}

const FORMATS: { readonly [format: string]: string } = {
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'somebody@example.com',
  uri: 'https://example.com/',
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
}

function sampleText(parts: readonly JsonObject[]): string {
  const format = parts.map((part) => part.format).find((value) => typeof value === 'string')
  return FORMATS[format ?? ''] ?? 'x'.repeat(Math.min(100, numberIn(parts, 'minLength') ?? 0))
}

const numberIn = (parts: readonly JsonObject[], key: string): number | undefined =>
  parts.map((part) => getMember(part, key)).find((value) => typeof value === 'number')

function typesOf(schema: JsonObject): readonly string[] {
  const type = getMember(schema, 'type')
  if (typeof type === 'string') return [type]
  return type !== undefined && isList(type) ? type.filter((name) => typeof name === 'string') : []
}

const guess = (parts: readonly JsonObject[]): string =>
  parts.some((part) => 'properties' in part || 'additionalProperties' in part)
    ? 'object'
    : parts.some((part) => 'items' in part)
      ? 'array'
      : 'null'

// Compiling takes longer than all checks together, and a version stands at the end of several migrations.
const compiled = new WeakMap<object, SchemaCheck>()

/** The check of a schema, where there is one. Raises `config/bad-schema`. */
export function checkOf(
  schema: Json | undefined,
  of: { readonly agent: string; readonly version: string },
): SchemaCheck | undefined {
  if (schema === undefined) return undefined
  const known = typeof schema === 'object' && schema !== null ? compiled.get(schema) : undefined
  const check = known ?? recentSchemaCheck(schema, of)
  if (typeof schema === 'object' && schema !== null) compiled.set(schema, check)
  return check
}
