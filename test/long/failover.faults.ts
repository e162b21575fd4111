import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseAt } from '../faults/rollout/own-server.ts'
import { Bare } from './bare-server.ts'
import { Disaster, NAME } from './disaster.ts'
import { proxyTo } from './proxy.ts'

const CONFIGS = 6_000

test('a push goes on at a replica that was promoted when its primary died', async (t) => {
  const primary = await Bare.start(t)
  const proxy = await proxyTo(t, primary.url)
  const disaster = await Disaster.prepare(t, CONFIGS, await databaseAt(t, proxy.url))
  const { there } = disaster
  const replica = await primary.replicate(t)
  const pusher = there.start('push', NAME)
  await pusher.reached(500)
  primary.kill()
  await replica.promote()
  proxy.lead(replica.url)
  const { status, result } = await pusher.ended
  assert.deepEqual([status, result.error?.code.split('/')[0]], [5, 'production'], JSON.stringify(result))
  // What the replica had not received yet is not there, whole as it is missing.
  const done = await disaster.assertWhole()
  t.diagnostic(`${done} of ${CONFIGS} configs had come to the replica`)
  assert.ok(done < CONFIGS)
  await disaster.assertEnds()
  await disaster.assertTakenBack()
})
