import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { approved, assertWhole, MANY, NAME, SLOW } from './shared-push.ts'

test('a worker that is killed takes nothing along, and one that slept wakes up to nothing left to do', async (t) => {
  const there = await approved(t)
  const killed = await there.startWorker()
  const asleep = await there.startWorker()
  const pusher = there.start('push', NAME, ...SLOW)
  await pusher.reached(200)
  await killed.kill()
  asleep.child.kill('SIGSTOP')
  const { status, result } = await pusher.ended
  assert.deepEqual([status, result.state, result.migrated], [0, 'completed', MANY])
  await assertWhole(there)
  const before = [await there.configs(), await there.journal()]
  asleep.child.kill('SIGCONT')
  await sleep(1500)
  assert.deepEqual([await there.configs(), await there.journal()], before)
  await asleep.kill()
})
