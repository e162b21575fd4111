import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../main/production/connect.ts'
import { pressureGauge } from '../../main/production/rollout/pressure.ts'
import { type Pressure, strainOf } from '../../shared/release/pace.ts'
import { query, until } from '../faults/postgres/embedded.ts'
import { databaseAt } from '../faults/rollout/own-server.ts'
import { Bare } from './bare-server.ts'
import { Disaster, NAME } from './disaster.ts'

const CONFIGS = 6_000
const RATE = 300
const WINDOW_MS = 3_000

test('a push makes room for a replica whose replay stands still, and goes on once that does', async (t) => {
  const { primary, replica, disaster } = await replicated(t)
  const { there } = disaster
  const look = await gaugeAt(t, primary.url)
  await query(replica.url, 'SELECT pg_wal_replay_pause()')
  const pusher = there.start('push', NAME, '--max-rate', `${RATE}`)
  await pusher.reached(RATE)
  assert.ok(strainOf(await look()) < 1)
  // Others write too.
  for (let i = 0; i < 20; i++) {
    await query(
      primary.url,
      `SELECT pg_logical_emit_message(false, 'noise', repeat('x', 1000000)) FROM generate_series(1, 10)`,
    )
  }
  const behind = await look()
  t.diagnostic(`the replica is ${behind.replicationLagBytes} bytes and ${behind.replicationLagMs} ms behind`)
  assert.ok(behind.replicationLagBytes > 190e6 && strainOf(behind) > 1)
  const calm = (RATE * WINDOW_MS) / 1000
  let done: number
  do {
    const before = await there.pushedWhole()
    await sleep(WINDOW_MS)
    done = (await there.pushedWhole()) - before
    t.diagnostic(`${done} configs in ${WINDOW_MS} ms, where ${calm} are allowed`)
  } while (done > calm / 4)
  assert.ok((await there.pushedWhole()) < CONFIGS, 'it never went slower')
  await query(replica.url, 'SELECT pg_wal_replay_resume()')
  await until('the replica has caught up', async () => strainOf(await look()) < 0.8)
  const { status, result } = await pusher.ended
  assert.deepEqual([status, result.state, result.hidden_replicas], [0, 'completed', undefined])
  assert.equal(await disaster.assertWhole(), CONFIGS)
})

test('a login that may not see how far a replica is behind is told so, once', async (t) => {
  const { primary, disaster } = await replicated(t)
  await query(
    primary.url,
    `CREATE ROLE ops LOGIN PASSWORD 'of-ops' IN ROLE crosswalk_reader, crosswalk_operator`,
  )
  const url = new URL(primary.url)
  url.username = 'ops'
  url.password = 'of-ops'
  const { hiddenReplicas, replicationLagBytes } = await (await gaugeAt(t, url.href))()
  assert.deepEqual([hiddenReplicas, replicationLagBytes], [1, 0])
  const pushed = await disaster.there.startElsewhere({ url: url.href }, 'push', NAME).ended
  assert.deepEqual([pushed.status, pushed.result.hidden_replicas], [0, 1], JSON.stringify(pushed))
  await query(primary.url, 'GRANT pg_monitor TO ops')
  const back = await disaster.there.startElsewhere({ url: url.href }, 'rollback', NAME).ended
  assert.deepEqual([back.status, back.result.hidden_replicas], [0, undefined], JSON.stringify(back))
})

async function replicated(t: TestContext) {
  const primary = await Bare.start(t)
  const disaster = await Disaster.prepare(t, CONFIGS, await databaseAt(t, primary.url))
  return { primary, disaster, replica: await primary.replicate(t) }
}

/** What a push by a login would go by. */
async function gaugeAt(t: TestContext, url: string): Promise<() => Promise<Pressure>> {
  const database = await connect({ environment: 'test', server: { url }, part: 'gauge' })
  t.after(() => database.close())
  return pressureGauge(database)
}
