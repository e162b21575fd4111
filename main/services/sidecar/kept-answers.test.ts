import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { PostgresChangeFeed } from '../../../main/production/sidecar/change-feed.ts'
import { testDatabase } from '../../../test/support/postgres.ts'
import { KeptAnswers, type KeptOptions } from './kept-answers.ts'

const ID = '11111111-0000-4000-8000-000000000001'

/** Answers over a real database with one config, and how to change it. */
async function answers(t: TestContext, options: Partial<KeptOptions> = {}) {
  const opened: PostgresChangeFeed[] = []
  t.after(async () => {
    for (const feed of opened) await feed.close()
  })
  const database = await testDatabase(t)
  await database.query(`
    INSERT INTO tenants (id) VALUES ('${ID}');
    INSERT INTO users (id) VALUES ('${ID}');
    INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
    VALUES ('${ID}', '${ID}', '${ID}', 'seo', 'f', '1.0.0', '{}')`)
  const feed = await PostgresChangeFeed.open(await database.connect({ part: 'sidecar' }))
  opened.push(feed)
  const kept = new KeptAnswers<number>(feed, {
    concerns: ['configs'],
    most: 10,
    maxAgeMs: 60_000,
    ...options,
  })
  let loads = 0
  return {
    kept,
    feed,
    get: (value: number, key = 'mine') =>
      kept.get(key, async () => {
        loads++
        return { value, id: key === 'mine' ? ID : key }
      }),
    loads: () => loads,
    change: () =>
      database.query(
        `UPDATE walker_agent_user_configs SET previous_version = concat(previous_version, '1') WHERE id = '${ID}'`,
      ),
  }
}

test('an answer is kept until what it is about changes', async (t) => {
  const { get, change } = await answers(t)
  assert.deepEqual([await get(1), await get(2), await get(9, 'other')], [1, 1, 9])
  await change()
  assert.deepEqual([await get(3), await get(4), await get(8, 'other')], [3, 3, 9])
})

test('those who ask at once share one load', async (t) => {
  const { get, loads } = await answers(t)
  assert.deepEqual(await Promise.all([get(1), get(2), get(3)]), [1, 1, 1])
  assert.equal(loads(), 1)
})

test('a load during which something changed is not shared with who asks after it, and not kept', {
  timeout: 60_000,
}, async (t) => {
  const { kept, feed, get, change } = await answers(t)
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const started = Promise.withResolvers<void>()
  const slow = kept.get('mine', async () => {
    started.resolve()
    await gate
    return { value: 1, id: ID }
  })
  await started.promise
  await change()
  assert.equal(await get(2), 2)
  open()
  assert.equal(await slow, 1)
  assert.ok(await feed.confirm())
  assert.equal(await get(3), 2)
})

test('what was forgotten is loaded again', async (t) => {
  const { kept, get } = await answers(t)
  const first = get(1)
  await first
  kept.forget('mine')
  assert.equal(await get(2), 2)
})

test('a load that fails is told, and tried again by the next one who asks', async (t) => {
  const { kept, get } = await answers(t)
  await assert.rejects(
    kept.get('mine', async () => {
      throw new Error('not now')
    }),
    /not now/,
  )
  assert.equal(await get(2), 2)
})

test('there are never more than there may be, and none is older than it may be', async (t) => {
  let now = 0
  const { kept, get } = await answers(t, { most: 2, maxAgeMs: 1_000, now: () => now })
  for (const key of ['a', 'b', 'c']) await get(1, key)
  assert.equal(kept.size, 2)
  assert.deepEqual([await get(2, 'c'), await get(2, 'a')], [1, 2])
  now = 1_001
  assert.equal(await get(3, 'c'), 3)
})

test('while the feed is down nothing is kept, and nothing that was kept is given', async (t) => {
  const { feed, get } = await answers(t)
  assert.equal(await get(1), 1)
  await feed.close()
  assert.deepEqual([await get(2), await get(3)], [2, 3])
})
