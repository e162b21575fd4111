import { fail } from '../errors/index.ts'
import { getMember, withMember, withoutMember } from './object.ts'
import { isList, isObject, type Json } from './value.ts'

/** Reads a JSON Pointer (RFC 6901) into its tokens; '' is the whole document. Raises `json/bad-pointer`. */
export function parsePointer(text: string): readonly string[] {
  if (text === '') return []
  if (!text.startsWith('/'))
    fail('json/bad-pointer', { pointer: text, problem: 'it does not begin with a slash' })
  if (!text.includes('~')) return text.slice(1).split('/')
  if (/~(?![01])/.test(text))
    fail('json/bad-pointer', { pointer: text, problem: 'after a tilde it has neither 0 nor 1' })
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Writes tokens as a JSON Pointer. */
export const formatPointer = (tokens: readonly string[]): string =>
  tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The value at a place, or undefined. Only own members, and list places written as RFC 6901 asks (`0`, `12`, not `01`). */
export function getAt(doc: Json, tokens: readonly string[]): Json | undefined {
  let at: Json | undefined = doc
  for (const token of tokens) {
    if (at === undefined) return undefined
    if (isList(at)) at = INDEX.test(token) ? at[Number(token)] : undefined
    else at = isObject(at) ? getMember(at, token) : undefined
  }
  return at
}

const INDEX = /^(?:0|[1-9]\d*)$/

/**
 * A document with this value at a place; all that does not lie on the way to it is shared with the old one.
 * The parent is there, or TypeError is thrown. A list's place may be one past its end.
 */
export function setAt(doc: Json, tokens: readonly string[], value: Json): Json {
  return change(doc, tokens, 0, value)
}

/** A document without the value at a place, later items of a list moving up. The place is there, or TypeError is thrown. */
export function removeAt(doc: Json, tokens: readonly string[]): Json {
  if (tokens.length === 0) throw new TypeError('the whole document cannot be removed')
  return change(doc, tokens, 0, undefined)
}

function change(at: Json, tokens: readonly string[], depth: number, value: Json | undefined): Json {
  if (depth === tokens.length) return value as Json
  const token = tokens[depth] as string
  const last = depth === tokens.length - 1
  if (isList(at)) {
    const index = INDEX.test(token) ? Number(token) : -1
    if (index < 0 || index > at.length || (index === at.length && !(last && value !== undefined)))
      throw missing(tokens)
    if (last && value === undefined) return at.toSpliced(index, 1)
    const copy = [...at]
    copy[index] = change(at[index] as Json, tokens, depth + 1, value)
    return copy
  }
  if (!isObject(at)) throw missing(tokens)
  if (last) {
    if (value !== undefined) return withMember(at, token, value)
    if (!Object.hasOwn(at, token)) throw missing(tokens)
    return withoutMember(at, token)
  }
  const child = getMember(at, token)
  if (child === undefined) throw missing(tokens)
  return withMember(at, token, change(child, tokens, depth + 1, value))
}

const missing = (tokens: readonly string[]): TypeError =>
  new TypeError(`there is no ${formatPointer(tokens)}`)

/** Whether the first path is the second, or leads to it. */
export const isPrefix = (a: readonly string[], b: readonly string[]): boolean =>
  a.length <= b.length && a.every((token, index) => token === b[index])
