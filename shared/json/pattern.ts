import { escapeToken } from './pointer.ts'
import { isList, isObject, type Json } from './value.ts'

/** A JSON Pointer in which every index of a list of `doc` is `*`: the same for every item. */
export function patternOf(tokens: readonly string[], doc: Json): string {
  let pattern = ''
  let at: Json | undefined = doc
  for (const token of tokens) {
    if (at !== undefined && isList(at)) {
      pattern += '/*'
      at = at[Number(token)]
    } else {
      pattern += `/${escapeToken(token)}`
      at = at !== undefined && isObject(at) && Object.hasOwn(at, token) ? at[token] : undefined
    }
  }
  return pattern
}
