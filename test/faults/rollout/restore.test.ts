import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { parsePointer, setAt } from '../../../shared/json/pointer.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type Production, production } from './production.ts'

const TENANTS = 12

const restore = (there: Production, configId: ConfigId, versionRow: string, reason = 'ticket 4711') =>
  there.services.environments.restore('test', { configId, versionRow, reason, who: 'bob@example.com' })

const statesOf = async (there: Production, id: ConfigId) =>
  (await there.services.environments.history('test', id)).states

const own = (config: JsonObject) => setAt(config, parsePointer('/metadata/own'), 4711) as JsonObject

const columns = async (there: Production, id: ConfigId) =>
  there.database.query(
    `SELECT flow_version, flow_hash, previous_version, migration_status, config_json::text AS config
       FROM walker_agent_user_configs WHERE id = $1`,
    [id],
  )

test('any state of the history comes back with its columns, and the state that it replaces stays', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  await there.database.query("UPDATE walker_agent_user_configs SET flow_hash = 'of the old one'")
  const before = await there.configs()
  const [config, other] = before
  assert.ok(config && other)
  const first = await columns(there, config.id)
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  await there.edit(config.id, own)
  const edited = await there.config(config.id)
  const standing = await there.config(other.id)
  const [state] = await statesOf(there, config.id)

  const result = await restore(there, config.id, state?.versionRow ?? '')
  assert.deepEqual([result.from_version, result.version], ['1.1.0', '1.0.0'])
  assert.deepEqual(await there.config(config.id), config)
  const [row] = await columns(there, config.id)
  assert.deepEqual(row, { ...first[0], previous_version: '1.1.0' })
  assert.deepEqual(await there.config(other.id), standing)
  const last = (await there.history(config.id)).at(-1)
  assert.deepEqual(
    [last?.version, last?.reason, last?.config],
    ['1.1.0', 'restored: ticket 4711', edited.config],
  )

  // And back again: what was replaced is a state like any other.
  await restore(there, config.id, result.replaced ?? '')
  assert.deepEqual(await there.config(config.id), edited)
  const same = (await statesOf(there, config.id)).length
  assert.equal((await restore(there, config.id, result.replaced ?? '')).replaced, null)
  assert.equal((await statesOf(there, config.id)).length, same)
  const entries = await there.database.query<{ actor: string; detail: JsonObject }>(
    "SELECT actor, detail FROM crosswalk.audit_log WHERE action = 'config.restore' ORDER BY id",
  )
  assert.equal(entries.length, 2)
  assert.doesNotMatch(JSON.stringify(entries), /"own"|metadata/)
  assert.deepEqual(
    [entries[1]?.detail.before, entries[1]?.detail.after],
    [entries[0]?.detail.after, entries[0]?.detail.before],
  )
})

test('a config is not restored under a release that is running, nor while somebody holds its row', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const [config] = await there.configs()
  assert.ok(config)
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  const [state] = await statesOf(there, config.id)
  const to = state?.versionRow ?? ''
  const pushed = await columns(there, config.id)
  for (const running of ['rolling_out', 'paused', 'rolling_back']) {
    await there.database.query('UPDATE crosswalk.releases SET state = $1', [running])
    await assertRefused(
      restore(there, config.id, to),
      'restore/release-running',
      /crosswalk rollback seo@1\.1\.0 --config/,
    )
  }
  await there.database.query("UPDATE crosswalk.releases SET state = 'completed'")
  const session = await there.session()
  await session.query('BEGIN')
  await session.query('SELECT 1 FROM walker_agent_user_configs WHERE id = $1 FOR UPDATE', [config.id])
  await assertRefused(restore(there, config.id, to), 'production/lock-timeout', /./)
  await session.query('ROLLBACK')
  assert.deepEqual(await columns(there, config.id), pushed)
})

test('what is no state of the config, says another version, or comes without a reason is refused', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const [config, other] = await there.configs()
  assert.ok(config && other)
  await there.edit(config.id, own)
  const add = async (version: string) => {
    const [row] = await there.database.query<{ id: string }>(
      `INSERT INTO walker_agent_config_versions (config_id, version, config_snapshot)
       SELECT id, $2, config_json FROM walker_agent_user_configs WHERE id = $1 RETURNING id`,
      [config.id, version],
    )
    return row?.id ?? assert.fail()
  }
  const standing = await there.config(config.id)
  const torn = await add('1.1.0')
  const sound = await add('1.0.0')
  await assertRefused(restore(there, config.id, torn), 'restore/versions-differ', /says version 1\.0\.0/)
  await assertRefused(restore(there, other.id, sound), 'restore/state-not-found', /has no state/)
  await assertRefused(restore(there, config.id, sound, '  '), 'general/usage', /--reason is empty/)
  assert.deepEqual(await there.config(config.id), standing)
})
