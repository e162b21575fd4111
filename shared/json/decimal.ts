import { isRawNumber, type RawNumber, rawNumber } from './value.ts'

/** A JSON number: a double, or one kept as text because a double does not carry it. */
export type JsonNumber = number | RawNumber

/** An exact decimal: `coefficient` × 10^`exponent`, without trailing zeros in the coefficient; zero is 0 × 10^0. */
export type Decimal = { readonly coefficient: bigint; readonly exponent: number }

const FORM = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** The exact value of a number: of a double, that of its shortest decimal text. */
export function toDecimal(number: JsonNumber): Decimal {
  return decimalOf(isRawNumber(number) ? number.rawJSON : String(number))
}

/** The exact value of a JSON number's text. Throws TypeError where it is none. */
export function decimalOf(text: string): Decimal {
  const match = FORM.exec(text)
  if (!match) throw new TypeError('not the text of a number')
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return { coefficient: 0n, exponent: 0 }
  const exponent = Number(power) - fraction.length + (digits.length - significant.length)
  return { coefficient: BigInt(sign + significant), exponent }
}

/** Whether two numbers have the same value: 1.0 is 1, and 0.1 is 1e-1. */
export function isSameNumber(a: JsonNumber, b: JsonNumber): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b
  const [x, y] = [toDecimal(a), toDecimal(b)]
  return x.exponent === y.exponent && x.coefficient === y.coefficient
}

/** Orders two numbers by value: negative where `a` is the smaller. */
export function compareDecimal(a: JsonNumber, b: JsonNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [x, y] = [toDecimal(a), toDecimal(b)]
  const [p, q] = [signOf(x.coefficient), signOf(y.coefficient)]
  if (p !== q || p === 0) return p - q
  // By magnitude first, so that an exponent far off is never written out as digits.
  const size = (d: Decimal) => digitsOf(d.coefficient) + d.exponent
  if (size(x) !== size(y)) return size(x) < size(y) ? -p : p
  const [c, d] = aligned(x, y)
  return c < d ? -1 : c > d ? 1 : 0
}

/**
 * The JSON text of a decimal as a number of ours: a double where that carries it, else its text.
 * Exponents beyond what a double has stand as such in the text.
 */
export function fromDecimal({ coefficient, exponent }: Decimal): JsonNumber {
  const text = decimalText({ coefficient, exponent })
  const double = Number(text)
  if (!Number.isFinite(double)) return rawNumber(text)
  const exact = decimalOf(String(double))
  return exact.coefficient === coefficient && exact.exponent === exponent ? double : rawNumber(text)
}

/** `n` × `scale` + `offset`, exactly: 0.07 × 100 is 7. */
export function multiplyAdd(n: JsonNumber, scale: number, offset: number): JsonNumber {
  const [x, s] = [toDecimal(n), toDecimal(scale)]
  return fromDecimal(add(normal(x.coefficient * s.coefficient, x.exponent + s.exponent), toDecimal(offset)))
}

const QUOTIENT_DIGITS = 34

/** (`n` − `offset`) / `scale`: exactly where that ends within 34 digits, else rounded to the nearest double. */
export function inverseMultiplyAdd(n: JsonNumber, scale: number, offset: number): JsonNumber {
  const o = toDecimal(offset)
  const x = add(toDecimal(n), { ...o, coefficient: -o.coefficient })
  const s = toDecimal(scale)
  const shift = QUOTIENT_DIGITS + digitsOf(s.coefficient)
  const scaled = x.coefficient * 10n ** BigInt(shift)
  const quotient = normal(scaled / s.coefficient, x.exponent - s.exponent - shift)
  if (scaled % s.coefficient === 0n && digitsOf(quotient.coefficient) <= QUOTIENT_DIGITS)
    return fromDecimal(quotient)
  const rounded = Number(decimalText(quotient))
  return Number.isFinite(rounded) ? rounded : fromDecimal(quotient)
}

/** One text for each value: `1234e-2`. Whole numbers of up to 21 digits without an exponent, as JavaScript writes them. */
export function decimalText({ coefficient, exponent }: Decimal): string {
  if (exponent === 0) return String(coefficient)
  if (exponent > 0 && digitsOf(coefficient) + exponent <= 21) return `${coefficient}${'0'.repeat(exponent)}`
  return `${coefficient}e${exponent}`
}

function add(a: Decimal, b: Decimal): Decimal {
  if (a.coefficient === 0n) return b
  if (b.coefficient === 0n) return a
  const [c, d] = aligned(a, b)
  return normal(c + d, Math.min(a.exponent, b.exponent))
}

/** The coefficients of two decimals at the smaller of their exponents. */
function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent)
  const at = (d: Decimal) => d.coefficient * 10n ** BigInt(d.exponent - exponent)
  return [at(a), at(b)]
}

function normal(coefficient: bigint, exponent: number): Decimal {
  if (coefficient === 0n) return { coefficient: 0n, exponent: 0 }
  const text = String(coefficient)
  const significant = text.replace(/0+$/, '')
  return { coefficient: BigInt(significant), exponent: exponent + text.length - significant.length }
}

const signOf = (value: bigint): number => (value < 0n ? -1 : value > 0n ? 1 : 0)
const digitsOf = (value: bigint): number => String(value < 0n ? -value : value).length
