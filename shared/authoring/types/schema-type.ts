import { isList, isObject, type Json, type JsonObject } from '../../json/value.ts'
import {
  asSchema,
  branchesOf,
  resolveRef,
  type SchemaNode,
  schemasOf,
  type TypeName,
  typesOf,
} from './schema-node.ts'
import { docOf, keyOf, literal } from './words.ts'

/** The type of a schema, and the declarations that it refers to by name. */
export type SchemaType = { readonly type: string; readonly declarations: readonly string[] }

// What says nothing falls out of an intersection; alone, where a member or an item has it, it is `any`.
const NOTHING = 'unknown'
const MAX_DEPTH = 16
const MAX_MEMBERS = 5_000

/** What a schema stands in: refs that lead to it with nothing in between, and how deep it lies. */
type Place = { readonly bare: readonly string[]; readonly depth: number }

/**
 * The TypeScript type of the values that fit a JSON Schema of draft 2020-12, but for members that the schema lets
 * through without describing them, which are `any`.
 *
 * The type takes every value that fits. Where TypeScript cannot say what the schema says it takes more: bounds, patterns
 * and formats, `not`, `if`, what depends on other members, and references out of the document mean nothing to
 * it. Finite for any schema: past sixteen levels or some thousand members it is `any`.
 */
export function typeOfSchema(schema: JsonObject): SchemaType {
  const writer = new Writer(schema)
  const type = writer.alone(schema, { bare: ['#'], depth: 0 })
  return { type, declarations: writer.declarations() }
}

class Writer {
  readonly #root: JsonObject
  readonly #names = new Map<string, string>()
  readonly #texts: string[] = []
  #members = 0

  constructor(root: JsonObject) {
    this.#root = root
  }

  declarations(): readonly string[] {
    return this.#texts.filter((text) => text !== '')
  }

  /** The type where a schema stands for itself. */
  alone(schema: SchemaNode, place: Place): string {
    const type = this.#type(schema, place)
    return type === NOTHING ? 'any' : type
  }

  #type(schema: SchemaNode, place: Place): string {
    if (typeof schema === 'boolean') return schema ? NOTHING : 'never'
    if (place.depth > MAX_DEPTH || this.#members > MAX_MEMBERS) return NOTHING
    const parts = [this.#own(schema, place)]
    if (typeof schema.$ref === 'string') parts.push(this.#ref(schema.$ref, place))
    for (const part of branchesOf(schema.allOf)) parts.push(this.#type(part, place))
    for (const word of ['anyOf', 'oneOf']) {
      const branches = branchesOf(schema[word])
      if (branches.length > 0) parts.push(joined(branches.map((branch) => this.#type(branch, place))))
    }
    return met(parts)
  }

  #own(schema: JsonObject, place: Place): string {
    if ('const' in schema) return literalOf(schema.const as Json)
    if (schema.enum !== undefined && isList(schema.enum)) return joined(schema.enum.map(literalOf))
    const types = typesOf(schema)
    return types === undefined ? NOTHING : joined(types.map((name) => this.#named(name, schema, place)))
  }

  #named(name: TypeName, schema: JsonObject, place: Place): string {
    switch (name) {
      case 'object':
        return this.#object(schema, place)
      case 'array':
        return this.#list(schema, { bare: [], depth: place.depth + 1 })
      case 'integer':
        return 'number'
      default:
        return name
    }
  }

  #list(schema: JsonObject, place: Place): string {
    const first = branchesOf(schema.prefixItems).map((item) => this.alone(item, place))
    const rest = this.alone(asSchema(schema.items ?? schema.unevaluatedItems), place)
    if (first.length === 0) return `${grouped(rest)}[]`
    const more = rest === 'never' ? [] : [`...${grouped(rest)}[]`]
    return `[${[...first.map((item) => `(${item})?`), ...more].join(', ')}]`
  }

  #object(schema: JsonObject, { depth }: Place): string {
    const inner: Place = { bare: [], depth: depth + 1 }
    const indent = '  '.repeat(depth + 1)
    const required = schema.required !== undefined && isList(schema.required) ? schema.required : []
    const members = schemasOf(schema.properties)
      .filter(([, member]) => member !== false)
      .map(([key, member]) => {
        this.#members++
        const doc = typeof member === 'boolean' ? '' : docOf([member.title, member.description], indent)
        const mark = required.includes(key) ? '' : '?'
        return `${doc}${indent}${keyOf(key)}${mark}: ${this.alone(member, inner)}\n`
      })
    const others = this.#others(schema, inner, members.length > 0)
    if (others !== undefined) members.push(`${indent}[name: string]: ${others}\n`)
    return `{\n${members.join('')}${'  '.repeat(depth)}}`
  }

  /**
   * The type of the members that a schema does not name; undefined where it lets none through. Beside named ones it is
   * `any`: an index signature would have to hold for them as well.
   */
  #others(schema: JsonObject, place: Place, beside: boolean): string | undefined {
    const patterns = schemasOf(schema.patternProperties)
    const rest = asSchema(
      schema.additionalProperties ?? (elsewhere(schema) ? true : schema.unevaluatedProperties),
    )
    const kinds = [...patterns.map(([, one]) => one), rest].filter((one) => one !== false)
    if (kinds.length === 0) return beside ? undefined : 'never'
    return beside || rest === true ? 'any' : joined(kinds.map((kind) => this.alone(kind, place)))
  }

  #ref(ref: string, { bare }: Place): string {
    const target = resolveRef(this.#root, ref)
    // A schema that is nothing but itself says nothing.
    if (target === undefined || bare.includes(ref)) return NOTHING
    const known = this.#names.get(ref)
    if (known !== undefined) return known
    const name = `${pascal(ref)}_${this.#names.size + 1}`
    this.#names.set(ref, name)
    const at = this.#texts.push('') - 1
    const doc = typeof target === 'boolean' ? '' : docOf([target.title, target.description], '')
    const type = this.alone(target, { bare: [...bare, ref], depth: 0 })
    this.#texts[at] = `${doc}type ${name} = ${type}\n`
    return name
  }
}

/** Whether other schemas beside it may let members through, which `unevaluatedProperties` then does. */
const elsewhere = (schema: JsonObject): boolean =>
  ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'].some((word) => word in schema)

/** What fits each of some types. */
function met(parts: readonly string[]): string {
  const saying = [...new Set(parts)].filter((part) => part !== NOTHING)
  if (saying.includes('never')) return 'never'
  return saying.length > 1 ? saying.map(grouped).join(' & ') : (saying[0] ?? NOTHING)
}

/** What fits one of some types. */
function joined(types: readonly string[]): string {
  const all = [...new Set(types)]
  if (all.includes(NOTHING)) return NOTHING
  if (all.includes('any')) return 'any'
  const possible = all.filter((type) => type !== 'never')
  return possible.length === 0 ? 'never' : possible.join(' | ')
}

const grouped = (type: string): string => (/^[\w"]+$|^\{[^}]*\}$/.test(type) ? type : `(${type})`)

function literalOf(value: Json): string {
  if (typeof value === 'string') return literal(value)
  // A number kept as text would be another one as a literal.
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'number'
  if (typeof value !== 'object' || value === null) return String(value)
  if (isList(value)) return `[${value.map(literalOf).join(', ')}]`
  if (!isObject(value)) return 'number'
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${keyOf(key)}: ${literalOf(member)}`)
    .join('; ')} }`
}

/** A name for what a ref leads to, as in `QuietHours` for `#/$defs/quiet_hours`. */
function pascal(ref: string): string {
  const words = ref.replace(/.*\//s, '').match(/[A-Za-z][A-Za-z0-9]*/g) ?? ['Schema']
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
