import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { FIRST_PACE, type Pressure } from '../../shared/release/pace.ts'
import { CALM } from '../../test/support/pressure.ts'
import { hiddenOnce, Pacer } from './pace.ts'

/** Goes through batches until the pacer has asked so often what the database has to bear. */
async function until(pacer: Pacer, isAsked: () => boolean): Promise<void> {
  while (!isAsked()) {
    await pacer.before(1, new AbortController().signal)
    await sleep(20)
  }
}

test('a rollout rests while a replica is far behind, and no longer once it is not', async () => {
  let samples = 0
  let pressure: Pressure = { ...CALM, replicationLagBytes: 1e9 }
  const pacer = new Pacer({
    gauge: async () => {
      samples++
      return pressure
    },
  })
  const restMs = async () => {
    const start = performance.now()
    await pacer.before(1, new AbortController().signal)
    return performance.now() - start
  }
  assert.ok((await restMs()) < 50)
  await until(pacer, () => samples === 1)
  assert.ok((await restMs()) > 90)
  assert.equal(pacer.size, FIRST_PACE.size / 2)
  pacer.after(pacer.size, 1)
  assert.equal(pacer.size, FIRST_PACE.size / 2)
  pressure = CALM
  await until(pacer, () => samples === 2)
  assert.ok((await restMs()) < 50)
  pacer.after(pacer.size, 1)
  assert.ok(pacer.size > FIRST_PACE.size / 2)
})

test('replicas whose lag cannot be seen are told of once, however often they are met', async () => {
  let samples = 0
  const told: number[] = []
  const hidden = hiddenOnce((replicas) => told.push(replicas))
  assert.deepEqual(hidden.result(), {})
  const gauge = async () => {
    samples++
    return { ...CALM, hiddenReplicas: 2 }
  }
  await until(new Pacer({ gauge, hidden: hidden.tell }), () => samples === 2)
  assert.deepEqual([told, hidden.result()], [[2], { hidden_replicas: 2 }])
})
