import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { batchesOf } from './batches.ts'

const inputs = fc.array(
  fc.record({ text: fc.integer({ min: 0, max: 600_000 }).map((length) => 'x'.repeat(length)) }),
  { maxLength: 40 },
)

test('batches hold all inputs in their order', () => {
  fc.assert(fc.property(inputs, (all) => assert.deepEqual(batchesOf(all).flat(), all)))
})

test('a batch is bounded in count and size, but for a single input that is too large by itself', () => {
  fc.assert(
    fc.property(inputs, (all) => {
      for (const batch of batchesOf(all)) {
        const size = batch.reduce((sum, { text }) => sum + text.length, 0)
        assert.ok(batch.length === 1 || size <= 1024 * 1024)
      }
    }),
  )
  assert.deepEqual(
    batchesOf(Array.from({ length: 1_100 }, () => 1)).map((batch) => batch.length),
    [512, 512, 76],
  )
})

test('no inputs make no batch', () => {
  assert.deepEqual(batchesOf([]), [])
})
