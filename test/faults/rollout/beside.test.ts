import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { MAX_GENTLE_BATCH } from '../../../shared/release/pace.ts'
import { type Production, production } from './production.ts'

const TENANTS = 600

test('a push goes in small batches while users are at work, and its rollback in large ones once they have gone', async (t) => {
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
  isOver = true
  await working
  // Who has said nothing for a second is not at work.
  await sleep(1_100)
  await there.rollBack('seo@1.1.0')
  assert.ok((await largest(there, 'undone_at')) > MAX_GENTLE_BATCH)
})

/** Of the batches, each of which is one transaction, the largest. */
async function largest(there: Production, at: 'done_at' | 'undone_at'): Promise<number> {
  const [batch] = await there.database.query<{ configs: number }>(
    `SELECT count(*)::int AS configs FROM crosswalk.journal GROUP BY ${at} ORDER BY configs DESC LIMIT 1`,
  )
  return batch?.configs ?? 0
}
