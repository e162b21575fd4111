/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./json.js').JsonObject} JsonObject
 * @typedef {'group' | 'list' | 'switch' | 'choice' | 'number' | 'text' | 'long-text' | 'secret' | 'fixed' | 'json'} Kind
 * @typedef {{ kind: Kind, schema: JsonObject, nullable: boolean }} Form
 */
import { ExactNumber } from './json.js'
import { equal, getAt, isObject } from './values.js'

/** Members that nobody sets by hand. */
const OWN = new Set(['version', 'tenant_id', 'user_id'])

/** @param {string} key of the config itself */
export const isOwn = (key) => OWN.has(key) || key.startsWith('_')

const MOST_REFERENCES = 20
const LONG = 400

/** @param {Json | undefined} value */
function typeOf(value) {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' || value instanceof ExactNumber) return 'number'
  if (Array.isArray(value)) return 'array'
  return isObject(value) ? 'object' : typeof value
}

/** @param {JsonObject} schema */
function typesOf(schema) {
  const said = schema.get('type')
  const types = Array.isArray(said) ? said : said === undefined ? [] : [said]
  if (types.length > 0) return types.map((type) => (type === 'integer' ? 'number' : type))
  if (schema.has('properties')) return ['object']
  return schema.has('items') ? ['array'] : []
}

/** @param {Json | undefined} schema */
const asObject = (schema) => (isObject(schema) ? schema : /** @type {JsonObject} */ (new Map()))

/** @param {Json | undefined} value */
const asList = (value) => (Array.isArray(value) ? value : [])

/**
 * A schema without references and alternatives: of these, the one that the value has the type of.
 *
 * @param {JsonObject} root
 * @param {Json | undefined} schema
 * @param {Json | undefined} value
 */
function plain(root, schema, value) {
  let now = asObject(schema)
  for (let at = 0; at < MOST_REFERENCES; at++) {
    const next = simpler(root, now, value)
    if (next === undefined) break
    now = next
  }
  return now
}

/**
 * @param {JsonObject} root
 * @param {JsonObject} schema
 * @param {Json | undefined} value
 * @returns {JsonObject | undefined}
 */
function simpler(root, schema, value) {
  /** @param {string} key */
  const without = (key) => new Map([...schema].filter(([name]) => name !== key))
  const reference = schema.get('$ref')
  if (typeof reference === 'string') {
    const tokens = decodeURIComponent(reference.replace(/^#\/?/, '')).split('/')
    const path = tokens
      .filter((token) => token !== '')
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    return new Map([...asObject(getAt(root, path)), ...without('$ref')])
  }
  const all = schema.get('allOf')
  if (all !== undefined) return asList(all).reduce(joined, without('allOf'))
  for (const key of ['anyOf', 'oneOf']) {
    const branches = asList(schema.get(key)).map((branch) => plain(root, branch, value))
    if (branches.length === 0) continue
    if (branches.every((branch) => branch.has('const'))) {
      const choices = branches.map((branch) => /** @type {Json} */ (branch.get('const')))
      return new Map([...without(key), ['enum', choices]])
    }
    const nullable = branches.some((branch) => typesOf(branch).includes('null'))
    const real = branches.filter(
      (branch) => !typesOf(branch).every((type) => type === 'null') || typesOf(branch).length === 0,
    )
    const type = typeOf(value)
    const branch =
      real.find((one) => type !== undefined && typesOf(one).includes(type)) ?? real[0] ?? asObject(undefined)
    const found = joined(without(key), branch)
    return nullable ? new Map([...found, ['type', [...typesOf(found), 'null']]]) : found
  }
  return undefined
}

/**
 * @param {JsonObject} a
 * @param {Json} b
 * @returns {JsonObject}
 */
function joined(a, b) {
  const other = asObject(b)
  const both = new Map([...a, ...other])
  const members = [...asObject(a.get('properties')), ...asObject(other.get('properties'))]
  if (members.length > 0) both.set('properties', new Map(members))
  const required = [...asList(a.get('required')), ...asList(other.get('required'))]
  if (required.length > 0) both.set('required', required)
  return both
}

/**
 * How a value of a schema is to be shown.
 *
 * @param {JsonObject} root
 * @param {Json | undefined} schema
 * @param {Json | undefined} value
 * @returns {Form}
 */
export function formOf(root, schema, value) {
  const found = plain(root, schema, value)
  const types = typesOf(found)
  const choices = found.get('enum')
  const nullable = types.includes('null') || (Array.isArray(choices) && choices.includes(null))
  return { kind: kindOf(found, types, value), schema: found, nullable }
}

/**
 * @param {JsonObject} schema
 * @param {readonly Json[]} types
 * @param {Json | undefined} value
 * @returns {Kind}
 */
function kindOf(schema, types, value) {
  if (schema.get('x-secret') === true) return 'secret'
  if (schema.has('const')) return value === undefined || equal(schema.get('const'), value) ? 'fixed' : 'json'
  if (Array.isArray(schema.get('enum'))) return 'choice'
  const possible = types.filter((type) => type !== 'null')
  const is = typeOf(value)
  // What somebody has typed that is no number yet.
  if (is === 'string' && possible.length === 1 && possible[0] === 'number') return 'number'
  const type =
    is === undefined ? possible[0] : possible.length === 0 || possible.includes(is) ? is : undefined
  switch (type) {
    case 'object':
      return 'group'
    case 'array':
      return schema.has('prefixItems') ? 'json' : 'list'
    case 'boolean':
      return 'switch'
    case 'number':
      return 'number'
    case 'string': {
      const most = schema.get('maxLength')
      const isLong =
        (typeof most === 'number' && most >= LONG) || (typeof value === 'string' && /\n|.{100}/.test(value))
      return isLong ? 'long-text' : 'text'
    }
    default:
      return 'json'
  }
}

/**
 * The schema of a member of a group.
 *
 * @param {JsonObject} group
 * @param {string} key
 * @returns {Json | undefined}
 */
export function memberSchema(group, key) {
  const named = asObject(group.get('properties')).get(key)
  if (named !== undefined) return named
  const patterns = [...asObject(group.get('patternProperties'))]
  const [, fitting] = patterns.find(([pattern]) => fits(pattern, key)) ?? []
  return fitting ?? group.get('additionalProperties')
}

/** @param {JsonObject} group */
export const namedMembers = (group) => asObject(group.get('properties'))

/**
 * The schema of members that users may add, and undefined where they are not to: a group that names its members and
 * merely allows more is no place to invent settings.
 *
 * @param {JsonObject} group
 * @returns {JsonObject | undefined}
 */
export function ownMembers(group) {
  const rest = group.get('additionalProperties')
  if (isObject(rest)) return rest
  const [pattern] = asObject(group.get('patternProperties')).values()
  if (isObject(pattern)) return pattern
  return rest !== false && namedMembers(group).size === 0 ? new Map() : undefined
}

/**
 * @param {JsonObject} group
 * @param {string} key
 */
export const isRequired = (group, key) => asList(group.get('required')).includes(key)

/**
 * Whether a pattern fits; one that this browser cannot read fits everything, for the service judges in the end.
 *
 * @param {string} pattern
 * @param {string} text
 */
export function fits(pattern, text) {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

/**
 * A text of a schema, as its title.
 *
 * @param {JsonObject} schema
 * @param {string} key
 */
export function textOf(schema, key) {
  const text = schema.get(key)
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** @param {string} key such as `max_tokens` */
export function inWords(key) {
  const words = key.replaceAll(/[_-]+/g, ' ').trim()
  return words === '' ? key : words[0]?.toUpperCase() + words.slice(1)
}

/**
 * What a new item or member begins with.
 *
 * @param {JsonObject} root
 * @param {Json | undefined} schema
 * @returns {Json}
 */
export function blank(root, schema) {
  const { kind, schema: found, nullable } = formOf(root, schema, undefined)
  const usual = found.get('default') ?? found.get('const')
  if (usual !== undefined) return usual
  const [choice] = asList(found.get('enum'))
  if (choice !== undefined) return choice
  if (kind === 'group') {
    const needed = [...namedMembers(found)].filter(([key]) => isRequired(found, key))
    return new Map(needed.map(([key, member]) => [key, blank(root, member)]))
  }
  if (kind === 'list') return []
  if (kind === 'switch') return false
  if (nullable) return null
  return kind === 'number' ? (found.get('minimum') ?? 0) : ''
}

/**
 * A config without its secrets: without each marked place, and without lists that hold one, for a list that lacks a part
 * must never take the place of the whole.
 *
 * @param {JsonObject} root
 * @param {Json | undefined} schema
 * @param {Json | undefined} value
 * @returns {Json | undefined}
 */
export function withoutSecrets(root, schema, value) {
  if (value === undefined || value === null) return value
  const { kind, schema: found } = formOf(root, schema, value)
  if (kind === 'secret') return undefined
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutSecrets(root, found.get('items'), item))
    return kind === 'list' && items.every((item, at) => equal(item, value[at])) ? value : undefined
  }
  if (!isObject(value)) return value
  /** @type {JsonObject} */
  const rest = new Map()
  for (const [key, member] of value) {
    const open = withoutSecrets(root, memberSchema(found, key), member)
    if (open !== undefined) rest.set(key, open)
  }
  return rest
}
