import { isList, isObject, type Json } from './value.ts'

/** A scalar, or an empty list or object, with its place. */
export type Leaf = { readonly tokens: readonly string[]; readonly value: Json }

/** The leaves of a value, members by key. */
export function* leaves(value: Json, tokens: readonly string[] = []): Generator<Leaf> {
  if (isList(value) && value.length > 0) {
    for (const [index, item] of value.entries()) yield* leaves(item, [...tokens, String(index)])
    return
  }
  if (isObject(value)) {
    const keys = Object.keys(value).sort()
    if (keys.length > 0) {
      for (const key of keys) yield* leaves(value[key] as Json, [...tokens, key])
      return
    }
  }
  yield { tokens, value }
}
