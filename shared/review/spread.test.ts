import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Json, rawNumber } from '../json/value.ts'
import { Spread, textOf } from './spread.ts'

const spreadOf = (configs: readonly (readonly Json[])[]): Spread => {
  const spread = new Spread()
  for (const values of configs) spread.add(values)
  return spread
}

/** Values of which many are equal, of a few or of many kinds. */
const configs = fc
  .oneof(fc.constant(5), fc.constant(500))
  .chain((kinds) => fc.array(fc.array(fc.nat(kinds), { maxLength: 3 }), { maxLength: 300 }))

describe('A spread', () => {
  test('is the same in whatever order values come, and however they are put together', () => {
    fc.assert(
      fc.property(configs, fc.nat(300), (values, at) => {
        const whole = spreadOf(values).state
        assert.deepEqual(spreadOf(values.toReversed()).state, whole)
        const merged = new Spread()
        merged.merge(spreadOf(values.slice(at)).state)
        merged.merge(spreadOf(values.slice(0, at)).state)
        assert.deepEqual(merged.state, whole)
      }),
      { numRuns: 300 },
    )
  })

  test('counts exactly what it counts, and says whether there is more', () => {
    fc.assert(
      fc.property(configs, (values) => {
        const { counts, more, values: all, missing, min, max } = spreadOf(values).state
        const flat = values.flat()
        const distinct = new Set(flat)
        for (const [text, count] of counts) {
          assert.equal(count, flat.filter((value) => String(value) === text).length)
        }
        assert.equal(more, distinct.size > 40)
        assert.equal(counts.length, Math.min(distinct.size, 40))
        assert.equal(all, flat.length)
        assert.equal(missing, values.filter((list) => list.length === 0).length)
        assert.equal(min, flat.length === 0 ? undefined : String(Math.min(...flat)))
        assert.equal(max, flat.length === 0 ? undefined : String(Math.max(...flat)))
      }),
      { numRuns: 300 },
    )
  })

  test('can be told halfway, and goes on', () => {
    fc.assert(
      fc.property(configs, configs, (some, others) => {
        const spread = spreadOf(some)
        assert.deepEqual(spread.state, spreadOf(some).state)
        for (const values of others) spread.add(values)
        assert.deepEqual(spread.state, spreadOf([...some, ...others]).state)
      }),
    )
  })

  test('keeps what stands for nothing in sight among very many values', () => {
    const { counts, more } = spreadOf([
      ...Array.from({ length: 1000 }, (_, index) => [`https://example.com/${index}`]),
      ...Array.from({ length: 500 }, () => [null]),
    ]).state
    assert.equal(more, true)
    assert.deepEqual(counts[0], ['null', 500])
  })

  test('compares numbers that no double can carry', () => {
    const { min, max } = spreadOf([
      [rawNumber('12345678901234567891')],
      [rawNumber('12345678901234567890')],
    ]).state
    assert.deepEqual([min, max], ['12345678901234567890', '12345678901234567891'])
  })
})

test('a value is told in short', () => {
  assert.equal(textOf('a'), '"a"')
  assert.equal(textOf({ b: 1, a: [true] }), '{"a":[true],"b":1}')
  assert.equal(textOf([1, 2, 3, 4, 5]), '[5 items]')
  assert.equal(textOf(Object.fromEntries('abcdef'.split('').map((key) => [key, 1]))), '{6 members}')
  assert.equal(textOf('x'.repeat(500)).length, 80)
})
