import { getMember } from '../json/object.ts'
import { formatPointer, getAt, parsePointer } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import { OWN_MEMBERS } from './customisations.ts'

/** The keyword by which a config schema says that what stands at a place is encrypted at rest. */
export const SECRET_KEYWORD = 'x-secret'

// Where schemas stand within a schema (draft 2020-12, and `definitions`, which older ones have).
export const SCHEMA_MAPS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
export const SCHEMA_LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
export const SINGLE_SCHEMAS =
  'items additionalProperties unevaluatedItems unevaluatedProperties contains not if then else'.split(' ')
// Those that speak of the very value that the schema around them speaks of.
const JOINED_LISTS = ['allOf', 'anyOf', 'oneOf']
const JOINED = ['if', 'then', 'else']
const REFERENCES = ['$ref', '$dynamicRef']

/**
 * Where a config schema says `"x-secret": true`, whatever leads there: properties, patterns, items, references and
 * alternatives. Of alternatives one is enough, for rather a value is encrypted once too often.
 */
export class SecretSchema {
  readonly #root: JsonObject | undefined
  readonly #named = new Map<string, JsonObject>()
  /** Schemas from which a mark can be reached: most of a config is under none of them, and need not be looked at. */
  readonly #leading: ReadonlySet<JsonObject> = new Set()
  /** JSON Pointers of the marked places, sorted, `*` for any key or item; none where nothing is secret. */
  readonly paths: readonly string[]
  /** Marked places that cannot be secret: the config as a whole, and what the engine keeps. Nothing is done about them. */
  readonly misplaced: readonly string[]

  constructor(schema: Json | undefined) {
    this.#root = schema !== undefined && isObject(schema) && hasMark(schema) ? schema : undefined
    if (this.#root) {
      this.#name(this.#root)
      this.#leading = this.#findLeading(this.#root)
    }
    const found = this.#root ? this.#listPaths(this.#root) : []
    this.paths = found.filter((path) => canBeSecret(parsePointer(path)))
    this.misplaced = found.filter((path) => !canBeSecret(parsePointer(path)))
  }

  /** The places of a config that are marked and are there, as tokens. What stands below a marked place is part of it. */
  places(config: Json): readonly (readonly string[])[] {
    if (!this.#root) return []
    const found: string[][] = []
    const visit = (value: Json, schemas: readonly JsonObject[], at: readonly string[]): void => {
      const parts = this.#partsOf(schemas)
      if (!canBeSecret(at) && at.length > 0) return
      if (at.length > 0 && parts.some(isMarked)) {
        found.push([...at])
        return
      }
      if (parts.length === 0 || !(isList(value) || isObject(value))) return
      for (const [key, member] of Object.entries(value)) {
        const inner = parts.flatMap((part) =>
          isList(value) ? itemSchemas(part, Number(key)) : memberSchemas(part, key),
        )
        if (inner.some((one) => this.#leading.has(one))) visit(member as Json, inner, [...at, key])
      }
    }
    visit(config, [this.#root], [])
    return found
  }

  #partsOf(schemas: readonly JsonObject[]): readonly JsonObject[] {
    const parts = new Set<JsonObject>()
    const enter = (one: Json | undefined): void => {
      if (one === undefined || !isObject(one) || parts.has(one) || !this.#leading.has(one)) return
      parts.add(one)
      for (const key of REFERENCES) enter(this.#referred(getMember(one, key)))
      for (const key of JOINED_LISTS) for (const each of listIn(one, key)) enter(each)
      for (const key of JOINED) enter(getMember(one, key))
      for (const each of Object.values(mapIn(one, 'dependentSchemas'))) enter(each)
    }
    for (const schema of schemas) enter(schema)
    return [...parts]
  }

  #referred(reference: Json | undefined): Json | undefined {
    if (typeof reference !== 'string' || !this.#root) return undefined
    const named = this.#named.get(reference)
    if (named) return named
    // What is no pointer is an error of the schema, which compiling it tells.
    if (!/^#(?:\/|$)/.test(reference) || /~(?![01])/.test(reference)) return undefined
    return getAt(this.#root, parsePointer(decodeURI(reference.slice(1))))
  }

  #name(schema: JsonObject): void {
    for (const key of ['$anchor', '$dynamicAnchor']) {
      const anchor = getMember(schema, key)
      if (typeof anchor === 'string') this.#named.set(`#${anchor}`, schema)
    }
    const id = getMember(schema, '$id')
    if (typeof id === 'string') this.#named.set(id, schema)
    for (const below of schemasIn(schema)) this.#name(below)
  }

  #findLeading(root: JsonObject): ReadonlySet<JsonObject> {
    const all = new Set<JsonObject>()
    const collect = (one: JsonObject): void => {
      if (all.has(one)) return
      all.add(one)
      for (const below of this.#reached(one)) collect(below)
    }
    collect(root)
    const leading = new Set([...all].filter(isMarked))
    // From the innermost outwards, and again, for a reference may lead to what stands before it.
    const inward = [...all].reverse()
    for (let before = -1; before < leading.size; ) {
      before = leading.size
      for (const one of inward) {
        if (!leading.has(one) && this.#reached(one).some((below) => leading.has(below))) leading.add(one)
      }
    }
    return leading
  }

  #reached(schema: JsonObject): readonly JsonObject[] {
    const referred = REFERENCES.map((key) => this.#referred(getMember(schema, key)))
    return [...schemasIn(schema), ...referred.filter((one) => one !== undefined && isObject(one))]
  }

  #listPaths(root: JsonObject): readonly string[] {
    const found = new Set<string>()
    const around: JsonObject[] = []
    const visit = (schemas: readonly JsonObject[], at: readonly string[]): void => {
      const parts = this.#partsOf(schemas)
      if (parts.some(isMarked)) found.add(formatPointer(at))
      // Where the mark is of no use, those below are.
      if (parts.some(isMarked) && at.length > 0) return
      // A schema that refers to itself has places without end: those of one round are told.
      const fresh = parts.filter((part) => !around.includes(part))
      around.push(...fresh)
      for (const [token, inner] of fresh.flatMap(childrenOf)) {
        if (this.#leading.has(inner)) visit([inner], [...at, token])
      }
      around.length -= fresh.length
    }
    visit([root], [])
    return [...found].sort()
  }
}

const canBeSecret = ([first]: readonly string[]): boolean => first !== undefined && !OWN_MEMBERS.has(first)

/** Whether a schema itself marks what it speaks of. */
export const isMarked = (schema: JsonObject): boolean => getMember(schema, SECRET_KEYWORD) === true

/** Whether a schema marks any place at all. */
export const hasMark = (schema: Json): boolean =>
  isObject(schema) && (isMarked(schema) || schemasIn(schema).some(hasMark))

const schemasIn = (schema: JsonObject): readonly JsonObject[] =>
  [
    ...SINGLE_SCHEMAS.map((key) => getMember(schema, key)),
    ...SCHEMA_LISTS.flatMap((key) => listIn(schema, key)),
    ...SCHEMA_MAPS.flatMap((key) => Object.values(mapIn(schema, key))),
  ].filter((one) => one !== undefined && isObject(one)) as JsonObject[]

function memberSchemas(part: JsonObject, key: string): readonly JsonObject[] {
  const own = getMember(mapIn(part, 'properties'), key)
  const matching = Object.entries(mapIn(part, 'patternProperties'))
    .filter(([pattern]) => matches(pattern, key))
    .map(([, one]) => one)
  const named = [...(own === undefined ? [] : [own]), ...matching]
  const found =
    named.length > 0
      ? named
      : [getMember(part, 'additionalProperties'), getMember(part, 'unevaluatedProperties')]
  return found.filter((one) => one !== undefined && isObject(one)) as JsonObject[]
}

function itemSchemas(part: JsonObject, index: number): readonly JsonObject[] {
  const first = listIn(part, 'prefixItems')[index]
  const found =
    first === undefined ? [getMember(part, 'items'), getMember(part, 'unevaluatedItems')] : [first]
  return [...found, getMember(part, 'contains')].filter(
    (one) => one !== undefined && isObject(one),
  ) as JsonObject[]
}

function childrenOf(part: JsonObject): readonly (readonly [string, JsonObject])[] {
  const many = [
    ...['additionalProperties', 'unevaluatedProperties', 'items', 'unevaluatedItems', 'contains'].map((key) =>
      getMember(part, key),
    ),
    ...Object.values(mapIn(part, 'patternProperties')),
  ]
  const found: (readonly [string, Json | undefined])[] = [
    ...Object.entries(mapIn(part, 'properties')),
    ...listIn(part, 'prefixItems').map((one, index) => [String(index), one] as const),
    ...many.map((one) => ['*', one] as const),
  ]
  return found.filter((one): one is readonly [string, JsonObject] => one[1] !== undefined && isObject(one[1]))
}

// One that is no pattern is an error of the schema, which compiling it tells; until then rather too much is secret.
function matches(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(key)
  } catch {
    return true
  }
}

function mapIn(schema: JsonObject, key: string): JsonObject {
  const value = getMember(schema, key)
  return value !== undefined && isObject(value) ? value : {}
}

function listIn(schema: JsonObject, key: string): readonly Json[] {
  const value = getMember(schema, key)
  return value !== undefined && isList(value) ? value : []
}
