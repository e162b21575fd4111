import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyNumberText } from '../../test/support/json-text.ts'
import { isCrosswalkError } from '../errors/index.ts'
import {
  compareDecimal,
  inverseMultiplyAdd,
  isSameNumber,
  type JsonNumber,
  multiplyAdd,
  toDecimal,
} from './decimal.ts'
import { readJson } from './read.ts'
import { isRawNumber, rawNumber } from './value.ts'

/** A fraction of whole numbers, its denominator above 0: what the results are held against. */
type Fraction = { readonly top: bigint; readonly bottom: bigint }

const textOf = (number: JsonNumber): string => (isRawNumber(number) ? number.rawJSON : String(number))

function fractionOf(number: JsonNumber): Fraction {
  const [mantissa = '', power = '0'] = textOf(number).toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const exponent = Number(power) - fraction.length
  const digits = BigInt(whole + fraction)
  return exponent < 0
    ? { top: digits, bottom: 10n ** BigInt(-exponent) }
    : { top: digits * 10n ** BigInt(exponent), bottom: 1n }
}

const times = (a: Fraction, b: Fraction): Fraction => ({ top: a.top * b.top, bottom: a.bottom * b.bottom })
const plus = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom + b.top * a.bottom,
  bottom: a.bottom * b.bottom,
})
const negated = ({ top, bottom }: Fraction): Fraction => ({ top: -top, bottom })
const inverted = ({ top, bottom }: Fraction): Fraction =>
  top < 0n ? { top: -bottom, bottom: -top } : { top: bottom, bottom: top }
const signOf = (value: bigint): number => (value < 0n ? -1 : value > 0n ? 1 : 0)
const compared = (a: Fraction, b: Fraction): number => signOf(a.top * b.bottom - b.top * a.bottom)
const distance = (a: Fraction, b: Fraction): Fraction => {
  const { top, bottom } = plus(a, negated(b))
  return { top: top < 0n ? -top : top, bottom }
}

const anyNumber: fc.Arbitrary<JsonNumber> = anyNumberText.map((text) => readJson(text) as JsonNumber)
const anyDouble = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1, -1, 100, 0.01, 0.1, 3, 7, -0.3, 1e-9, 1.8, 32, 273.15, 2 ** -40),
)
const anyScale = anyDouble.filter((scale) => scale !== 0)
const significant = (number: JsonNumber): number => toDecimal(number).digits.length

describe('multiplyAdd', () => {
  test('is exact', () => {
    fc.assert(
      fc.property(anyNumber, anyDouble, anyDouble, (number, scale, offset) => {
        const result = multiplyAdd(number, scale, offset)
        const exact = plus(times(fractionOf(number), fractionOf(scale)), fractionOf(offset))
        assert.equal(compared(fractionOf(result), exact), 0, textOf(result))
      }),
      { numRuns: 2000 },
    )
  })

  test('gives a double where one has the value', () => {
    assert.equal(multiplyAdd(0.07, 100, 0), 7)
    assert.equal(multiplyAdd(0.7, 100, 0), 70)
    assert.equal(multiplyAdd(rawNumber('0.70'), 100, 0), 70)
    assert.equal(multiplyAdd(0.1, 1, 0.2), 0.3)
    assert.equal(multiplyAdd(-40, 1.8, 32), -40)
    assert.equal(multiplyAdd(rawNumber('5e-324'), 1, 0), 5e-324)
    assert.ok(!Object.is(multiplyAdd(0, -1, 0), -0))
  })

  test('keeps the digits where none has', () => {
    assert.deepEqual(
      multiplyAdd(rawNumber('12345678901234567890'), 10, 1),
      rawNumber('123456789012345678901'),
    )
    assert.deepEqual(multiplyAdd(9007199254740992, 1, 1), rawNumber('9007199254740993'))
    assert.deepEqual(multiplyAdd(1e308, 10, 0), rawNumber('1e+309'))
  })
})

describe('inverseMultiplyAdd', () => {
  test('after multiplyAdd gives any number of up to 34 digits back', () => {
    fc.assert(
      fc.property(anyNumber, anyScale, anyDouble, (number, scale, offset) => {
        fc.pre(significant(number) <= 34)
        const back = inverseMultiplyAdd(multiplyAdd(number, scale, offset), scale, offset)
        assert.ok(isSameNumber(back, number), `${textOf(number)} came back as ${textOf(back)}`)
      }),
      { numRuns: 2000 },
    )
  })

  test('gives all 34 digits back, also where the product has fewer', () => {
    const number = rawNumber(`1.${'0'.repeat(32)}5`)
    assert.equal(significant(multiplyAdd(number, 2, 0)), 33)
    assert.ok(isSameNumber(inverseMultiplyAdd(multiplyAdd(number, 2, 0), 2, 0), number))
  })

  test('is exact where the quotient ends in 34 digits, else no double is nearer', () => {
    fc.assert(
      fc.property(anyNumber, anyScale, anyDouble, (number, scale, offset) => {
        const result = inverseMultiplyAdd(number, scale, offset)
        const rest = plus(fractionOf(number), negated(fractionOf(offset)))
        const exact = times(rest, inverted(fractionOf(scale)))
        if (compared(fractionOf(result), exact) === 0) return
        if (typeof result === 'number') {
          const away = distance(binaryOf(result), exact)
          for (const other of [nextDouble(result, 1), nextDouble(result, -1)]) {
            if (Number.isFinite(other)) assert.ok(compared(away, distance(binaryOf(other), exact)) <= 0)
          }
        } else {
          // Beyond what doubles reach: 34 digits, so less than one part in 10^33 away.
          const away = distance(fractionOf(result), exact)
          const size = distance(exact, { top: 0n, bottom: 1n })
          assert.ok(compared(times(away, { top: 10n ** 33n, bottom: 1n }), size) < 0, textOf(result))
        }
        // What ends in so many digits would have been given exactly.
        assert.ok(!endsWithin(exact, 34), `${textOf(result)} is not exact`)
      }),
      { numRuns: 2000 },
    )
  })

  test('gives what people expect', () => {
    assert.equal(inverseMultiplyAdd(7, 100, 0), 0.07)
    assert.equal(inverseMultiplyAdd(70, 100, 0), 0.7)
    assert.equal(inverseMultiplyAdd(0.3, 1, 0.2), 0.1)
    assert.equal(inverseMultiplyAdd(10, 3, 0), 10 / 3)
    assert.equal(inverseMultiplyAdd(-40, 1.8, 32), -40)
    assert.equal(inverseMultiplyAdd(32, 1.8, 32), 0)
    assert.throws(() => inverseMultiplyAdd(1, 0, 0), TypeError)
  })

  /** The value of a double's bits, which is not that of its shortest text. */
  function binaryOf(value: number): Fraction {
    let bottom = 1n
    let rest = value
    for (; !Number.isInteger(rest); rest *= 2) bottom *= 2n
    return { top: BigInt(rest), bottom }
  }

  function nextDouble(value: number, direction: 1 | -1): number {
    const view = new DataView(new ArrayBuffer(8))
    if (value === 0) return direction * Number.MIN_VALUE
    view.setFloat64(0, value)
    view.setBigInt64(0, view.getBigInt64(0) + BigInt(value > 0 ? direction : -direction))
    return view.getFloat64(0)
  }

  /** Whether a fraction is a decimal of so many digits at most. */
  function endsWithin({ top, bottom }: Fraction, digits: number): boolean {
    let [high, low] = [top < 0n ? -top : top, bottom]
    while (low !== 0n) [high, low] = [low, high % low]
    let rest = bottom / high
    let [twos, fives] = [0, 0]
    for (; rest % 2n === 0n; rest /= 2n) twos++
    for (; rest % 5n === 0n; rest /= 5n) fives++
    if (rest !== 1n) return false
    const places = BigInt(Math.max(twos, fives))
    const coefficient = ((top / high) * 10n ** places) / (bottom / high)
    return String(coefficient).replace(/^-?0*/, '').replace(/0+$/, '').length <= digits
  }
})

describe('Comparing', () => {
  test('orders numbers by value, whatever their form', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (a, b) => {
        const expected = compared(fractionOf(a), fractionOf(b))
        assert.equal(Math.sign(compareDecimal(toDecimal(a), toDecimal(b))), expected)
        assert.equal(isSameNumber(a, b), expected === 0)
      }),
      { numRuns: 2000 },
    )
  })

  test('tells numbers apart that are as good as the same', () => {
    fc.assert(
      fc.property(anyNumberText, fc.nat({ max: 40 }), (text, zeros) => {
        const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
        const point = mantissa.includes('.') ? '' : '.'
        const [a, b, c] = ['', '0', '1'].map((last) =>
          toDecimal(rawNumber(`${mantissa}${point}${'0'.repeat(zeros)}0${last}e${power}`)),
        ) as [ReturnType<typeof toDecimal>, ReturnType<typeof toDecimal>, ReturnType<typeof toDecimal>]
        assert.equal(compareDecimal(a, b), 0)
        assert.equal(Math.sign(compareDecimal(a, c)), text.startsWith('-') ? 1 : -1)
      }),
    )
  })

  test('never writes an exponent out', () => {
    const numbers = [
      '-1e400000000',
      '-1',
      '-1e-400000000',
      '0',
      '1e-400000000',
      '1e-16383',
      '1',
      '1e131071',
      '1e400000000',
    ]
    const start = performance.now()
    for (const [row, a] of numbers.entries()) {
      for (const [column, b] of numbers.entries()) {
        const order = compareDecimal(toDecimal(rawNumber(a)), toDecimal(rawNumber(b)))
        assert.equal(Math.sign(order), Math.sign(row - column), `${a} and ${b}`)
      }
    }
    assert.ok(performance.now() - start < 500)
  })
})

describe('A number beyond what jsonb holds', () => {
  const unstorable = (error: unknown) => isCrosswalkError(error, 'json/unstorable')

  test('is not reckoned with, and does not come of it: the exponent is never written out', () => {
    const start = performance.now()
    for (const text of [
      '1e131072',
      '1e-16384',
      '1e400000000',
      '-1e400000000',
      '1e-400000000',
      `1${'0'.repeat(200_000)}`,
    ]) {
      assert.throws(() => multiplyAdd(rawNumber(text), 1, 0), unstorable, text.slice(0, 20))
      assert.throws(() => inverseMultiplyAdd(rawNumber(text), 1, 0), unstorable, text.slice(0, 20))
    }
    assert.throws(() => multiplyAdd(rawNumber('1e131071'), 10, 0), unstorable)
    assert.throws(() => multiplyAdd(rawNumber('1e-16383'), 0.1, 0), unstorable)
    assert.throws(() => inverseMultiplyAdd(rawNumber('1e131071'), 0.1, 0), unstorable)
    assert.throws(() => inverseMultiplyAdd(rawNumber('1e-16383'), 10, 0), unstorable)
    assert.ok(performance.now() - start < 2000)
  })

  test('is near: the largest that it holds is reckoned with exactly', () => {
    const start = performance.now()
    const largest = rawNumber('1e131071')
    const sum = multiplyAdd(largest, 1, 1e-300)
    assert.equal(significant(sum), 131_072 + 300)
    assert.ok(isSameNumber(inverseMultiplyAdd(sum, 1, 1e-300), largest))
    assert.ok(isSameNumber(multiplyAdd(rawNumber('1e-16383'), 10, 0), rawNumber('1e-16382')))
    assert.ok(isSameNumber(inverseMultiplyAdd(largest, 3, 0), rawNumber(`${'3'.repeat(34)}e131037`)))
    assert.ok(performance.now() - start < 2000)
  })
})
