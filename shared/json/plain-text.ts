/*
 * What the fast path of the reader rests on. Each function is allowed to be wrong to one side only: a text
 * that they send to the strict parser for nothing costs time, never truth.
 */

/**
 * Whether `JSON.parse` reads this text, where it is valid JSON at all, as the strict parser does, save for
 * duplicate keys and depth.
 *
 * - Strings: `JSON.parse` refuses control characters itself. U+0000 comes only of an escape, and half of a surrogate
 *   pair only of an escape or a text that is not well-formed.
 * - Keys: with an escape V8 may give another key, one that an earlier document had in that place
 *   (https://github.com/nodejs/node/issues/63785), so none may have one.
 * - Numbers: without an exponent and a zero at the end of the fraction, a double carries up to 15 digits letter
 *   for letter (IEEE 754), and more where it prints the same; -0 is the double -0 either way. A number within a
 *   document is followed by white space, a comma or a bracket; one that is the whole text may end it.
 */
export function isPlain(text: string): boolean {
  return !(
    (text.includes('\\') && (HOSTILE_ESCAPE.test(text) || ESCAPED_KEY.test(text))) ||
    !text.isWellFormed() ||
    (UNUSUAL_NUMBER.test(text) && !everyNumberIsDouble(text)) ||
    isDigit(text.charCodeAt(text.length - 1))
  )
}

const HOSTILE_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/

// The last escape of a string that a colon follows; the text is valid, or JSON.parse refuses it.
const ESCAPED_KEY = /\\.[^"\\]*"\s*:/s

// A fraction that ends with a zero, an exponent, or 16 digits, of which one may be a point. Written out, and in one:
// with {15} V8 finds no way to skip ahead and takes five times as long, and two expressions take a quarter more.
const UNUSUAL_NUMBER =
  /[0-9](?:\.[0-9]*0[\s,\]}]|[eE][+-]?[0-9]+[\s,\]}]|[0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.][0-9.])/

/** Whether a double prints every number as it stands: places on a canvas have 17 digits and exponents. */
function everyNumberIsDouble(text: string): boolean {
  for (const [number] of text.matchAll(NUMBERS)) if (String(Number(number)) !== number) return false
  return true
}

// It begins at the start of a run only, or a long one in a string would take quadratic time.
const NUMBERS = /(?<![0-9.])[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?=[\s,\]}])/g

/** Whether a text is certain to have at most `limit` levels, if it is valid JSON, since it opens so few brackets. */
export function isSurelyShallow(text: string, limit: number): boolean {
  let levels = 0
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) if (++levels > limit) return false
  // A list takes two characters, and any further level, being an object, five: `{"":` and `}`.
  if (levels + (text.length - 2 * levels) / 5 <= limit) return true
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) if (++levels > limit) return false
  return true
}

/** How many values and levels a text has, if it is valid JSON. Goes over it without building anything. */
export function outline(text: string): { values: number; depth: number } {
  // The document itself, then one after each comma and one after each bracket that opens something not empty.
  let values = 1
  let level = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = closingQuote(text, at)
        break
      case COMMA:
        values++
        break
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++level > depth) depth = level
        if (!isClosing(text.charCodeAt(skipSpace(text, at + 1)))) values++
        break
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        level--
        break
    }
  }
  return { values, depth }
}

/**
 * How many keys a valid JSON text has at most: the colons right after a string. A string that begins with a
 * colon counts as well.
 */
export function countKeysInText(text: string): number {
  let keys = 0
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let at = colon - 1
    while (isSpace(text.charCodeAt(at))) at--
    if (text.charCodeAt(at) === QUOTE && !isEscaped(text, at)) keys++
  }
  return keys
}

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isClosing = (code: number): boolean => code === CLOSE_LIST || code === CLOSE_OBJECT
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

function skipSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/** Where the string that opens at `start` closes; the end of the text where it does not. */
function closingQuote(text: string, start: number): number {
  let at = text.indexOf('"', start + 1)
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at < 0 ? text.length : at
}

/** Whether a quote has an odd number of backslashes before it. */
function isEscaped(text: string, quote: number): boolean {
  let at = quote
  while (text.charCodeAt(at - 1) === BACKSLASH) at--
  return (quote - at) % 2 === 1
}
