import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRawNumber, type Json, rawNumber } from '../../../shared/json/value.ts'
import { copyIn } from './copy-in.ts'
import { copyOut, Unfit } from './copy-out.ts'

const text = fc.string({ unit: 'grapheme' }).filter((s) => s.isWellFormed() && !s.includes('\0'))
const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', ''))
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom('1.50', '12345678901234567890', '1e400').map(rawNumber),
    fc.array(tie('value')),
    fc.dictionary(key, tie('value')),
  ),
})).value

const objectsIn = (value: unknown): object[] =>
  typeof value === 'object' && value !== null && !isRawNumber(value)
    ? [value, ...Object.values(value).flatMap(objectsIn)]
    : []

test('a value that goes in and comes out again is the same, letter for letter', () => {
  fc.assert(
    fc.property(json, (value) => {
      assert.equal(JSON.stringify(copyOut(copyIn(value))), JSON.stringify(value))
    }),
  )
})

test('a copy shares no object with what it was made of, either way', () => {
  fc.assert(
    fc.property(json, (value) => {
      const inside = copyIn(value)
      const outside = copyOut(inside)
      const seen = new Set([...objectsIn(value), ...objectsIn(inside)])
      assert.ok(!objectsIn(inside).some((object) => objectsIn(value).includes(object)))
      assert.ok(!objectsIn(outside).some((object) => seen.has(object)))
    }),
  )
})

test('a number kept as text counts as its double, reads as its text, and serialises as it was', () => {
  const { n } = copyIn({ n: rawNumber('12345678901234567890.50') }) as { n: number }
  assert.equal(n * 2, 2 * Number('12345678901234567890.50'))
  assert.ok(n > 1)
  assert.equal(String(n), '12345678901234567890.50')
  assert.equal(JSON.stringify({ n }), '{"n":12345678901234567890.50}')
  assert.ok(Object.isFrozen(n))
})

test('what does not fit is named with its place, from the outermost member to the innermost', () => {
  const place = (value: unknown): string => {
    try {
      copyOut(value)
    } catch (error) {
      assert.ok(error instanceof Unfit)
      return `${error.problem} at ${error.path}`
    }
    return 'fits'
  }
  assert.equal(place({ a: [{ 'b/c~': undefined }] }), 'undefined at /a/0/b~1c~0')
  assert.equal(place([1, Number.NaN]), 'NaN at /1')
  assert.equal(
    place(() => 1),
    'a function at ',
  )
  assert.ok(place(Array.from({ length: 600 }).reduce((inner) => [inner], 1)).length < 300)
})

test('512 levels of nesting fit, 513 do not', () => {
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
  assert.ok(copyOut(nested(512)))
  assert.throws(() => copyOut(nested(513)), Unfit)
})
