import { isRawNumber, type RawNumber, rawNumber } from './value.ts'

/**
 * A decimal number of any size, in one form only: plus or minus `digits` × 10^`exponent`, where the digits have
 * no zero in front or at the end. Zero is `0` × 10^0 without a sign. Digits stay text until they are
 * reckoned with, so that a number of a million digits can be compared, and 1e400000000 takes no space.
 */
export type Decimal = {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: bigint
}

/** A JSON number in either of its forms. */
export type JsonNumber = number | RawNumber

const ZERO: Decimal = { negative: false, digits: '0', exponent: 0n }

/** The value of a number, trailing zeros left out. A double stands for its shortest text, 0.1 for one tenth. */
export function toDecimal(value: JsonNumber): Decimal {
  if (isRawNumber(value)) return readDecimal(value.rawJSON)
  if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON number`)
  return readDecimal(String(value))
}

/** Reads the text of a JSON number, or what `String` makes of a finite double. */
function readDecimal(text: string): Decimal {
  const { negative, whole, fraction, exponent } = partsOf(text)
  return normalise(negative, whole + fraction, exponent - BigInt(fraction.length))
}

// Most digits that PostgreSQL's `numeric`, and so `jsonb`, holds before and after the point.
const MOST_BEFORE = 131_072n
const MOST_AFTER = 16_383n
export const TOO_LONG = 'the number has more than 131072 digits before the point or 16383 after it'

/** No `jsonb` holds a number with a longer text, short of one padded with zeros to that length. */
export const LONGEST_NUMBER = 200_000

/** Whether `jsonb` holds a number: at most 131 072 digits before the point and 16 383 after it, zeros included. */
export function isStorableNumber(value: JsonNumber): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (value.rawJSON.length > LONGEST_NUMBER) return false
  return magnitudeOf(toDecimal(value)) <= MOST_BEFORE && scaleOf(value.rawJSON) <= MOST_AFTER
}

function partsOf(text: string): { negative: boolean; whole: string; fraction: string; exponent: bigint } {
  const negative = text.startsWith('-')
  const mark = text.search(/[eE]/)
  const end = mark < 0 ? text.length : mark
  const point = text.indexOf('.')
  return {
    negative,
    whole: text.slice(negative ? 1 : 0, point < 0 ? end : point),
    fraction: point < 0 ? '' : text.slice(point + 1, end),
    // BigInt reads no plus sign.
    exponent: mark < 0 ? 0n : BigInt(text.slice(mark + 1).replace('+', '')),
  }
}

/** Takes the zeros off both ends of digits. */
export function normalise(negative: boolean, digits: string, exponent: bigint): Decimal {
  // Loops, for /0+$/ takes quadratic time on many runs of zeros.
  let start = 0
  while (digits.charCodeAt(start) === 48) start++
  if (start === digits.length) return ZERO
  let end = digits.length
  while (digits.charCodeAt(end - 1) === 48) end--
  return { negative, digits: digits.slice(start, end), exponent: exponent + BigInt(digits.length - end) }
}

/** Below 0 where `a` is less than `b`, above 0 where it is more. */
export function compareDecimal(a: Decimal, b: Decimal): number {
  const sign = signOf(a)
  if (sign !== signOf(b)) return sign - signOf(b)
  const [left, right] = [magnitudeOf(a), magnitudeOf(b)]
  if (left !== right) return left < right ? -sign : sign
  // With the first digits in the same place, the order of the texts is that of the numbers.
  if (a.digits === b.digits) return 0
  return a.digits < b.digits ? -sign : sign
}

const signOf = (value: Decimal): -1 | 0 | 1 => (value.digits === '0' ? 0 : value.negative ? -1 : 1)

/** How many digits stand before the point; below 0 for zeros between the point and the first digit. */
const magnitudeOf = (value: Decimal): bigint => BigInt(value.digits.length) + value.exponent

/** Whether two numbers have the same value: 1.0, 1 and 1e0 do. */
export function isSameNumber(a: JsonNumber, b: JsonNumber): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b
  const [left, right] = [toDecimal(a), toDecimal(b)]
  return left.exponent === right.exponent && left.negative === right.negative && left.digits === right.digits
}

/**
 * One text for each value: what ECMAScript (Number::toString) writes, taken further to digits and exponents
 * that no double has. Where a double has the value, it is `String` of that double, as RFC 8785 wants.
 * `12345678901234567890.50` gives `12345678901234567890.5`, `1e400` gives `1e+400`.
 */
export function numberText(value: JsonNumber): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON number`)
    return String(value)
  }
  return formatDecimal(toDecimal(value))
}

/** The text of a value as `numberText` writes it. */
export function formatDecimal(value: Decimal): string {
  const { digits } = value
  const sign = value.negative ? '-' : ''
  const magnitude = magnitudeOf(value)
  if (magnitude > 21n || magnitude < -5n) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : ''
    const exponent = magnitude - 1n
    return `${sign}${digits.slice(0, 1)}${rest}e${exponent < 0n ? '' : '+'}${exponent}`
  }
  const point = Number(magnitude)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/**
 * The JSON value of a number's text, which must be a JSON number: a plain number where a double carries
 * it letter for letter, in value and in trailing zeros after the point, else the text itself. `1e5` is 100000,
 * `-0` is the double -0, which is written as 0; `1.0`, `10e-1`, `12345678901234567890` and `1e400` stay texts.
 */
export function numberFromText(text: string): JsonNumber {
  const value = Number(text)
  if (String(value) === text) return value
  if (!Number.isFinite(value)) return rawNumber(text)
  const shortest = String(value)
  if (scaleOf(text) !== scaleOf(shortest)) return rawNumber(text)
  if (compareDecimal(readDecimal(text), readDecimal(shortest)) !== 0) return rawNumber(text)
  return value
}

/** Digits after the point that PostgreSQL's `numeric` keeps of a number's text: 2 for `1.50` and for `150e-2`. */
function scaleOf(text: string): bigint {
  const { fraction, exponent } = partsOf(text)
  const scale = BigInt(fraction.length) - exponent
  return scale < 0n ? 0n : scale
}
