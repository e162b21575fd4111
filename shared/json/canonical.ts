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
export const canonicalText = (value: Json): string => append('', value, 1, { hasRawNumbers: false })

/** Canonical texts of a value and of what was made of it. */
export type CanonicalPair = {
  readonly before: string
  readonly after: string
  /** Whether a number kept as text stands in either. */
  readonly hasRawNumbers: boolean
}

/**
 * The canonical texts of two values that have parts in common, as a config has with what a migration made of it: what is
 * the very same under the same keys is written once. Raises `json/too-deep` past `MAX_DEPTH`.
 */
export function canonicalPair(before: Json, after: Json): CanonicalPair {
  const pair = { before: '', after: '', hasRawNumbers: false }
  appendBoth(pair, before, after, 1)
  return pair
}

type Notes = { hasRawNumbers: boolean }

// The text grows from left to right: joining the texts of members would make twice as many strings.
function append(text: string, value: Json, depth: number, notes: Notes): string {
  switch (typeof value) {
    case 'string':
      return text + quote(value)
    case 'number':
      return text + numberText(value)
    case 'boolean':
      return text + (value ? 'true' : 'false')
  }
  if (value === null) return `${text}null`
  if (isList(value)) return appendList(text, value, depth, notes)
  if (isObject(value)) return appendObject(text, value, depth, notes)
  notes.hasRawNumbers = true
  return text + numberText(value)
}

function appendList(before: string, list: readonly Json[], depth: number, notes: Notes): string {
  checkDepth(depth)
  if (list.length === 0) return `${before}[]`
  let text = before
  for (let at = 0; at < list.length; at++) {
    text = append(text + (at === 0 ? '[' : ','), list[at] as Json, depth + 1, notes)
  }
  return `${text}]`
}

function appendObject(before: string, object: JsonObject, depth: number, notes: Notes): string {
  checkDepth(depth)
  const keys = sortedKeys(object)
  if (keys.length === 0) return `${before}{}`
  let text = before
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string
    const { first, next } = openingsOf(key)
    text = append(text + (at === 0 ? first : next), object[key] as Json, depth + 1, notes)
  }
  return `${text}}`
}

type Texts = Notes & { before: string; after: string }

function appendBoth(texts: Texts, before: Json, after: Json, depth: number): void {
  if (before === after) {
    const text = append('', before, depth, texts)
    texts.before += text
    texts.after += text
  } else if (isObject(before) && isObject(after)) {
    appendMembers(texts, before, after, depth)
  } else {
    texts.before = append(texts.before, before, depth, texts)
    texts.after = append(texts.after, after, depth, texts)
  }
}

// Goes through the members of both side by side, for both are in order.
function appendMembers(texts: Texts, before: JsonObject, after: JsonObject, depth: number): void {
  checkDepth(depth)
  const [left, right] = [sortedKeys(before), sortedKeys(after)]
  let [at, other] = [0, 0]
  while (at < left.length || other < right.length) {
    const [key, own] = [left[at], right[other]]
    const isLeft = own === undefined || (key !== undefined && key <= own)
    const isRight = key === undefined || (own !== undefined && own <= key)
    const { first, next } = openingsOf((isLeft ? key : own) as string)
    if (isLeft) texts.before += at++ === 0 ? first : next
    if (isRight) texts.after += other++ === 0 ? first : next
    if (isLeft && isRight)
      appendBoth(texts, before[key as string] as Json, after[own as string] as Json, depth + 1)
    else if (isLeft) texts.before = append(texts.before, before[key as string] as Json, depth + 1, texts)
    else texts.after = append(texts.after, after[own as string] as Json, depth + 1, texts)
  }
  texts.before += left.length === 0 ? '{}' : '}'
  texts.after += right.length === 0 ? '{}' : '}'
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
