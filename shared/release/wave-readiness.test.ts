import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readinessOf, type WaveFacts } from './wave-readiness.ts'

const limits = { failedPercent: 1, heldPercent: 5 }
const baked = { minutes: 31, reads: 150, failingMore: 0 }
const fine: WaveFacts = { bakeMinutes: 30, bakeReads: 100, migrated: 95, held: 4, failed: 1, baked }
const judge = (change: Partial<WaveFacts>) => readinessOf({ ...fine, ...change }, limits)

test('a wave that has baked, in minutes and in reads, and is within its limits holds', () => {
  assert.deepEqual(judge({}), { waits: [], objections: [] })
})

test('it has to bake in minutes and in reads', () => {
  assert.deepEqual(judge({ baked: { ...baked, minutes: 28.5 } }).waits, ['it bakes for another 2 minutes'])
  assert.deepEqual(judge({ baked: { ...baked, reads: 1 } }).waits, [
    'its configs have been read 1 time of 100',
  ])
})

test('where nobody counts reads, or the wave has reached nobody, the minutes alone hold', () => {
  assert.deepEqual(judge({ baked: { minutes: 31, failingMore: 0 } }).waits, [])
  const nobody = { migrated: 0, held: 0, failed: 0, baked: { ...baked, reads: 0 } }
  assert.deepEqual(judge(nobody), { waits: [], objections: [] })
})

test('too many failed, too many held, and failures that came since, each speak against the next one', () => {
  assert.deepEqual(judge({ failed: 2 }).objections, [
    '2 of its 101 configs failed, and 1 percent is the limit',
  ])
  assert.deepEqual(judge({ held: 6 }).objections, [
    '6 of its 102 configs are held, and 5 percent is the limit',
  ])
  assert.equal(judge({ baked: { ...baked, failingMore: 1 } }).objections.length, 1)
})
