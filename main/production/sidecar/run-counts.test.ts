import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { production } from '../../../test/faults/rollout/production.ts'
import type { Told } from '../../services/ports/sidecar.ts'
import { PostgresChangeFeed } from './change-feed.ts'
import { openForSidecar } from './open.ts'
import { PostgresSidecarStore } from './postgres-sidecar-store.ts'

async function staged(t: TestContext, tenants: number) {
  const there = await production(t, { tenants })
  const server = { url: there.database.url }
  const opened = await openForSidecar({
    environment: 'test',
    server,
    sessions: 2,
    statementTimeoutMs: 5_000,
  })
  const ids = (await there.configs()).map(({ id }) => id)
  const counts = () =>
    there.database.query<{ id: ConfigId; count: number; ago: number | null }>(
      `SELECT id, execution_count AS count, extract(epoch FROM now()::timestamp - last_executed_at)::float8 AS ago
         FROM walker_agent_user_configs ORDER BY id`,
    )
  return { there, opened, store: new PostgresSidecarStore(opened), ids, counts }
}

const runsOf = (ids: readonly ConfigId[], runs = 1, secondsAgo = 0) =>
  ids.map((id) => ({ id, runs, secondsAgo }))

test('runs add up, with the time of the last one, and change nothing else', {
  timeout: 60_000,
}, async (t) => {
  const { there, opened, store, ids, counts } = await staged(t, 3)
  const [one = '' as ConfigId, other = '' as ConfigId] = ids
  const rest = () =>
    there.database.query(
      `SELECT to_jsonb(c) - '{execution_count,last_executed_at}'::text[] AS row FROM walker_agent_user_configs c ORDER BY id`,
    )
  const before = await rest()
  try {
    await store.countRuns([...runsOf([one], 3, 100), ...runsOf([other], 1)])
    await store.countRuns(runsOf([one], 2, 600))
    const [first, second, third] = await counts()
    assert.deepEqual([first?.count, second?.count, third?.count, third?.ago], [5, 1, 0, null])
    assert.ok(Math.abs((first?.ago ?? 0) - 100) < 20, `${first?.ago}`)
    assert.deepEqual(await rest(), before)
    assert.deepEqual(await there.history(one), [])

    // Nobody runs a flow so often; a count that ran over must not keep all others from being counted.
    await store.countRuns(runsOf([one], 2_147_483_647))
    assert.equal((await counts())[0]?.count, 2_147_483_647)
    const gone = '00000000-0000-4000-8000-000000000009' as ConfigId
    assert.deepEqual(await store.countRuns(runsOf([gone, other])), new Set())
  } finally {
    await opened.close()
  }
})

test('a config that somebody holds is not waited for', { timeout: 60_000 }, async (t) => {
  const { there, opened, store, ids, counts } = await staged(t, 2)
  const session = await there.session()
  try {
    await session.query('BEGIN')
    await session.query('SELECT 1 FROM walker_agent_user_configs WHERE id = $1 FOR UPDATE', [ids[0]])
    assert.deepEqual(await store.countRuns(runsOf(ids)), new Set([ids[0]]))
    await session.query('ROLLBACK')
    assert.deepEqual(
      (await counts()).map(({ count }) => count),
      [0, 1],
    )
  } finally {
    await opened.close()
  }
})

test('only what is more than a count is told as a change', { timeout: 60_000 }, async (t) => {
  const { there, opened, store, ids } = await staged(t, 150)
  const feed = await PostgresChangeFeed.open(opened)
  const told: Told[] = []
  feed.hear((word) => told.push(word))
  const toldBy = async (work: () => Promise<unknown>): Promise<readonly Told[]> => {
    await feed.confirm()
    told.length = 0
    await work()
    await feed.confirm()
    return [...told]
  }
  const update = (set: string, many: readonly ConfigId[]) =>
    there.database.query(`UPDATE walker_agent_user_configs SET ${set} WHERE id = ANY ($1::uuid[])`, [many])
  const [one = '' as ConfigId, other = '' as ConfigId] = ids
  const both = [one, other]
  try {
    assert.deepEqual(await toldBy(() => store.countRuns(runsOf(ids))), [])
    const byApplication =
      'execution_count = execution_count + 1, last_executed_at = now(), updated_at = now()'
    assert.deepEqual(await toldBy(() => update(byApplication, both)), [])
    for (const set of [
      `config_json = config_json || '{"a": 1}'`,
      `flow_version = '1.0.1'`,
      `migration_status = 'failed'`,
      `user_id = (SELECT user_id FROM walker_agent_user_configs WHERE id = '${other}')`,
    ]) {
      assert.deepEqual(await toldBy(() => update(set, [one])), [{ of: 'configs', ids: [one] }], set)
    }
    const some = `execution_count = 0, config_json = config_json || jsonb_build_object('b', id = '${other}')`
    await update(`config_json = config_json || '{"b": false}'`, both)
    assert.deepEqual(await toldBy(() => update(some, both)), [{ of: 'configs', ids: [other] }])
    assert.deepEqual(await toldBy(() => update(`flow_version = '1.0.2'`, ids)), [
      { of: 'configs', ids: 'all' },
    ])
  } finally {
    await feed.close()
    await opened.close()
  }
})

test('a push gets through while flows are run, and takes no run for an edit', {
  timeout: 120_000,
}, async (t) => {
  const { there, opened, store, ids, counts } = await staged(t, 300)
  await there.approved('seo@1.1.0')
  let counted = 0
  const stopping = new AbortController()
  // Each config twice a second: sixty times as often as a sidecar writes it.
  const running = (async () => {
    for (let at = 0; !stopping.signal.aborted; at = (at + 30) % ids.length) {
      const few = ids.slice(at, at + 30)
      counted += few.length - (await store.countRuns(runsOf(few))).size
      await sleep(50)
    }
  })()
  try {
    const result = await there.push('seo@1.1.0')
    stopping.abort()
    await running
    const { migrated, drifted, held, failed } = result
    assert.deepEqual([migrated, drifted, held, failed], [300, 0, 0, 0])
    assert.equal(await there.pushedWhole(), 300)
    assert.ok(counted > 0)
    assert.equal(
      (await counts()).reduce((sum, { count }) => sum + count, 0),
      counted,
    )
  } finally {
    stopping.abort()
    await opened.close()
  }
})
