import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { approved, assertWhole, MANY, NAME, SLOW } from './shared-push.ts'

test('a rollout is paused, gone on with and cancelled from another process, whoever works on it', async (t) => {
  const there = await approved(t)
  const pusher = there.start('push', NAME, ...SLOW)
  await pusher.reached(100)
  const started = performance.now()
  const paused = await there.run('rollout', 'pause', NAME, '--reason', 'ticket 4711')
  assert.equal(paused.status, 0, JSON.stringify(paused))
  assert.equal(paused.result.state, 'paused')
  const { status, result } = await pusher.ended
  assert.deepEqual([status, result.state], [0, 'paused'])
  t.diagnostic(
    `paused after ${Math.round(performance.now() - started)} ms, the start of the process included`,
  )
  const half = await there.pushedWhole()
  assert.ok(half > 0 && half < MANY)
  await sleep(500)
  assert.equal(await there.pushedWhole(), half)
  // Nobody is there to go on.
  const waiting = await there.run('rollout', 'resume', NAME)
  assert.deepEqual([waiting.status, waiting.result.state], [0, 'paused'])
  const worker = await there.startWorker()
  await assertWhole(there)
  await worker.kill()
  const over = await there.run('rollout', 'cancel', NAME)
  assert.deepEqual([over.status, over.result.error?.code], [3, 'rollout/over'])
  const actions = await there.database.query<{ action: string }>(
    `SELECT action FROM crosswalk.audit_log WHERE action LIKE 'rollout.%' ORDER BY id`,
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['rollout.pause', 'rollout.run'],
  )
})

test('of ten who push at once one does it, and the others are told who', async (t) => {
  const there = await approved(t, 300)
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => there.push(NAME)))
  const done = outcomes.filter(({ status }) => status === 'fulfilled')
  const codes = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
  assert.ok(done.length >= 1)
  assert.ok(
    codes.every((code) => code === 'release/busy'),
    codes.join(),
  )
  await assertWhole(there, 300)
})
