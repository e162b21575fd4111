import type { Json, JsonObject } from './value.ts'

/** Whether an object has a member of its own with this key; `toString` and its like do not count. */
export const hasMember = (object: JsonObject, key: string): boolean => Object.hasOwn(object, key)

/** An object's own member, or undefined. */
export const getMember = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

/** A copy with this member set. A key that is there keeps its place. */
export function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  const copy: Record<string, Json> = { ...object }
  if (key === '__proto__') {
    // Assigning it would set the prototype instead.
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    copy[key] = value
  }
  return copy
}

/** A copy without this member; the object itself where it has none. */
export function withoutMember(object: JsonObject, key: string): JsonObject {
  if (!Object.hasOwn(object, key)) return object
  const copy: Record<string, Json> = { ...object }
  delete copy[key]
  return copy
}
