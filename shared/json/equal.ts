import { checkDepth } from './limits.ts'
import { isSameNumber } from './number.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from './value.ts'

/**
 * Whether two values have the same canonical text: numbers by their value (1.0 and 1 are equal), members in
 * any order. Raises `json/too-deep` past `MAX_DEPTH`.
 */
export const equalJson = (a: Json, b: Json): boolean => equal(a, b, 1)

function equal(a: Json, b: Json, depth: number): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object') return isNumber(a) && isNumber(b) && isSameNumber(a, b)
  if (a === null || b === null) return false
  if (isList(a)) return isList(b) && equalLists(a, b, depth)
  if (isList(b)) return false
  if (isObject(a)) return isObject(b) && equalObjects(a, b, depth)
  return isRawNumber(b) && isSameNumber(a, b)
}

const isNumber = (value: Json) => typeof value === 'number' || isRawNumber(value)

function equalLists(a: readonly Json[], b: readonly Json[], depth: number): boolean {
  checkDepth(depth)
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (!equal(a[at] as Json, b[at] as Json, depth + 1)) return false
  return true
}

function equalObjects(a: JsonObject, b: JsonObject, depth: number): boolean {
  checkDepth(depth)
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !equal(a[key] as Json, b[key] as Json, depth + 1)) return false
  }
  return true
}
