import { isSameNumber, type JsonNumber } from './decimal.ts'
import { isRawNumber, type Json, type JsonObject } from './value.ts'

/** Whether two values are equal: the order of keys makes no difference, and numbers are compared by value. */
export function equalJson(a: Json, b: Json): boolean {
  // Parts that a step did not touch are the same object, so comparing before and after costs little.
  if (a === b) return true
  if (isNumber(a)) return isNumber(b) && isSameNumber(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || isRawNumber(b))
    return false
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b)
  return !Array.isArray(b) && equalObjects(a as JsonObject, b as JsonObject)
}

const isNumber = (value: Json): value is JsonNumber => typeof value === 'number' || isRawNumber(value)

function equalLists(a: readonly Json[], b: readonly Json[]): boolean {
  return a.length === b.length && a.every((item, index) => equalJson(item, b[index] as Json))
}

function equalObjects(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key] as Json, b[key] as Json))
}
