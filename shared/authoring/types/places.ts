import { formatPointer } from '../../json/pointer.ts'
import { isList, type Json, type JsonObject } from '../../json/value.ts'
import { isEngineMember } from '../../lens/check-path.ts'
import { asSchema, branchesOf, resolveRef, type SchemaNode, schemasOf, typesOf } from './schema-node.ts'

/**
 * The places that a schema knows, as JSON Pointers. A token `*` stands for every item of a list, and for every
 * member of an object whose names the schema leaves open but whose values it describes.
 */
export type Places = {
  readonly paths: readonly string[]
  /** Below these anything may stand; the empty pointer where that goes for the whole config. */
  readonly open: readonly string[]
  /** Names of members anywhere, as tokens of a pointer. */
  readonly keys: readonly string[]
}

// What a checker of types takes well. Beyond, the types say less; they never say what is wrong.
const MAX_PATHS = 2_000
const MAX_DEPTH = 16

type Open = { readonly object: boolean; readonly list: boolean }
type Place = { readonly tokens: readonly string[]; readonly schemas: readonly SchemaNode[] }

/**
 * Gathers the places of a config schema, shallow ones first. Where schemas exclude one another, as those of
 * `oneOf`, the places of all are taken. Members that the engine keeps are left out: no step may name them.
 *
 * The result is finite for any schema, recursive ones too: past some thousand places, or sixteen levels, a place
 * counts as open.
 */
export function placesOf(schema: JsonObject): Places {
  const paths: string[] = []
  const open: string[] = []
  const keys = new Set<string>()
  const known = new Map<SchemaNode, Open>()
  const queue: Place[] = [{ tokens: [], schemas: [schema] }]
  for (const { tokens, schemas } of queue) {
    const children = childrenOf(partsOf(schema, schemas), tokens.length === 0)
    const full = tokens.length >= MAX_DEPTH || queue.length + children.size > MAX_PATHS
    const path = formatPointer(tokens)
    const isOpen = schemas.some((one) => isAny(openness(schema, one, known)))
    if (isOpen || (full && children.size > 0)) open.push(path)
    if (tokens.length > 0) paths.push(path)
    if (full) continue
    for (const [token, found] of children) {
      queue.push({ tokens: [...tokens, token], schemas: found })
      if (token !== '*') keys.add(formatPointer([token]).slice(1))
    }
  }
  return { paths, open, keys: [...keys] }
}

const ANY: Open = { object: true, list: true }
const NONE: Open = { object: false, list: false }
const isAny = ({ object, list }: Open): boolean => object || list
const both = (a: Open, b: Open): Open => ({ object: a.object && b.object, list: a.list && b.list })
const either = (a: Open, b: Open): Open => ({ object: a.object || b.object, list: a.list || b.list })

/** What of a schema lets anything stand below: all its parts have to, of those that exclude one another just one. */
function openness(root: JsonObject, schema: SchemaNode, known: Map<SchemaNode, Open>): Open {
  if (typeof schema === 'boolean') return schema ? ANY : NONE
  const before = known.get(schema)
  if (before) return before
  // What refers to itself is as open as the rest of it says.
  known.set(schema, ANY)
  let open = ownOpenness(schema)
  for (const part of [...targetOf(root, schema), ...branchesOf(schema.allOf)]) {
    open = both(open, openness(root, part, known))
  }
  for (const word of ['anyOf', 'oneOf']) {
    const branches = branchesOf(schema[word]).map((branch) => openness(root, branch, known))
    if (branches.length > 0) open = both(open, branches.reduce(either))
  }
  known.set(schema, open)
  return open
}

function ownOpenness(schema: JsonObject): Open {
  if ('const' in schema) return isContainer(schema.const) ? ANY : NONE
  if (schema.enum !== undefined && isList(schema.enum)) return schema.enum.some(isContainer) ? ANY : NONE
  const types = typesOf(schema) ?? ['object', 'array']
  return {
    object:
      types.includes('object') &&
      saysNothing(schema.additionalProperties ?? schema.unevaluatedProperties ?? true),
    list: types.includes('array') && saysNothing(schema.items ?? schema.unevaluatedItems ?? true),
  }
}

const isContainer = (value: Json | undefined): boolean => typeof value === 'object' && value !== null

/** What `$ref` leads to, if there is one: true, so anything, where that cannot be told. */
const targetOf = (root: JsonObject, { $ref, $dynamicRef }: JsonObject): readonly SchemaNode[] =>
  typeof $ref === 'string' ? [resolveRef(root, $ref) ?? true] : $dynamicRef === undefined ? [] : [true]

const saysNothing = (value: Json): boolean => {
  const schema = asSchema(value)
  return schema === true || (schema !== false && Object.keys(schema).length === 0)
}

/** Schemas of a place, with whatever else they bring to it. */
function partsOf(root: JsonObject, schemas: readonly SchemaNode[]): readonly JsonObject[] {
  const parts = new Set<JsonObject>()
  const gather = (schema: SchemaNode): void => {
    if (typeof schema === 'boolean' || parts.has(schema)) return
    parts.add(schema)
    targetOf(root, schema).forEach(gather)
    for (const word of ['allOf', 'anyOf', 'oneOf']) branchesOf(schema[word]).forEach(gather)
    for (const word of ['if', 'then', 'else']) gather(asSchema(schema[word]))
    for (const [, part] of schemasOf(schema.dependentSchemas)) gather(part)
  }
  schemas.forEach(gather)
  return [...parts]
}

function childrenOf(parts: readonly JsonObject[], atRoot: boolean): Map<string, SchemaNode[]> {
  const children = new Map<string, SchemaNode[]>()
  const add = (token: string, schema: SchemaNode): void => {
    const there = children.get(token)
    if (there) there.push(schema)
    else children.set(token, [schema])
  }
  const addAny = (value: Json | undefined): void => {
    const schema = asSchema(value)
    if (typeof schema !== 'boolean' && !saysNothing(schema)) add('*', schema)
  }
  for (const part of parts) {
    for (const [key, schema] of schemasOf(part.properties)) {
      if (schema !== false && !(atRoot && isEngineMember(key))) add(key, schema)
    }
    for (const [, schema] of schemasOf(part.patternProperties)) add('*', schema)
    for (const schema of branchesOf(part.prefixItems)) add('*', schema)
    for (const word of ['additionalProperties', 'unevaluatedProperties', 'items', 'unevaluatedItems']) {
      addAny(part[word])
    }
  }
  return children
}
