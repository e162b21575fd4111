import { MAX_DEPTH, requireSize } from './limits.ts'
import { parseStrictly } from './strict-parser.ts'
import { isList, type Json } from './value.ts'

export type ReadOptions = {
  /** `refuse` for files that people write; rows of `jsonb` cannot have any. */
  readonly duplicateKeys?: 'last' | 'refuse'
}

/**
 * Reads JSON text and loses nothing that `jsonb` keeps: numbers that a double does not carry letter for
 * letter stay text (`RawNumber`), keys such as `__proto__` are members like any other.
 *
 * Raises `json/invalid` with line and column (both from 1, columns in UTF-16 units), `json/duplicate-key`,
 * `json/unstorable` for what `jsonb` cannot hold, `json/too-deep` past 512 levels, `json/too-large`.
 *
 * A plain document is read by the engine's own parser, after a look that proves it plain; anything else
 * by ours, which is always right.
 */
export function readJson(text: string, options: ReadOptions = {}): Json {
  requireSize(text)
  if (looksPlain(text)) {
    const value = parseNatively(text)
    if (value !== undefined && isShallow(text, value)) {
      if (options.duplicateKeys !== 'refuse' || countKeys(value) === countColons(text)) return value
    }
  }
  return parseStrictly(text, options)
}

/*
 * A number is suspicious where it may not come back letter for letter: 16 or more digits (a double carries
 * 15), an exponent, or a trailing zero after the point. Looked for only behind what may stand before a
 * number; inside a string it costs a slow reading, nothing more.
 */
const SUSPICIOUS = /[:,[]\s*-?\d(?:[\d.]{15}|[\d.]*(?:[eE]|\.\d*0(?!\d)))/
const ESCAPED_UNSTORABLE = /\\u(?:0000|[dD][89a-fA-F])/

function looksPlain(text: string): boolean {
  const first = text.charCodeAt(0)
  if (first !== 0x7b && first !== 0x5b) return false
  if (!text.isWellFormed() || SUSPICIOUS.test(text)) return false
  return !text.includes('\\u') || !ESCAPED_UNSTORABLE.test(text)
}

// Ours says where and why a text is no JSON; so a failure here only sends it there.
function parseNatively(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

// As many levels as brackets at the most: few brackets prove it without a walk.
function isShallow(text: string, value: Json): boolean {
  if (text.length <= 2 * MAX_DEPTH) return true
  let brackets = 0
  for (const mark of ['{', '[']) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      if (++brackets > MAX_DEPTH) return depthOf(value) <= MAX_DEPTH
    }
  }
  return true
}

// By levels, not by recursion: how deep it is, is the question.
function depthOf(value: Json): number {
  let level: Json[] = [value]
  for (let depth = 0; ; depth++) {
    const next: Json[] = []
    let any = false
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue
      any = true
      for (const child of isList(one) ? one : Object.values(one)) {
        if (typeof child === 'object' && child !== null) next.push(child as Json)
      }
    }
    if (!any || depth > MAX_DEPTH) return depth
    level = next
  }
}

/*
 * Why equal counts prove that no key stands twice: each member of the text has a quote and a colon behind
 * its key, so the colons are at least as many as the members, and the members at least as many as the keys
 * that were read. A quote and a colon inside a string only raise the first number.
 */
function countColons(text: string): number {
  let count = 0
  for (const _ of text.matchAll(/"\s*:/g)) count++
  return count
}

function countKeys(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (isList(value)) {
    for (const item of value) count += countKeys(item)
    return count
  }
  const keys = Object.keys(value)
  count = keys.length
  for (const key of keys) count += countKeys((value as { readonly [key: string]: Json })[key] as Json)
  return count
}
