import { equalJson } from '../json/equal.ts'
import { getMember } from '../json/object.ts'
import { getAt, parsePointer } from '../json/pointer.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../json/value.ts'

/**
 * What a schema says of a place: it describes what stands there, it describes all around and not this, or it
 * says nothing.
 */
export type Said = 'described' | 'not-there' | 'nothing'

/** Stands in a path for any item or any member. */
export const ANY = '*'

const MOST = 200
const GROUPS = ['allOf', 'anyOf', 'oneOf'] as const
const BRANCHES = ['then', 'else'] as const

/** A schema with all that it refers to or is put together from; alternatives stand side by side. `#/…` only. */
export function partsOf(root: Json, schema: Json): readonly JsonObject[] {
  const parts = new Set<JsonObject>()
  const enter = (one: Json | undefined): void => {
    if (one === undefined || !isObject(one) || parts.has(one) || parts.size >= MOST) return
    parts.add(one)
    if (typeof one.$ref === 'string' && /^#(?:\/|$)/.test(one.$ref)) enter(referred(root, one.$ref))
    for (const group of GROUPS) {
      const members = getMember(one, group)
      if (members !== undefined && isList(members)) members.forEach(enter)
    }
    for (const branch of BRANCHES) enter(getMember(one, branch))
  }
  enter(schema)
  return [...parts]
}

function referred(root: Json, ref: string): Json | undefined {
  const pointer = ref.slice(1)
  // What is no pointer is an error of the schema, which compiling it tells.
  return /~(?![01])/.test(pointer) ? undefined : getAt(root, parsePointer(pointer))
}

/** The schemas of a place, and what is said of it. Paths may hold `*`. */
export function schemasAt(
  root: Json,
  tokens: readonly string[],
): { said: Said; schemas: readonly JsonObject[] } {
  let schemas: readonly JsonObject[] = partsOf(root, root)
  for (const token of tokens) {
    // Any member is also one that nobody has described.
    if (token === ANY && schemas.some(isOpen)) return { said: 'nothing', schemas: [] }
    const children = schemas.flatMap((schema) => childrenOf(schema, token))
    if (children.length === 0)
      return { said: schemas.some(saysMembers) ? 'not-there' : 'nothing', schemas: [] }
    schemas = [...new Set(children.flatMap((child) => partsOf(root, child)))].slice(0, MOST)
  }
  return { said: schemas.length > 0 ? 'described' : 'nothing', schemas }
}

function childrenOf(schema: JsonObject, token: string): readonly Json[] {
  const properties = objectIn(schema, 'properties')
  const patterns = Object.entries(objectIn(schema, 'patternProperties'))
  const additional = objectsIn(schema, 'additionalProperties')
  const items = [...objectsIn(schema, 'items'), ...listIn(schema, 'prefixItems').filter(isObject)]
  if (token === ANY) {
    return [...Object.values(properties), ...patterns.map(([, child]) => child), ...additional, ...items]
  }
  const own = getMember(properties, token)
  const matching = patterns
    .filter(([pattern]) => new RegExp(pattern, 'u').test(token))
    .map(([, child]) => child)
  const named = [...(own === undefined ? [] : [own]), ...matching]
  const other = admitsName(getMember(schema, 'propertyNames'), token) ? additional : []
  return [...(named.length > 0 ? named : other), ...(/^\d+$/.test(token) ? items : [])]
}

/** Whether a member may have this name, as far as patterns and lists of names tell. */
function admitsName(names: Json | undefined, name: string): boolean {
  if (names === undefined || !isObject(names)) return names !== false
  const pattern = getMember(names, 'pattern')
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(name)) return false
  const known = valuesOf(names)
  if (known && !known.includes(name)) return false
  return GROUPS.every((group) => {
    const members = listIn(names, group)
    const admits = (one: Json): boolean => admitsName(one, name)
    return members.length === 0 || (group === 'allOf' ? members.every(admits) : members.some(admits))
  })
}

/** Whether a schema says which members there are, so that one that it does not name is not meant to be there. */
const saysMembers = (schema: JsonObject): boolean =>
  Object.keys(objectIn(schema, 'properties')).length > 0 ||
  Object.keys(objectIn(schema, 'patternProperties')).length > 0 ||
  isObject(getMember(schema, 'additionalProperties') ?? null) ||
  getMember(schema, 'additionalProperties') === false ||
  isScalar(getMember(schema, 'type'))

/** Whether a schema lets an object have members beside those that it describes. */
const isOpen = (schema: JsonObject): boolean => {
  const additional = getMember(schema, 'additionalProperties')
  const isObjects = getMember(schema, 'type') === 'object' || Object.hasOwn(schema, 'properties')
  return isObjects && (additional === undefined || additional === true)
}

const isScalar = (type: Json | undefined): boolean =>
  typeof type === 'string'
    ? !['object', 'array'].includes(type)
    : type !== undefined && isList(type) && type.every(isScalar)

const objectIn = (schema: JsonObject, key: string): JsonObject => {
  const value = getMember(schema, key)
  return value !== undefined && isObject(value) ? value : {}
}
const objectsIn = (schema: JsonObject, key: string): readonly JsonObject[] => {
  const value = getMember(schema, key)
  return value !== undefined && isObject(value) ? [value] : []
}
const listIn = (schema: JsonObject, key: string): readonly Json[] => {
  const value = getMember(schema, key)
  return value !== undefined && isList(value) ? value : []
}

/** All values that may stand at a place, where a schema lists them; undefined where others may, too. */
export function valuesAt(root: Json, tokens: readonly string[]): readonly Json[] | undefined {
  const { said, schemas } = schemasAt(root, tokens)
  if (said !== 'described') return undefined
  const lists = schemas.filter((schema) => !isJoint(schema)).map(valuesOf)
  return lists.length > 0 && lists.every((list) => list !== undefined) ? lists.flat() : undefined
}

/** A schema that only puts others together says nothing of values itself. */
const isJoint = (schema: JsonObject): boolean =>
  ['$ref', ...GROUPS].some((key) => Object.hasOwn(schema, key)) &&
  !['type', 'enum', 'const'].some((key) => Object.hasOwn(schema, key))

function valuesOf(schema: JsonObject): readonly Json[] | undefined {
  const constant = getMember(schema, 'const')
  if (constant !== undefined) return [constant]
  const values = getMember(schema, 'enum')
  if (values !== undefined && isList(values)) return values
  return getMember(schema, 'type') === 'null' ? [null] : undefined
}

/** Whether a value may stand at a place, as far as types and listed values tell: where in doubt, it may. */
export function mayBe(root: Json, tokens: readonly string[], value: Json): boolean {
  const { said, schemas } = schemasAt(root, tokens)
  if (said !== 'described') return true
  const telling = schemas.filter((schema) => !isJoint(schema))
  return telling.length === 0 || telling.some((schema) => accepts(schema, value))
}

function accepts(schema: JsonObject, value: Json): boolean {
  const values = valuesOf(schema)
  if (values) return values.some((one) => equalJson(one, value))
  const type = getMember(schema, 'type')
  if (type === undefined) return true
  const types = isList(type) ? type : [type]
  return types.some((name) => name === typeOf(value) || (name === 'integer' && typeOf(value) === 'number'))
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  if (isObject(value)) return 'object'
  return isRawNumber(value) ? 'number' : typeof value
}
