import { fail } from '../errors/index.ts'
import { getMember, withMember, withoutMember } from './object.ts'
import { isList, isObject, type Json, type JsonObject } from './value.ts'

/**
 * Reads a JSON Pointer (RFC 6901) into its tokens: `/a/b~1c` is `['a', 'b/c']`, the empty text is `[]`, the
 * whole document. The URI fragment form (`#/a`) is not read. Raises `json/bad-pointer`.
 */
export function parsePointer(text: string): readonly string[] {
  if (text === '') return []
  if (!text.startsWith('/')) {
    return fail('json/bad-pointer', { pointer: text, problem: 'it does not begin with a slash' })
  }
  const tokens = text.slice(1).split('/')
  if (!text.includes('~')) return tokens
  if (/~(?![01])/.test(text)) {
    return fail('json/bad-pointer', { pointer: text, problem: 'a tilde must be followed by 0 or 1' })
  }
  // In this order, or `~01` would become a slash.
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The JSON Pointer (RFC 6901) of tokens: the inverse of `parsePointer`. */
export function formatPointer(tokens: readonly string[]): string {
  let text = ''
  for (const token of tokens) text += `/${escapeToken(token)}`
  return text
}

/** A token as it stands in a JSON Pointer (RFC 6901). */
// Not by a RegExp: among the frozen intrinsics of the sandbox each test leaves a match to the garbage collector.
export const escapeToken = (token: string): string =>
  token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token

/** Whether place `a` is place `b` or one that holds it. */
export const isPrefix = (a: readonly string[], b: readonly string[]): boolean =>
  a.length <= b.length && a.every((token, level) => token === b[level])

/** The value at a place, or undefined where there is none. Own members only; indexes as RFC 6901 writes them. */
export function getAt(doc: Json, tokens: readonly string[]): Json | undefined {
  let at: Json | undefined = doc
  for (const token of tokens) {
    at = childOf(at, token)
    if (at === undefined) return undefined
  }
  return at
}

/**
 * The document with the value at a place set; only the containers on the way are copied. A member may be
 * new; an item must be there, or be the first past the list's end.
 *
 * A parent that is not there is a bug of the caller: TypeError.
 */
export function setAt(doc: Json, tokens: readonly string[], value: Json): Json {
  return tokens.length === 0
    ? value
    : editParent(doc, tokens, (parent, token) => {
        if (!isList(parent)) return withMember(parent, token, value)
        const index = toIndex(token)
        if (!(index <= parent.length)) throw noPlace(tokens)
        return index === parent.length ? [...parent, value] : parent.with(index, value)
      })
}

/**
 * The document without the value at a place, itself where there is no such value. Only the containers on
 * the way are copied; later items of a list move up.
 *
 * Removing the whole document is a bug of the caller: TypeError.
 */
export function removeAt(doc: Json, tokens: readonly string[]): Json {
  if (tokens.length === 0) throw new TypeError('A document cannot be removed from itself')
  if (getAt(doc, tokens) === undefined) return doc
  return editParent(doc, tokens, (parent, token) =>
    isList(parent) ? parent.toSpliced(toIndex(token), 1) : withoutMember(parent, token),
  )
}

/**
 * The document with the container that holds a place replaced by what `edit` makes of it and the last
 * token. A parent that is not there is a bug of the caller: TypeError. `tokens` must not be empty.
 */
export function editParent(
  doc: Json,
  tokens: readonly string[],
  edit: (parent: readonly Json[] | JsonObject, token: string) => Json,
  level = 0,
): Json {
  const token = tokens[level]
  if (token === undefined || !(isList(doc) || isObject(doc))) throw noPlace(tokens)
  if (level === tokens.length - 1) return edit(doc, token)
  const child = childOf(doc, token)
  if (child === undefined) throw noPlace(tokens)
  const edited = editParent(child, tokens, edit, level + 1)
  return isList(doc) ? doc.with(toIndex(token), edited) : withMember(doc, token, edited)
}

/** A list index as RFC 6901 writes it, digits without leading zeros; NaN for any other token. */
export const toIndex = (token: string): number =>
  /^(?:0|[1-9]\d*)$/.test(token) ? Number(token) : Number.NaN

function childOf(value: Json, token: string): Json | undefined {
  if (isList(value)) return value[toIndex(token)]
  return isObject(value) ? getMember(value, token) : undefined
}

const noPlace = (tokens: readonly string[]): TypeError =>
  new TypeError(`The document has no place for ${formatPointer(tokens)}`)
