import type { Json, JsonObject } from './value.ts'

/** Whether an object has a member of its own under this key; what it inherits does not count. */
export const hasMember = (object: JsonObject, key: string): boolean => Object.hasOwn(object, key)

/** The object's own member under this key, or undefined where it has none. */
export const getMember = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

/**
 * A copy of the object with one member set, under any key, `__proto__` too. A member that was there
 * keeps its place in the order; a new one comes last.
 */
export function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  // A spread defines members, `__proto__` too. A computed key beside it would as well, and takes a fifth to two thirds longer.
  const copy: Record<string, Json> = { ...object }
  putMember(copy, key, value)
  return copy
}

/** A copy of the object without one member; the object itself where it has none such. */
export function withoutMember(object: JsonObject, key: string): JsonObject {
  if (!Object.hasOwn(object, key)) return object
  const copy: Record<string, Json> = {}
  for (const other in object) if (other !== key) putMember(copy, other, object[other] as Json)
  return copy
}

/**
 * Sets a member of an object that is still being built, under any key. Plain assignment would call the
 * setter of `__proto__`, and fails for names that a frozen `Object.prototype` holds.
 */
export function putMember(target: Record<string, Json>, key: string, value: Json): void {
  if (INHERITED.has(key)) {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    target[key] = value
  }
}

// Asking `key in Object.prototype` takes a third of the strict parser's time.
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))
