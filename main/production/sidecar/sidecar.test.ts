import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentName, ConfigId, TenantId, UserId } from '../../../shared/config/ids.ts'
import type { ErrorCode } from '../../../shared/errors/index.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { loginWith } from '../../../test/faults/rights/logins.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.ts'
import type { Told } from '../../services/ports/sidecar.ts'
import { PostgresChangeFeed } from './change-feed.ts'
import { openForSidecar } from './open.ts'
import { PostgresSidecarStore } from './postgres-sidecar-store.ts'
import { asTenant } from './tenant.ts'

const [MINE, THEIRS] = ['1', '2'].map((n) => `11111111-0000-4000-8000-00000000000${n}`) as [
  TenantId,
  TenantId,
]

async function filled(database: TestDatabase): Promise<void> {
  await database.query(`
    INSERT INTO tenants (id) VALUES ('${MINE}'), ('${THEIRS}');
    INSERT INTO users (id) SELECT id FROM tenants;
    INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
    SELECT id, id, id, 'seo', 'f', '1.0.0', jsonb_build_object('version', '1.0.0') FROM tenants`)
}

const open = (url: string) =>
  openForSidecar({ environment: 'test', server: { url }, sessions: 2, statementTimeoutMs: 5_000 })

const isCode = (code: ErrorCode) => (error: unknown) => isCrosswalkError(error, code)

test('whatever the login may do, the sidecar has the rights of its role and sees one tenant', async (t) => {
  const database = await testDatabase(t)
  await filled(database)
  for (const url of [database.url, (await loginWith(t, database, 'sidecar')).url]) {
    const opened = await open(url)
    try {
      const seen = await asTenant(opened, MINE, (client) =>
        client.query<{ id: string }>('SELECT id FROM walker_agent_user_configs'),
      )
      assert.deepEqual(seen.rows, [{ id: MINE }])
      const without = await opened.pool.query('SELECT id FROM walker_agent_user_configs')
      assert.deepEqual(without.rows, [])
      await assert.rejects(opened.pool.query('DELETE FROM walker_agent_user_configs'), /permission denied/)
    } finally {
      await opened.close()
    }
  }
})

test('the database keeps a store to its tenant even where it asks for another one’s config', async (t) => {
  const database = await testDatabase(t)
  await filled(database)
  const opened = await open(database.url)
  try {
    const store = new PostgresSidecarStore(opened)
    const agent = 'seo' as AgentName
    assert.ok((await store.find({ tenant: MINE, user: MINE as string as UserId, agent })).config)
    // The statement alone would find it.
    const rows = await asTenant(opened, MINE, (client) =>
      client.query('SELECT 1 FROM walker_agent_user_configs WHERE tenant_id = $1', [THEIRS]),
    )
    assert.equal(rows.rowCount, 0)
    const expected = await asTenant(opened, MINE, (client) =>
      client.query('SELECT * FROM crosswalk.sidecar_expected($1, $2)', [MINE, THEIRS]),
    )
    assert.equal(expected.rowCount, 0)
  } finally {
    await opened.close()
  }
})

test('reads are counted by config and version, and for no config that is gone', async (t) => {
  const database = await testDatabase(t)
  await filled(database)
  const opened = await open(database.url)
  try {
    const store = new PostgresSidecarStore(opened)
    const count = (id: string) => ({ id: id as ConfigId, version: '1.0.0', reads: 3, failures: 1 })
    for (const ids of [[MINE, THEIRS], [MINE], ['99999999-0000-4000-8000-000000000000']]) {
      await store.count(ids.map(count))
    }
  } finally {
    await opened.close()
  }
  const counts = await database.query(
    'SELECT config_id AS id, reads::int, failures::int FROM crosswalk.execution_counts ORDER BY 1',
  )
  assert.deepEqual(counts, [
    { id: MINE, reads: 6, failures: 2 },
    { id: THEIRS, reads: 3, failures: 1 },
  ])
})

test('it does not start for a login without the role, nor where row-level security is off', async (t) => {
  const database = await testDatabase(t)
  await assert.rejects(open((await loginWith(t, database)).url), isCode('sidecar/no-role'))
  await database.query('ALTER TABLE crosswalk.journal DISABLE ROW LEVEL SECURITY')
  await assert.rejects(open(database.url), isCode('sidecar/not-held'))
})

test('every change that is committed is told before the next confirmation, and none before it is', async (t) => {
  const database = await testDatabase(t)
  await filled(database)
  const opened = await database.connect({ part: 'sidecar' })
  const feed = await PostgresChangeFeed.open(opened)
  const told: Told[] = []
  feed.hear((each) => told.push(each))
  try {
    assert.ok(await feed.confirm())
    const writer = await opened.pool.connect()
    await writer.query('BEGIN')
    await writer.query(`UPDATE walker_agent_user_configs SET previous_version = '0.9.0' WHERE id = '${MINE}'`)
    assert.ok(await feed.confirm())
    assert.deepEqual(told, [])
    await writer.query('COMMIT')
    writer.release()
    assert.ok(await feed.confirm())
    assert.deepEqual(told.splice(0), [{ of: 'configs', ids: [MINE] }])
    await database.query('UPDATE walker_agent_user_configs SET updated_at = now() WHERE false')
    assert.ok(await feed.confirm())
    assert.deepEqual(told.splice(0), [])
    await database.query('TRUNCATE walker_agent_user_configs CASCADE')
    assert.ok(await feed.confirm())
    assert.deepEqual(told.splice(0), [{ of: 'configs', ids: 'all' }])
  } finally {
    await feed.close()
  }
  assert.equal(await feed.confirm(), false)
})
