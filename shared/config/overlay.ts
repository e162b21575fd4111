import { getMember, withMember } from '../json/object.ts'
import { isObject, type Json, type JsonObject } from '../json/value.ts'

/**
 * Lays settings over a config: objects are laid over each other member by member, and everything else, lists and null
 * too, takes the place of what was there. Nothing goes but what is replaced. No RFC 7396: there null removes, and in
 * configs it is a value like any other.
 */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  let result = base
  for (const key of Object.keys(over)) {
    const value = over[key] as Json
    const below = getMember(base, key)
    const both = below !== undefined && isObject(below) && isObject(value)
    result = withMember(result, key, both ? overlay(below, value) : value)
  }
  return result
}
