import { isCrosswalkError } from '../../errors/index.ts'
import { getAt, parsePointer } from '../../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../../json/value.ts'

/** A schema as draft 2020-12 has it: an object of keywords, or true for anything, false for nothing. */
export type SchemaNode = JsonObject | boolean

/** A value of a schema document as a schema; what is none says nothing, as true does. */
export const asSchema = (value: Json | undefined): SchemaNode =>
  value === false || (value !== undefined && isObject(value)) ? value : true

/** The schemas in the members of an object such as `properties`; none where there is no such object. */
export const schemasOf = (value: Json | undefined): readonly (readonly [string, SchemaNode])[] =>
  value !== undefined && isObject(value)
    ? Object.entries(value).map(([key, member]) => [key, asSchema(member)])
    : []

/** The schemas of a list such as `allOf`; none where there is no such list. */
export const branchesOf = (value: Json | undefined): readonly SchemaNode[] =>
  value !== undefined && isList(value) ? value.map(asSchema) : []

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const
export type TypeName = (typeof TYPES)[number]

const OBJECT_WORDS = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties']
const LIST_WORDS = ['items', 'prefixItems']

/**
 * The types that a schema names, or undefined where it says nothing of them. A schema without `type`
 * lets a string through whatever its `properties` say; whoever writes one means objects, and is taken at
 * that.
 */
export function typesOf(schema: JsonObject): readonly TypeName[] | undefined {
  const { type } = schema
  const named = type === undefined ? [] : isList(type) ? type : [type]
  if (named.length > 0) return TYPES.filter((name) => named.includes(name))
  const implied: TypeName[] = []
  if (OBJECT_WORDS.some((word) => Object.hasOwn(schema, word))) implied.push('object')
  if (LIST_WORDS.some((word) => Object.hasOwn(schema, word))) implied.push('array')
  return implied.length > 0 ? implied : undefined
}

/**
 * The schema that a `$ref` leads to within its document: `#`, `#/$defs/x`, or either behind the `$id` of the
 * document. Undefined where it leads elsewhere, to an anchor, or nowhere.
 */
export function resolveRef(root: JsonObject, ref: string): SchemaNode | undefined {
  const { $id } = root
  const own = typeof $id === 'string' && ref.startsWith($id) ? ref.slice($id.length) : ref
  if (own === '' || own === '#') return root
  if (!own.startsWith('#/')) return undefined
  try {
    const found = getAt(root, parsePointer(decodeURIComponent(own.slice(1))))
    return found === undefined ? undefined : asSchema(found)
  } catch (error) {
    // A pointer or an escape that is none.
    if (isCrosswalkError(error, 'json/bad-pointer') || error instanceof URIError) return undefined
    throw error
  }
}
