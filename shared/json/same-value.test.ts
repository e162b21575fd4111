import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyJson, objectOf } from '../../test/support/arbitrary.ts'
import { anyDocumentText } from '../../test/support/json-text.ts'
import { canonicalText } from './canonical.ts'
import { diffJson } from './diff.ts'
import { equalJson } from './equal.ts'
import { hashJson } from './hash.ts'
import { readJson } from './read.ts'
import { isList, isObject, isRawNumber, type Json, rawNumber } from './value.ts'
import { writeJson } from './write.ts'

const anyValue = fc.oneof(
  anyJson,
  anyDocumentText.map((text) => readJson(text)),
)

const textOf = (number: Json): string => (isRawNumber(number) ? number.rawJSON : String(number))

/** A number's text as its mantissa, which has a point, and its exponent. */
function partsOf(text: string): readonly [string, string] {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
  return [mantissa.includes('.') ? mantissa : `${mantissa}.`, power]
}

/** The same value, written differently: members from last to first, numbers as a whole one and an exponent. */
function respelled(value: Json): Json {
  if (isList(value)) return value.map(respelled)
  if (isObject(value)) {
    const members = Object.entries(value).reverse()
    return objectOf(members.map(([key, member]) => [key, respelled(member)]))
  }
  if (typeof value !== 'number' && !isRawNumber(value)) return value
  const [mantissa, power] = partsOf(textOf(value))
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = (whole + fraction).replace(/^(-?)0+(?=\d)/, '$1')
  return rawNumber(`${digits}.000E${Number(power) - fraction.length}`)
}

/** The value with one scalar, key or item changed, a number in a far digit only. */
function altered(value: Json): Json {
  if (isList(value)) return value.length === 0 ? [null] : [altered(value[0] as Json), ...value.slice(1)]
  if (isObject(value)) {
    const [first, ...rest] = Object.entries(value)
    return first ? objectOf([[first[0], altered(first[1])], ...rest]) : { a: 1 }
  }
  if (typeof value === 'string') return `${value}!`
  if (typeof value === 'boolean') return !value
  if (value === null) return 0
  const [mantissa, power] = partsOf(textOf(value))
  return rawNumber(`${mantissa}0000000000000000000000001e${power}`)
}

function requireSame(a: Json, b: Json, same: boolean): void {
  const [x, y] = [writeJson(a), writeJson(b)]
  assert.equal(equalJson(a, b), same, `${x} and ${y}: equal`)
  assert.equal(equalJson(b, a), same, `${y} and ${x}: equal`)
  assert.equal(canonicalText(a) === canonicalText(b), same, `${x} and ${y}: canonical text`)
  assert.equal(hashJson(a) === hashJson(b), same, `${x} and ${y}: hash`)
  assert.equal(diffJson(a, b).length === 0, same, `${x} and ${y}: difference`)
}

describe('To be equal, of one canonical text, of one hash and without difference is the same', () => {
  test('for any two values', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => requireSame(a, b, equalJson(a, b))),
      { numRuns: 1000 },
    )
  })

  test('for a value and itself, written in the same way or differently', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        requireSame(value, readJson(writeJson(value)), true)
        requireSame(value, respelled(value), true)
      }),
      { numRuns: 1000 },
    )
  })

  test('for a value and one that differs from it in a single place', () => {
    fc.assert(
      fc.property(anyValue, (value) => requireSame(value, altered(value), false)),
      { numRuns: 1000 },
    )
  })

  test('for values that JavaScript might take for one another', () => {
    const values: readonly Json[] = [
      ...[null, false, true, 0, 1, '', '0', '1', '1.0', 'null', '__proto__'],
      ...[[], {}, [[]], [{}], [null], [0], [1, 2], [2, 1], { a: 1 }, { a: '1' }, { a: [1] }, { b: 1 }],
      ...[{ '': null }, { a: null }, { a: 1, b: 1 }, { rawJSON: '1' }, { length: 0 }, { toString: null }],
      ...[{}, null, 1].map((member) => objectOf([['__proto__', member]])),
      ...['1.5', '9007199254740993', '1e400', '1e401', '-1e400', '1e-400'].map(rawNumber),
      9007199254740992,
    ]
    for (const [row, a] of values.entries()) {
      for (const [column, b] of values.entries()) requireSame(a, b, row === column)
    }
  })
})

describe('A number with a large exponent or many digits', () => {
  test('has a short canonical text where it has few digits', () => {
    for (const [text, canonical] of [
      ['1e131071', '1e+131071'],
      ['1e-16383', '1e-16383'],
      ['-12.50e131070', '-1.25e+131071'],
      ['1e400000000', '1e+400000000'],
      ['-1e-400000000', '-1e-400000000'],
      ['0e400000000', '0'],
    ] as const) {
      assert.equal(canonicalText(rawNumber(text)), canonical)
    }
  })

  test('is compared and hashed without writing it out', () => {
    const digits = '9'.repeat(131_000)
    const start = performance.now()
    for (let turn = 0; turn < 20; turn++) {
      requireSame(rawNumber('1e131071'), rawNumber('1e131070'), false)
      requireSame(rawNumber('1e131071'), rawNumber('10.0e131070'), true)
      requireSame(rawNumber('1e400000000'), rawNumber('1e-400000000'), false)
      assert.ok(equalJson(rawNumber(`${digits}.0`), rawNumber(digits)))
      assert.ok(!equalJson(rawNumber(`${digits}1`), rawNumber(`${digits}2`)))
    }
    assert.ok(performance.now() - start < 2000)
  })
})

test('Strings and keys, short and long, are written in canonical text as JSON.stringify writes them', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\u001f', '\u007f', '\u2028', '\ud800', '\udc00', '😀'),
    }),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(canonicalText(text), JSON.stringify(text))
      assert.equal(canonicalText({ [`${text}k`]: text }), JSON.stringify({ [`${text}k`]: text }))
    }),
    { numRuns: 500 },
  )
})
