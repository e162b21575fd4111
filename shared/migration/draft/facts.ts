import { isSlowPattern } from '../../checks/slow-pattern.ts'
import { equalJson } from '../../json/equal.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../../json/value.ts'

export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'list' | 'object'

/** What a schema says of one place. What it does not say is left out. */
export type Facts = {
  /** Kinds of values that it takes; empty where it takes any. */
  readonly kinds: ReadonlySet<Kind>
  /** All values that it takes, where they are listed. */
  readonly values?: readonly Json[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly format?: string
  readonly title?: string
  readonly description?: string
  /** Its `default`. */
  readonly usual?: Json
}

/** The facts of a schema without references (`flatSchema`). */
export function factsOf(schema: JsonObject): Facts {
  const values = schema.const === undefined ? schema.enum : [schema.const]
  const listed = values !== undefined && isList(values) ? values : undefined
  const kinds = kindsOf(schema.type)
  const text = (key: string) => (typeof schema[key] === 'string' ? { [key]: schema[key] } : {})
  const number = (key: string) => {
    const found = schema[key] === undefined ? undefined : doubleOf(schema[key])
    return found === undefined ? {} : { [key]: found }
  }
  return {
    kinds: kinds.length > 0 ? new Set(kinds) : new Set((listed ?? []).map(kindOf)),
    ...(listed === undefined ? {} : { values: listed }),
    ...number('minimum'),
    ...number('maximum'),
    ...text('pattern'),
    ...text('format'),
    ...text('title'),
    ...text('description'),
    ...(schema.default === undefined ? {} : { usual: schema.default }),
  }
}

/** What can be said of a place from values alone. */
export const factsOfValues = (values: readonly Json[]): Facts => ({ kinds: new Set(values.map(kindOf)) })

export function kindOf(value: Json): Kind {
  if (value === null) return 'null'
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value as Kind
  if (typeof value === 'number' || isRawNumber(value)) return 'number'
  return isList(value) ? 'list' : 'object'
}

/** The kinds of a place but for null, which says only that there may be no value. */
export const realKinds = (facts: Facts): readonly Kind[] => [...facts.kinds].filter((kind) => kind !== 'null')

/** Whether a value fits the facts, as far as they go. */
export function fits({ kinds, values, minimum, maximum, pattern }: Facts, value: Json): boolean {
  if (kinds.size > 0 && !kinds.has(kindOf(value))) return false
  if (values !== undefined && !values.some((one) => equalJson(one, value))) return false
  const number = doubleOf(value)
  if (number !== undefined && (number < (minimum ?? number) || number > (maximum ?? number))) return false
  return typeof value !== 'string' || pattern === undefined || matches(value, pattern)
}

/** The nearest double of a number, undefined for other values. */
export const doubleOf = (value: Json): number | undefined =>
  typeof value === 'number' ? value : isRawNumber(value) ? Number(value.rawJSON) : undefined

// A pattern that is no regular expression is refused where the schema is compiled, and one that may take ages says
// nothing here.
function matches(value: string, pattern: string): boolean {
  if (isSlowPattern(pattern)) return true
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch (error) {
    if (error instanceof SyntaxError) return true
    throw error
  }
}

const KINDS: { readonly [type: string]: Kind } = {
  null: 'null',
  boolean: 'boolean',
  number: 'number',
  integer: 'number',
  string: 'string',
  array: 'list',
  object: 'object',
}

function kindsOf(type: Json | undefined): readonly Kind[] {
  const names = type === undefined ? [] : isList(type) ? type : [type]
  return names.flatMap((name) => (typeof name === 'string' && KINDS[name]) || [])
}

/**
 * A schema with its local references (`#/$defs/x`) and `allOf` put in, and of `anyOf` and `oneOf` what
 * their branches have together. `open` are the references that stand around it: one of them again ends there,
 * as a schema that takes anything.
 */
export function flatSchema(
  schema: Json | undefined,
  root: Json,
  open: readonly string[] = [],
): { schema: JsonObject; open: readonly string[] } {
  if (schema === undefined || !isObject(schema)) return { schema: {}, open }
  const { $ref: ref, allOf, anyOf, oneOf, ...own } = schema
  const parts: JsonObject[] = [own]
  let refs = open
  const put = (part: Json | undefined) => {
    const flat = flatSchema(part, root, refs)
    parts.push(flat.schema)
    refs = flat.open
  }
  if (typeof ref === 'string' && !open.includes(ref)) {
    refs = [...open, ref]
    put(resolve(ref, root))
  }
  if (allOf !== undefined && isList(allOf)) for (const part of allOf) put(part)
  for (const branches of [anyOf, oneOf]) {
    if (branches === undefined || !isList(branches) || branches.length === 0) continue
    parts.push(united(branches.map((branch) => flatSchema(branch, root, refs).schema)))
  }
  return { schema: parts.reduce(merged), open: refs }
}

function resolve(ref: string, root: Json): Json | undefined {
  if (!ref.startsWith('#')) return undefined
  let at: Json | undefined = root
  for (const token of ref.split('/').slice(1)) {
    const key = unescaped(token).replaceAll('~1', '/').replaceAll('~0', '~')
    at = at !== undefined && isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  }
  return at
}

// What is wrongly escaped is refused where the schema is compiled.
function unescaped(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch (error) {
    if (error instanceof URIError) return token
    throw error
  }
}

/** Both at once: what the first says stands, properties and required ones are those of both. */
function merged(a: JsonObject, b: JsonObject): JsonObject {
  const both = { ...b, ...a }
  const [left, right] = [a.properties, b.properties]
  const required = [a.required, b.required].flatMap((list) =>
    list !== undefined && isList(list) ? list : [],
  )
  return {
    ...both,
    ...(left !== undefined && right !== undefined && isObject(left) && isObject(right)
      ? { properties: { ...right, ...left } }
      : {}),
    ...(required.length === 0 ? {} : { required }),
  }
}

/** One or the other: their types and values together; of other words those that one of them alone says. */
function united(branches: readonly JsonObject[]): JsonObject {
  const types = branches.flatMap(({ type }) => (type === undefined ? [] : isList(type) ? type : [type]))
  const lists = branches.map((branch) => (branch.const === undefined ? branch.enum : [branch.const]))
  const values = lists.every((list) => list !== undefined && isList(list)) ? lists.flat() : undefined
  const telling = branches.filter((branch) => branch.type !== 'null')
  const {
    required: _,
    const: __,
    enum: ___,
    ...rest
  } = telling.length === 1 ? (telling[0] as JsonObject) : {}
  return {
    ...rest,
    ...(types.length === 0 ? {} : { type: [...new Set(types)] }),
    ...(values === undefined ? {} : { enum: values as readonly Json[] }),
  }
}
