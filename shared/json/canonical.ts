import { decimalText, toDecimal } from './decimal.ts'
import { isRawNumber, type Json, type JsonObject, type RawNumber } from './value.ts'

/**
 * The canonical text of a value after RFC 8785: members by UTF-16 code units, no white space, numbers as
 * JavaScript writes doubles. Equal values have equal texts, whatever the order of keys: 1.0, 1 and 1e0 are 1.
 *
 * A number that no double carries is outside of the RFC. It is written as its significant digits and a
 * decimal exponent, `12345678901234567890` as itself and `0.10000000000000000001` as
 * `10000000000000000001e-20`: one text for each value.
 */
export function canonicalText(value: Json): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return listText(value)
      if (isRawNumber(value)) return numberText(value)
      return objectText(value as JsonObject)
    default:
      return JSON.stringify(value)
  }
}

function listText(list: readonly Json[]): string {
  let text = '['
  for (let index = 0; index < list.length; index++) {
    if (index > 0) text += ','
    text += canonicalText(list[index] as Json)
  }
  return `${text}]`
}

function objectText(object: JsonObject): string {
  const keys = Object.keys(object)
  sort(keys)
  let text = '{'
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string
    text += index > 0 ? `,${quote(key)}:` : `${quote(key)}:`
    text += canonicalText(object[key] as Json)
  }
  return `${text}}`
}

// Most strings need no escape, and looking for one is cheaper than a call into the engine's writer.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes just these
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/
const quote = (text: string): string => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`)

// Objects have few members: insertion beats the general sort several times over, and `<` on strings
// compares UTF-16 code units, as the RFC asks.
const FEW = 24
function sort(keys: string[]): void {
  if (keys.length > FEW) {
    keys.sort()
    return
  }
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index] as string
    let place = index
    while (place > 0 && key < (keys[place - 1] as string)) {
      keys[place] = keys[place - 1] as string
      place--
    }
    keys[place] = key
  }
}

function numberText(number: RawNumber): string {
  const exact = toDecimal(number)
  const text = decimalText(exact)
  const double = Number(text)
  if (!Number.isFinite(double)) return text
  const shortest = toDecimal(double)
  const same = shortest.coefficient === exact.coefficient && shortest.exponent === exact.exponent
  return same ? JSON.stringify(double) : text
}
