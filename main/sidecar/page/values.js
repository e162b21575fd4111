/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./json.js').JsonObject} JsonObject
 * @typedef {readonly string[]} Path
 * @typedef {{ path: Path, before: Json | undefined, after: Json | undefined }} Change
 * @typedef {{ path: Path, mine: Json | undefined, theirs: Json | undefined }} Clash
 */
import { ExactNumber } from './json.js'

/**
 * @param {unknown} value
 * @returns {value is JsonObject}
 */
export const isObject = (value) => value instanceof Map

/**
 * A path as JSON Pointer.
 *
 * @param {Path} path
 */
export const pointer = (path) =>
  path.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/**
 * What stands at a path; undefined where there is nothing.
 *
 * @param {Json | undefined} value
 * @param {Path} path
 * @returns {Json | undefined}
 */
export const getAt = (value, path) =>
  path.reduce((inner, token) => {
    if (isObject(inner)) return inner.get(token)
    return Array.isArray(inner) ? inner[Number(token)] : undefined
  }, value)

/**
 * The value with another one at a path, or with nothing there. Objects that are missing on the way are made.
 *
 * @param {Json | undefined} value
 * @param {Path} path
 * @param {Json | undefined} next
 * @returns {Json | undefined}
 */
export function withAt(value, path, next) {
  const [token, ...rest] = path
  if (token === undefined) return next
  if (Array.isArray(value))
    return value.map((item, at) => (at === Number(token) ? (withAt(item, rest, next) ?? null) : item))
  const inner = isObject(value) ? value : new Map()
  const member = withAt(inner.get(token), rest, next)
  const copy = new Map(inner)
  if (member === undefined) copy.delete(token)
  else copy.set(token, member)
  return copy
}

/**
 * Whether two values are the same; of numbers, whether they are written the same.
 *
 * @param {Json | undefined} a
 * @param {Json | undefined} b
 * @returns {boolean}
 */
export function equal(a, b) {
  if (a === b) return true
  if (a instanceof ExactNumber) return b instanceof ExactNumber && a.text === b.text
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => equal(item, b[at]))
  }
  if (!isObject(a) || !isObject(b) || a.size !== b.size) return false
  return [...a].every(([key, member]) => b.has(key) && equal(member, b.get(key)))
}

/**
 * @param {JsonObject | undefined} a
 * @param {JsonObject | undefined} b
 */
const keysOf = (a, b) => [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])]

/**
 * What differs, as deep as objects go; a list is one value.
 *
 * @param {Json | undefined} before
 * @param {Json | undefined} after
 * @param {Path} path
 * @returns {Change[]}
 */
export function changes(before, after, path = []) {
  if (equal(before, after)) return []
  const whole = [{ path, before, after }]
  if (!isOrNone(before) || !isOrNone(after)) return whole
  const parts = keysOf(before, after).flatMap((key) =>
    changes(before?.get(key), after?.get(key), [...path, key]),
  )
  return parts.length === 0 ? whole : parts
}

/**
 * @param {Json | undefined} value
 * @returns {value is JsonObject | undefined}
 */
const isOrNone = (value) => value === undefined || isObject(value)

/**
 * Brings two changes of one state together. Where both have changed the same place, that is a clash, and the merged value
 * has mine: what was typed stays until somebody decides.
 *
 * @param {Json | undefined} base
 * @param {Json | undefined} mine
 * @param {Json | undefined} theirs
 * @param {Path} path
 * @returns {{ merged: Json | undefined, clashes: Clash[] }}
 */
export function merge(base, mine, theirs, path = []) {
  if (equal(mine, theirs) || equal(base, theirs)) return { merged: mine, clashes: [] }
  if (equal(base, mine)) return { merged: theirs, clashes: [] }
  if (!isObject(mine) || !isObject(theirs)) return { merged: mine, clashes: [{ path, mine, theirs }] }
  /** @type {JsonObject} */
  const merged = new Map()
  /** @type {Clash[]} */
  const clashes = []
  const before = isObject(base) ? base : undefined
  for (const key of keysOf(theirs, mine)) {
    const one = merge(before?.get(key), mine.get(key), theirs.get(key), [...path, key])
    if (one.merged !== undefined) merged.set(key, one.merged)
    clashes.push(...one.clashes)
  }
  return { merged, clashes }
}
