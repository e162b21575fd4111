import { fail } from '../errors/index.ts'
import { MAX_BYTES, MAX_DEPTH, MAX_VALUES } from './limits.ts'
import { countKeysInText, isPlain, isSurelyShallow, outline } from './plain-text.ts'
import { parseStrictly } from './strict-parser.ts'
import type { Json } from './value.ts'

export type ReadOptions = {
  /** `last` (the default): the last one counts, as in `jsonb`. `refuse`: for files, where someone erred. */
  readonly duplicateKeys?: 'last' | 'refuse'
  /** Levels of nesting; more than `MAX_DEPTH`, the default, are never read. */
  readonly maxDepth?: number
  /** Containers and scalars; `MAX_VALUES` by default. */
  readonly maxValues?: number
  /** Size of the text in UTF-8; `MAX_BYTES` by default. */
  readonly maxBytes?: number
}

/**
 * Reads a JSON text (RFC 8259) without loss: numbers that a double cannot carry come out as `RawNumber`, and
 * `__proto__` is a key like any other. `-0` is written as 0 and `1e5` as 100000, as in `jsonb`.
 *
 * Text only, for `shared` has no decoder. Callers decode files as UTF-8, take a byte order mark off, and
 * refuse what is malformed: a decoder's U+FFFD would pass for the user's own text.
 *
 * Raises `json/too-large` before anything is built, and `json/invalid`, `json/duplicate-key`, `json/too-deep` and
 * `json/unstorable` (U+0000, half of a surrogate pair, numbers beyond `numeric`) with line and column. Both
 * count from 1, columns in UTF-16 units.
 */
export function readJson(text: string, options: ReadOptions = {}): Json {
  const { duplicateKeys = 'last', maxValues = MAX_VALUES, maxBytes = MAX_BYTES } = options
  const maxDepth = Math.min(options.maxDepth ?? MAX_DEPTH, MAX_DEPTH)
  checkBytes(text, maxBytes)
  if (isShallow(text, maxDepth, maxValues) && isPlain(text)) {
    try {
      const value = JSON.parse(text) as Json
      if (duplicateKeys === 'last' || hasNoDuplicates(text, value)) return value
    } catch {
      // The strict parser knows the place.
    }
  }
  return parseStrictly(text, { duplicateKeys, maxDepth })
}

function checkBytes(text: string, limit: number): void {
  // A UTF-16 unit takes one to three bytes.
  if (text.length * 3 <= limit) return
  const size = utf8Length(text)
  if (size > limit) fail('json/too-large', { size, limit, unit: 'bytes' })
}

function utf8Length(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    // Both halves of a surrogate pair together take four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3
  }
  return bytes
}

/** Whether the text is certain to be within the depth. Raises `json/too-large` where it has too many values. */
function isShallow(text: string, maxDepth: number, maxValues: number): boolean {
  // Each value but the first takes two characters at least: itself and a comma or bracket.
  const mayBeLarge = text.length > 2 * maxValues
  if (!mayBeLarge && isSurelyShallow(text, maxDepth)) return true
  const { values, depth } = outline(text)
  if (values > maxValues) fail('json/too-large', { size: values, limit: maxValues, unit: 'values' })
  return depth <= maxDepth
}

// The text has at least as many keys as its objects had members, and these at least as many as are left in
// the value. Where the ends are equal, no member replaced another.
const hasNoDuplicates = (text: string, value: unknown): boolean => countKeysInText(text) === countKeys(value)

/** Members of all objects in a value that `JSON.parse` made. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const below: unknown[] = Array.isArray(value) ? value : Object.values(value)
  let keys = below === value ? 0 : below.length
  for (const each of below) if (typeof each === 'object') keys += countKeys(each)
  return keys
}
