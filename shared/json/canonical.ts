import { checkDepth } from './limits.ts'
import { numberText } from './number.ts'
import { isList, isObject, type Json, type JsonObject } from './value.ts'

/**
 * The canonical text of a value (RFC 8785): no white space, members in the order of their keys' UTF-16 units,
 * and one text for each number, whatever form it came in: 1, 1.0 and 1e0 give `1`. RFC 8785 knows doubles
 * only; a number that none has goes on in the same form (`numberText`).
 *
 * Raises `json/too-deep` past `MAX_DEPTH`.
 */
export const canonicalText = (value: Json): string => append('', value, 1)

// The text grows from left to right: joining the texts of members would make twice as many strings.
function append(text: string, value: Json, depth: number): string {
  switch (typeof value) {
    case 'string':
      return text + quote(value)
    case 'number':
      return text + numberText(value)
    case 'boolean':
      return text + (value ? 'true' : 'false')
  }
  if (value === null) return `${text}null`
  if (isList(value)) return appendList(text, value, depth)
  return isObject(value) ? appendObject(text, value, depth) : text + numberText(value)
}

function appendList(before: string, list: readonly Json[], depth: number): string {
  checkDepth(depth)
  if (list.length === 0) return `${before}[]`
  let text = before
  for (let at = 0; at < list.length; at++) {
    text = append(text + (at === 0 ? '[' : ','), list[at] as Json, depth + 1)
  }
  return `${text}]`
}

function appendObject(before: string, object: JsonObject, depth: number): string {
  checkDepth(depth)
  const keys = sortedKeys(object)
  if (keys.length === 0) return `${before}{}`
  let text = before
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string
    const { first, next } = openingsOf(key)
    text = append(text + (at === 0 ? first : next), object[key] as Json, depth + 1)
  }
  return `${text}}`
}

/** The keys of an object in canonical order: by UTF-16 units, as `<` compares texts. */
export const sortedKeys = (object: JsonObject): string[] => sortKeys(Object.keys(object))

/** Sorts keys in place, in the same order. */
export function sortKeys(keys: string[]): string[] {
  if (keys.length > 32) return keys.sort()
  // For the few keys that an object has, inserting is three times as fast as calling sort.
  for (let from = 1; from < keys.length; from++) {
    const key = keys[from] as string
    let to = from
    for (; to > 0 && (keys[to - 1] as string) > key; to--) keys[to] = keys[to - 1] as string
    keys[to] = key
  }
  return keys
}

// JSON.stringify escapes as RFC 8785 wants, but a call costs more than a look at a short text.
function quote(text: string): string {
  if (text.length > 200) return JSON.stringify(text)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff)) {
      return JSON.stringify(text)
    }
  }
  return `"${text}"`
}

/** What stands before the value of a member: the first of its object, or a later one. */
type Openings = { readonly first: string; readonly next: string }

// The same few keys come again in every config.
const known = new Map<string, Openings>()
const MOST_KNOWN = 2000

function openingsOf(key: string): Openings {
  const found = known.get(key)
  if (found !== undefined) return found
  const quoted = quote(key)
  const openings = { first: `{${quoted}:`, next: `,${quoted}:` }
  if (known.size >= MOST_KNOWN) known.clear()
  if (key.length <= 64) known.set(key, openings)
  return openings
}
