import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { MAX_GENTLE_BATCH } from '../../../shared/release/pace.ts'
import { type Production, production } from './production.ts'

const TENANTS = 600

test('a push goes in small batches while users are at work, and a rollback in large ones in an emergency or once they have gone', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  await there.approved('seo@1.1.0')
  const user = await there.session()
  let isOver = false
  const working = (async () => {
    while (!isOver) {
      await user.query('SELECT config_json FROM walker_agent_user_configs LIMIT 1')
      await sleep(20)
    }
  })()
  const { migrated } = await there.push('seo@1.1.0')
  assert.ok(migrated > 2 * MAX_GENTLE_BATCH, 'there are several batches')
  assert.ok((await largest(there, 'done_at')) <= MAX_GENTLE_BATCH)
  // An emergency does not wait for them.
  const some = await there.database.query<{ id: string }>('SELECT id FROM tenants ORDER BY id LIMIT $1', [
    TENANTS / 2,
  ])
  await there.rollBack('seo@1.1.0', {
    scope: { tenants: some.map(({ id }) => id) },
    emergency: 'wrong answers since 10:40',
  })
  const before = await largest(there, 'undone_at')
  assert.ok(before > MAX_GENTLE_BATCH, `${before}`)
  isOver = true
  await working
  // Who has said nothing for a second is not at work.
  await sleep(1_100)
  const [now] = await there.database.query<{ at: string }>('SELECT now()::text AS at')
  await there.rollBack('seo@1.1.0')
  const after = await largest(there, 'undone_at', now?.at)
  assert.ok(after > MAX_GENTLE_BATCH, `${after}`)
})

/** Of the batches, each of which is one transaction, the largest. */
async function largest(there: Production, at: 'done_at' | 'undone_at', since = '-infinity'): Promise<number> {
  const [batch] = await there.database.query<{ configs: number }>(
    `SELECT count(*)::int AS configs FROM crosswalk.journal
      WHERE ${at} >= $1 GROUP BY ${at} ORDER BY configs DESC LIMIT 1`,
    [since],
  )
  return batch?.configs ?? 0
}
