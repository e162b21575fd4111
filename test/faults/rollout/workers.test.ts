import assert from 'node:assert/strict'
import { test } from 'node:test'
import { approved, assertWhole, MANY, NAME, SLOW } from './shared-push.ts'

test('workers share a push with whoever has begun it, and a rollback; each config is done once', async (t) => {
  const there = await approved(t)
  const before = await there.configs()
  const worker = await there.startWorker()
  const pushed = await there.push(NAME)
  assert.deepEqual([pushed.state, pushed.migrated, pushed.failed], ['completed', MANY, 0])
  await assertWhole(there)
  const back = await there.rollBack(NAME)
  assert.deepEqual([back.state, back.restored], ['rolled_back', MANY])
  assert.deepEqual(await there.configs(), before)
  worker.child.kill('SIGINT')
  const { status, result } = await worker.ended
  assert.equal(status, 0)
  const { batches, configs } = result as unknown as { batches: number; configs: number }
  t.diagnostic(`the worker did ${configs} of ${2 * MANY} configs in ${batches} batches`)
  assert.ok(batches > 0 && configs > 0)
  assert.deepEqual(await there.database.query('SELECT id FROM crosswalk.workers'), [])
})

test('where whoever has begun a push is killed, a worker goes on with it by itself', async (t) => {
  const there = await approved(t)
  const worker = await there.startWorker()
  const pusher = there.start('push', NAME, ...SLOW)
  await pusher.reached(200)
  await pusher.kill()
  assert.ok((await there.pushedWhole()) < MANY)
  await assertWhole(there)
  await worker.kill()
})
