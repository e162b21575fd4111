import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { FIRST_PACE, type Pressure } from '../../shared/release/pace.ts'
import { CALM } from '../../test/support/pressure.ts'
import { hiddenOnce, Pacer } from './pace.ts'

const { signal } = new AbortController()

/** Goes through batches until the pacer has asked so often what the database has to bear. */
async function until(pacer: Pacer, isAsked: () => boolean): Promise<void> {
  while (!isAsked()) {
    await pacer.run(1, signal, async () => undefined)
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
  const restMs = async (rows = 1) => {
    const start = performance.now()
    await pacer.run(rows, signal, async () => undefined)
    return performance.now() - start
  }
  // The first batch goes by it already.
  assert.ok((await restMs()) > 90)
  assert.equal(await pacer.size(), FIRST_PACE.size / 2)
  await restMs(await pacer.size())
  assert.equal(await pacer.size(), FIRST_PACE.size / 2)
  pressure = CALM
  await until(pacer, () => samples === 2)
  assert.ok((await restMs(await pacer.size())) < 50)
  assert.ok((await pacer.size()) > FIRST_PACE.size / 2)
})

/** How many of three batches are done at once, at most. */
async function atOnce(pacer: Pacer): Promise<number> {
  let [now, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++now)
    await sleep(20)
    now--
  }
  await Promise.all([1, 2, 3].map(() => pacer.run(1, signal, work)))
  return most
}

test('beside others one batch is done at a time and a rest follows each, and several once nobody is seen', async () => {
  let samples = 0
  let othersAtWork = 1
  const pacer = new Pacer({
    gauge: async () => {
      samples++
      return { ...CALM, othersAtWork }
    },
  })
  const start = performance.now()
  assert.equal(await atOnce(pacer), 1)
  // Three times the work and two rests; timers may be early by a millisecond each.
  assert.ok(performance.now() - start > 80, `${performance.now() - start}`)
  othersAtWork = 0
  await until(pacer, () => samples === 4)
  assert.equal(await atOnce(pacer), 3)
})

test('what cannot wait goes as fast beside others as without them, and rests for the database all the same', async () => {
  const gauge = async () => ({ ...CALM, othersAtWork: 3 })
  assert.equal(await atOnce(new Pacer({ gauge, urgent: true })), 3)
  const strained = new Pacer({
    gauge: async () => ({ ...CALM, othersAtWork: 3, connections: 1 }),
    urgent: true,
  })
  const start = performance.now()
  await strained.run(1, signal, async () => undefined)
  assert.ok(performance.now() - start > 90)
})

test('a batch that fails, or is cancelled while it rests, lets the next one begin', async () => {
  const pacer = new Pacer({ gauge: async () => ({ ...CALM, othersAtWork: 1 }) })
  const failing = pacer.run(1, signal, () => Promise.reject(new Error('broken')))
  const next = pacer.run(1, signal, async () => 'done')
  await assert.rejects(failing, /broken/)
  assert.equal(await next, 'done')
  const slow = pacer.run(1, signal, () => sleep(50))
  const cancelled = pacer.run(1, AbortSignal.timeout(60), async () => assert.fail('it rests'))
  const last = pacer.run(1, signal, async () => 'done')
  await slow
  await assert.rejects(cancelled, { name: 'TimeoutError' })
  assert.equal(await last, 'done')
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
