import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CALM } from '../../test/support/pressure.ts'
import {
  FIRST_PACE,
  isGentle,
  MAX_GENTLE_BATCH,
  type Pace,
  type Pressure,
  paceBeside,
  paceUnder,
  restAfter,
  sizeAfter,
  sizeAfterTimeout,
  strainOf,
} from './pace.ts'

const size = fc.integer({ min: 25, max: 1000 })
const quiet = fc.nat(3)
const pace: fc.Arbitrary<Pace> = fc.record({ size, restMs: fc.nat(10_000), quiet })
const strain = fc.double({ min: 0, max: 100, noNaN: true })

test('a batch stays between its bounds, whatever was measured', () => {
  fc.assert(
    fc.property(pace, fc.nat(1000), fc.double({ min: 0, max: 1e7, noNaN: true }), (now, rows, ms) => {
      const next = sizeAfter(now, rows, ms)
      assert.ok(Number.isInteger(next) && next >= 25 && next <= 1000, `${next}`)
      assert.ok(sizeAfterTimeout(now.size) >= 25 && sizeAfterTimeout(now.size) <= now.size)
    }),
  )
})

test('the slower a batch was, the smaller is the next one', () => {
  fc.assert(
    fc.property(pace, fc.nat(60_000), fc.nat(60_000), (now, ms, more) => {
      assert.ok(sizeAfter(now, now.size, ms + more) <= sizeAfter(now, now.size, ms))
    }),
  )
  assert.ok(Math.abs(settled(FIRST_PACE) - 500) < 10)
})

test('beside others batches take a fifth of the time, and each is followed by a rest, until they were away for a while', () => {
  let now = paceBeside(FIRST_PACE, 2)
  assert.ok(isGentle(now) && now.size === MAX_GENTLE_BATCH)
  assert.ok(Math.abs(settled(now) - 100) < 3)
  assert.ok(restAfter(now, 40) >= 20)
  for (const others of [0, 0, 1, 0, 0]) {
    now = paceBeside(now, others)
    assert.ok(isGentle(now), `${others}`)
  }
  now = paceBeside(now, 0)
  assert.ok(!isGentle(now))
  assert.equal(restAfter(now, 40), 0)
  assert.ok(Math.abs(settled(now) - 500) < 10)
  fc.assert(
    fc.property(
      pace,
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      (was, others, ms) => {
        const beside = paceBeside(was, others)
        assert.ok(sizeAfter(beside, beside.size, ms) <= MAX_GENTLE_BATCH)
      },
    ),
  )
})

/** The size that batches come to, at half a millisecond a row. */
function settled(pace: Pace): number {
  let { size } = pace
  for (let batch = 0; batch < 20; batch++) size = sizeAfter({ ...pace, size }, size, size * 0.5)
  return size
}

test('under strain a rollout goes ever slower, and as fast as ever once it is over', () => {
  fc.assert(
    fc.property(pace, strain, (now, felt) => {
      const next = paceUnder(now, felt)
      assert.ok(next.size >= 25 && next.size <= now.size && next.restMs >= 0 && next.restMs <= 10_000)
      if (felt > 1) assert.ok(next.restMs >= Math.min(now.restMs, 10_000) && next.restMs >= 100)
      if (felt < 0.8) assert.ok(next.restMs <= now.restMs && next.size === now.size)
    }),
  )
  let now = FIRST_PACE
  for (let sample = 0; sample < 10; sample++) now = paceUnder(now, 3)
  assert.deepEqual(now, { ...FIRST_PACE, size: 25, restMs: 10_000 })
  for (let sample = 0; sample < 10; sample++) now = paceUnder(now, 0.1)
  assert.equal(now.restMs, 0)
})

test('each kind of pressure alone is strain enough', () => {
  assert.ok(strainOf(CALM) < 0.8)
  const pressures: Partial<Pressure>[] = [
    { replicationLagMs: 15_000 },
    { replicationLagBytes: 200_000_000 },
    { walRate: 1_500_000 },
    { blockedSessions: 3 },
    { connections: 0.95 },
  ]
  for (const one of pressures) assert.ok(strainOf({ ...CALM, ...one }) > 1, JSON.stringify(one))
  assert.equal(strainOf({ ...CALM, walRate: 5, walLimit: 0 }), strainOf(CALM))
})
