import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { barsOf, everyStep, lineOf, roundUp, shareOf } from './scale.ts'

test('the longest bar takes the whole width, and one that is not zero is always seen', () => {
  const shares = barsOf([{ value: 0 }, { value: 1 }, { value: 100_000 }]).map(({ share }) => share)
  assert.equal(shares[0], 0)
  assert.ok((shares[1] ?? 0) > 0.005)
  assert.equal(shares[2], 1)
  assert.deepEqual(
    barsOf([{ value: 5 }], 10).map(({ share }) => share),
    [0.5],
  )
})

test('a share lies between nothing and all, whatever the numbers are', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (value, whole) => {
      const share = shareOf(value, whole)
      assert.ok(share >= 0 && share <= 1)
    }),
  )
})

test('a line has a point for each step, with zero where nothing was measured', () => {
  const points = everyStep([{ secondsAgo: 2, value: 7 }], { stepS: 2, spanS: 6 })
  assert.deepEqual(points, [
    { secondsAgo: 4, value: 0 },
    { secondsAgo: 2, value: 7 },
    { secondsAgo: 0, value: 0 },
  ])
})

test('a line goes from the oldest point at the left to now at the right, and its top is a round number', () => {
  const { line, ticks } = lineOf(
    [
      { secondsAgo: 10, value: 0 },
      { secondsAgo: 0, value: 30 },
    ],
    { width: 100, height: 40 },
  )
  assert.equal(line, 'M 0 40 L 100 10')
  assert.deepEqual(ticks, [40, 20, 0])
  assert.equal(lineOf([], { width: 1, height: 1 }).line, '')
})

test('a round number is never below the value, and never more than two and a half times it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), (value) => {
      const top = roundUp(value)
      assert.ok(top >= value && (top <= value * 2.5 || top === 2))
    }),
  )
})
