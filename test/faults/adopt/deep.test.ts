import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { examineDeep } from '../../../main/production/examine/deep/examine.ts'
import type { DeepCheck } from '../../../main/services/ports/database.ts'
import { setAt } from '../../../shared/json/pointer.ts'
import { type Production, production } from '../rollout/production.ts'

const known = [{ agent: 'seo', versions: ['1.0.0', '1.1.0', '1.2.0', '2.0.0'] }]
const NAME = 'seo@1.1.0'

async function deepOf(there: Production): Promise<readonly DeepCheck[]> {
  return examineDeep(await there.database.connect({ readOnly: true }), { known })
}

/** The checks that find something, with the count. */
const found = async (there: Production): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    (await deepOf(there)).filter(({ ok }) => ok !== true).map(({ name, count }) => [name, count]),
  )

async function pushed(t: TestContext): Promise<Production> {
  const there = await production(t, { tenants: 12 })
  await there.approved(NAME)
  await there.push(NAME)
  return there
}

const bySuperuser = (there: Production, sql: string) =>
  there.database.query(`SET session_replication_role = replica; ${sql}`)

test('whatever is pushed, edited and taken back, all agree', async (t) => {
  const there = await production(t, { tenants: 12 })
  assert.deepEqual(await found(there), {})
  await there.approved(NAME)
  assert.deepEqual(await found(there), {})
  await there.push(NAME)
  assert.deepEqual(await found(there), {})
  const [first] = await there.configs()
  assert.ok(first)
  await there.edit(
    first.id,
    (config) => setAt(config, ['thresholds', 'min_revenue_increase'], 7) as typeof config,
  )
  assert.deepEqual(await found(there), {})
  await there.rollBack(NAME)
  assert.deepEqual(await found(there), {})
})

test('a row of the history that is gone, or another than the one that was migrated, is found', async (t) => {
  const there = await pushed(t)
  await bySuperuser(
    there,
    `DELETE FROM walker_agent_config_versions WHERE id = (SELECT before_id FROM crosswalk.journal ORDER BY config_id LIMIT 1);
     UPDATE walker_agent_config_versions SET config_snapshot = config_snapshot || '{"x": 1}'
      WHERE id = (SELECT before_id FROM crosswalk.journal ORDER BY config_id DESC LIMIT 1)`,
  )
  assert.deepEqual(await found(there), { 'history kept': 1, 'states before': 1 })
  const [check] = (await deepOf(there)).filter(({ name }) => name === 'history kept')
  assert.match(check?.examples[0]?.detail ?? '', /lacks the state before [0-9a-f-]{36}/)
})

test('a config that was changed or moved without keeping what it was is found', async (t) => {
  const there = await pushed(t)
  const [first, second] = await there.configs()
  await there.database.query(
    `UPDATE walker_agent_user_configs SET config_json = config_json || '{"x": 1}' WHERE id = $1`,
    [first?.id],
  )
  await there.database.query(
    `UPDATE walker_agent_user_configs SET flow_version = '1.0.0', config_json = config_json || '{"version": "1.0.0"}' WHERE id = $1`,
    [second?.id],
  )
  assert.deepEqual(await found(there), { 'versions agree': 1, 'states after': 2 })
})

test('a config of a version that nobody made, one that says another than its row, and one in two places are found', async (t) => {
  const there = await production(t, { tenants: 3 })
  await there.database.query(`UPDATE walker_agent_user_configs SET flow_version = '9.9.9'`)
  await there.database.query(
    `INSERT INTO crosswalk.set_aside (table_name, row_id, row_values, reason, set_aside_by)
     SELECT 'walker_agent_user_configs', upper(id::text), '{}', 'orphan-users', 'ann' FROM walker_agent_user_configs LIMIT 1`,
  )
  assert.deepEqual(await found(there), {
    'row and config agree': 3,
    'versions known': 3,
    'in one place': 1,
  })
})

test('a release without its approval, its entry in the log, its lease or its journal is found', async (t) => {
  const there = await pushed(t)
  await bySuperuser(there, `DELETE FROM crosswalk.approvals`)
  assert.deepEqual(await found(there), { approvals: 1 })
  await bySuperuser(there, `UPDATE crosswalk.releases SET state = 'rolling_out'`)
  assert.deepEqual(await found(there), { approvals: 1, 'audit of releases': 1, leases: 1 })
  await bySuperuser(there, `UPDATE crosswalk.releases SET state = 'rolled_back'`)
  assert.deepEqual(await found(there), { approvals: 1, 'audit of releases': 1, 'states of releases': 12 })
  // Cut off before it gave its lease back: told only where it goes on.
  await bySuperuser(
    there,
    `UPDATE crosswalk.releases SET rolled_back_at = now(), lease_until = now() + interval '25 seconds'`,
  )
  assert.deepEqual(await found(there), { approvals: 1, 'audit of releases': 1, 'states of releases': 12 })
  await bySuperuser(
    there,
    `UPDATE crosswalk.releases SET completed_at = NULL, rolled_back_at = now() - interval '2 minutes'`,
  )
  assert.deepEqual(await found(there), {
    approvals: 1,
    'audit of releases': 1,
    leases: 1,
    'states of releases': 12,
  })
  await bySuperuser(there, `DELETE FROM crosswalk.releases`)
  assert.deepEqual(await found(there), { 'journal of releases': 2 })
})

test('a config that a completed release has left out, and a line of the journal without its hashes, are found', async (t) => {
  const there = await pushed(t)
  const [first, second] = await there.configs()
  await bySuperuser(
    there,
    `DELETE FROM crosswalk.journal WHERE config_id = '${first?.id}';
     UPDATE walker_agent_user_configs SET flow_version = '1.0.0', config_json = config_json || '{"version": "1.0.0"}' WHERE id = '${first?.id}';
     UPDATE crosswalk.journal SET output_hash = NULL WHERE config_id = '${second?.id}'`,
  )
  assert.deepEqual(await found(there), { 'none left out': 1, 'history whole': 1 })
})
