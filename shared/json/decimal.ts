import { fail } from '../errors/index.ts'
import {
  type Decimal,
  formatDecimal,
  isStorableNumber,
  type JsonNumber,
  normalise,
  numberFromText,
  TOO_LONG,
  toDecimal,
} from './number.ts'

export { compareDecimal, isSameNumber, type JsonNumber, toDecimal } from './number.ts'

/**
 * value × scale + offset, exactly: 0.07 × 100 is 7. `scale` and `offset` are finite, and stand for their
 * shortest text. Trailing zeros are not kept.
 *
 * Raises `json/unstorable` where the number or the result is beyond what `jsonb` holds; 1e400000000 is
 * never written out.
 */
export function multiplyAdd(value: JsonNumber, scale: number, offset: number): JsonNumber {
  return toNumber(add(multiply(toScaled(value), toScaled(scale)), toScaled(offset)))
}

/**
 * (value - offset) / scale: the inverse of `multiplyAdd`. Exact where the quotient ends within 34 digits, or
 * within as many as `value - offset` has; else the nearest double, or 34 digits where it would be
 * infinite or 0. `scale` is not 0. Raises `json/unstorable` as `multiplyAdd` does.
 */
export function inverseMultiplyAdd(value: JsonNumber, scale: number, offset: number): JsonNumber {
  if (scale === 0) throw new TypeError('The scale of a conversion must not be 0')
  const minus = toScaled(offset)
  const rest = add(toScaled(value), { coefficient: -minus.coefficient, exponent: minus.exponent })
  return divide(rest, toScaled(scale))
}

/** coefficient × 10^exponent, ready to be reckoned with. */
type Scaled = { readonly coefficient: bigint; readonly exponent: number }

function toScaled(value: JsonNumber): Scaled {
  if (!isStorableNumber(value)) fail('json/unstorable', { path: '', problem: TOO_LONG })
  const { negative, digits, exponent } = toDecimal(value)
  const size = BigInt(digits)
  return { coefficient: negative ? -size : size, exponent: Number(exponent) }
}

const multiply = (a: Scaled, b: Scaled): Scaled => ({
  coefficient: a.coefficient * b.coefficient,
  exponent: a.exponent + b.exponent,
})

function add(a: Scaled, b: Scaled): Scaled {
  const exponent = Math.min(a.exponent, b.exponent)
  const aligned = (c: Scaled): bigint => c.coefficient * 10n ** BigInt(c.exponent - exponent)
  return { coefficient: aligned(a) + aligned(b), exponent }
}

function divide(a: Scaled, b: Scaled): JsonNumber {
  // 0 has no factors to take out.
  if (a.coefficient === 0n) return 0
  const common = gcd(a.coefficient, b.coefficient)
  const [top, bottom] = [a.coefficient / common, b.coefficient / common]
  const exponent = a.exponent - b.exponent
  // A fraction in lowest terms ends where its denominator has no prime factor but 2 and 5.
  const twos = powerIn(bottom, 2n)
  const fives = powerIn(bottom, 5n)
  const places = Math.max(twos, fives)
  const wanted = Math.max(34, digitsIn(a.coefficient))
  if (abs(bottom) === 2n ** BigInt(twos) * 5n ** BigInt(fives)) {
    const quotient = { coefficient: (top * 10n ** BigInt(places)) / bottom, exponent: exponent - places }
    if (toDigits(quotient).digits.length <= wanted) return toNumber(quotient)
  }
  return nearest(top, bottom, exponent)
}

/** top / bottom × 10^exponent, which has too many digits, as a double or in 34 digits. */
function nearest(top: bigint, bottom: bigint, exponent: number): JsonNumber {
  // Halfway between two doubles has at most 767 digits, so these and a 1 for what follows decide the rounding.
  const quotient = quotientOf(top, bottom, 800)
  const double = Number(`${quotient.coefficient}1e${quotient.exponent + exponent - 1}`)
  if (Number.isFinite(double) && double !== 0) return double
  const short = quotientOf(top, bottom, 34)
  return toNumber({ coefficient: short.coefficient, exponent: short.exponent + exponent })
}

/** The first digits of a quotient, `count` of them or one more. */
function quotientOf(top: bigint, bottom: bigint, count: number): Scaled {
  const places = count + digitsIn(bottom) - digitsIn(top)
  const shift = 10n ** BigInt(Math.abs(places))
  const coefficient = places >= 0 ? (top * shift) / bottom : top / (bottom * shift)
  return { coefficient, exponent: -places }
}

function gcd(a: bigint, b: bigint): bigint {
  let [high, low] = [abs(a), abs(b)]
  while (low !== 0n) [high, low] = [low, high % low]
  return high
}

function powerIn(value: bigint, prime: bigint): number {
  let power = 0
  for (let rest = value; rest % prime === 0n; rest /= prime) power++
  return power
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value)
const digitsIn = (value: bigint): number => String(abs(value)).length

const toDigits = ({ coefficient, exponent }: Scaled): Decimal =>
  normalise(coefficient < 0n, String(abs(coefficient)), BigInt(exponent))

function toNumber(value: Scaled): JsonNumber {
  const number = numberFromText(formatDecimal(toDigits(value)))
  return isStorableNumber(number) ? number : fail('json/unstorable', { path: '', problem: TOO_LONG })
}
