import { sortedKeys } from './canonical.ts'
import { checkDepth } from './limits.ts'
import { putMember } from './object.ts'
import { isList, isObject, type Json } from './value.ts'

/** A value without values below it, with its place. */
export type Leaf = { readonly tokens: readonly string[]; readonly value: Json }

/**
 * The scalars and empty containers of a value with their places, in canonical order: items as they stand,
 * members by key.
 */
export function* leaves(value: Json): Generator<Leaf> {
  // A stack instead of generators within generators, whose every leaf would pass through all levels.
  const stack: Leaf[] = [{ tokens: [], value }]
  for (let leaf = stack.pop(); leaf !== undefined; leaf = stack.pop()) {
    const { tokens, value } = leaf
    const below = stack.length
    if (isList(value)) {
      for (let at = value.length - 1; at >= 0; at--) {
        stack.push({ tokens: [...tokens, String(at)], value: value[at] as Json })
      }
    } else if (isObject(value)) {
      for (const key of sortedKeys(value).reverse()) {
        stack.push({ tokens: [...tokens, key], value: value[key] as Json })
      }
    }
    if (stack.length === below) yield leaf
  }
}

/** A copy that shares no container with the value. Raises `json/too-deep` past `MAX_DEPTH`. */
export const copyJson = (value: Json): Json => copy(value, 1)

function copy(value: Json, depth: number): Json {
  if (isList(value)) {
    checkDepth(depth)
    return value.map((item) => copy(item, depth + 1))
  }
  if (!isObject(value)) return value
  checkDepth(depth)
  const object: Record<string, Json> = {}
  for (const key of Object.keys(value)) putMember(object, key, copy(value[key] as Json, depth + 1))
  return object
}
