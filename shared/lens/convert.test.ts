import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { objectOf } from '../../test/support/arbitrary.ts'
import { assertJson, assertThereAndBack, lensOf, problemsOf, wordsOf } from '../../test/support/lens.ts'
import { convert } from '../authoring/index.ts'
import { rawNumber } from '../json/value.ts'

const table = convert('/frequency', [
  ['instant', 'immediate'],
  ['daily', 'day'],
  [null, 'never'],
])
const lens = lensOf(table)
const percent = convert('/score', { scale: 100 })

test('converts by the table, null too, and back', () => {
  for (const [from, to] of [
    ['instant', 'immediate'],
    ['daily', 'day'],
    [null, 'never'],
  ] as const) {
    const there = lens.forward({ frequency: from })
    assertJson(there.doc, { frequency: to })
    assert.deepEqual(there.effects, ['converted /frequency'])
    assert.equal(there.complement, undefined)
    assertJson(lens.backward(there.doc).doc, { frequency: from })
  }
})

test('a value that the table does not have stays, with a finding', () => {
  const there = lens.forward({ frequency: 'weekly' })
  assertJson(there.doc, { frequency: 'weekly' })
  assert.deepEqual(there.effects, ['unmapped /frequency'])
  assertJson(lens.backward(there.doc, there.complement).doc, { frequency: 'weekly' })
})

test('a value that stays but reads like a converted one comes back as it was', () => {
  const there = lens.forward({ frequency: 'day' })
  assertJson(there.doc, { frequency: 'day' })
  assert.deepEqual(there.complement, { left: 'day', right: 'day' })
  assertJson(lens.backward(there.doc, there.complement).doc, { frequency: 'day' })
  // Without the complement it is what the new version means by it.
  assertJson(lens.backward(there.doc).doc, { frequency: 'daily' })
})

test('where the table is not one-to-one the original is kept, and speaks only for the value as it was', () => {
  const merging = lensOf(
    convert('/level', [
      ['high', 'on'],
      ['low', 'on'],
      ['none', 'off'],
    ]),
  )
  assert.equal(merging.forward({ level: 'high' }).complement, undefined)
  const there = merging.forward({ level: 'low' })
  assertJson(there.doc, { level: 'on' })
  assert.deepEqual(there.complement, { left: 'low', right: 'on' })
  assertJson(merging.backward({ level: 'on' }, there.complement).doc, { level: 'low' })
  assertJson(merging.backward({ level: 'off' }, there.complement).doc, { level: 'none' })
})

test('numbers are scaled exactly: 0.07 × 100 is 7', () => {
  const linear = lensOf(percent)
  for (const [from, to] of [
    [0.07, 7],
    [0.1, 10],
    [0.29, 29],
    [1.005, 100.5],
    [0, 0],
    [-0.5, -50],
  ] as const) {
    const there = linear.forward({ score: from })
    assertJson(there.doc, { score: to })
    assert.equal(there.complement, undefined)
    assertJson(linear.backward(there.doc).doc, { score: from })
  }
})

test('numbers that no double holds are scaled to their last digit', () => {
  const linear = lensOf(convert('/n', { scale: 10, offset: 1 }))
  const big = rawNumber('12345678901234567890')
  const there = linear.forward({ n: big })
  assertJson(there.doc, { n: rawNumber('123456789012345678901') })
  assertJson(linear.backward(there.doc, there.complement).doc, { n: big })
  assertJson(linear.forward({ n: 9007199254740992 }).doc, { n: rawNumber('90071992547409921') })
  assertJson(linear.forward({ n: rawNumber('9007199254740993') }).doc, { n: rawNumber('90071992547409931') })
})

test('a scale without an exact inverse keeps the original for the way back', () => {
  const third = convert('/n', { scale: 1 / 3 })
  for (const n of [1, 7, 0.1, rawNumber('12345678901234567890')]) assertThereAndBack(third, { n })
  const celsius = convert('/t', { scale: 1.8, offset: 32 })
  assertJson(lensOf(celsius).forward({ t: 36.6 }).doc, { t: 97.88 })
  assertThereAndBack(celsius, { t: 36.6 })
})

test('whatever the number, scale and offset, there and back is exact', () => {
  const factor = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
  fc.assert(
    fc.property(factor, factor, factor, (n, scale, offset) => {
      fc.pre(scale !== 0)
      assertThereAndBack(convert('/n', { scale, offset }), { n })
    }),
    { numRuns: 2_000 },
  )
})

test('an edit in between is converted back, not undone', () => {
  const linear = lensOf(percent)
  const there = linear.forward({ score: 0.07 })
  assertJson(linear.backward({ score: 80 }, there.complement).doc, { score: 0.8 })
})

test('what is no number stays, with a finding; what is absent stays absent', () => {
  const linear = lensOf(percent)
  for (const score of ['0.5', null, [1], true, {}]) {
    const there = linear.forward({ score })
    assertJson(there.doc, { score })
    assert.deepEqual(there.effects, ['unmapped /score'])
    assertJson(linear.backward(there.doc, there.complement).doc, { score })
  }
  assert.deepEqual(linear.forward({}).effects, ['absent /score'])
})

test('whole objects and __proto__ are values and keys like any other', () => {
  const whole = convert('/__proto__', [[{ a: 1 }, ['x']]])
  assertJson(lensOf(whole).forward(objectOf([['__proto__', { a: 1 }]])).doc, objectOf([['__proto__', ['x']]]))
  assertThereAndBack(whole, objectOf([['__proto__', { a: 1 }]]))
})

test('refuses an empty table, a value twice, and a scale that has no way back', () => {
  assert.deepEqual(problemsOf(convert('/a', [])), [
    { problem: 'table is empty', remedy: 'List at least one pair [from, to].' },
  ])
  const twice = convert('/a', [
    [1, 2],
    [rawNumber('1.0'), 3],
  ])
  assert.deepEqual(problemsOf(twice), [
    { problem: 'table has 1.0 twice', remedy: 'Keep one pair for each value.' },
  ])
  assert.deepEqual(problemsOf(convert('/a', { scale: 0, offset: Number.POSITIVE_INFINITY })), [
    { problem: 'scale is 0', remedy: 'Give a number other than 0.' },
    { problem: 'offset is Infinity', remedy: 'Give a finite number.' },
  ])
  assert.equal(
    problemsOf(convert('/version', { scale: 2 }))[0]?.remedy,
    'Leave that member out of the steps.',
  )
})

test('says what it does, and where it may lose', () => {
  assert.deepEqual(wordsOf(table), {
    lines: [
      'Converts /frequency: "instant" becomes "immediate", "daily" becomes "day", null becomes "never"; other values stay.',
    ],
    loss: 'not-one-to-one',
    change: 'transformative',
  })
  assert.deepEqual(wordsOf(percent).lines, ['Converts /score: times 100, plus 0.'])
})
