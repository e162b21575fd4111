import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { applyRights } from '../../../main/production/rights/apply.ts'
import { type TestDatabase, testDatabase } from '../../support/postgres.ts'
import { inSession, loginWith, tryStatements } from './logins.ts'

const TENANTS = ['1', '2', '3'].map((number) => `11111111-0000-4000-8000-00000000000${number}`)
const [MINE = '', THEIRS = ''] = TENANTS
const RELEASE = '33333333-0000-4000-8000-000000000001'

/** Three tenants, each with a config, a state of it in the history and a line of the journal, all with the tenant's id. */
async function tenants(t: TestContext): Promise<TestDatabase> {
  const database = await testDatabase(t)
  await database.query(`
    INSERT INTO tenants (id) SELECT unnest('{${TENANTS}}'::uuid[]);
    INSERT INTO users (id) SELECT id FROM tenants;
    INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
    SELECT id, id, id, 'seo', 'f', '1.0.0', jsonb_build_object('secret', id) FROM tenants;
    INSERT INTO walker_agent_config_versions (id, config_id, version, config_snapshot)
    SELECT id, id, '1.0.0', jsonb_build_object('secret', id) FROM tenants;
    INSERT INTO crosswalk.journal (release_id, config_id, state, complement)
    SELECT '${RELEASE}', id, 'migrated', jsonb_build_object('secret', id) FROM tenants`)
  return database
}

/** Every text that a session gets by asking for all of them. */
const ALL = `
  SELECT c::text AS text FROM walker_agent_user_configs c
  UNION ALL SELECT v::text FROM walker_agent_config_versions v
  UNION ALL SELECT j::text FROM crosswalk.journal j
  UNION ALL SELECT s::text FROM crosswalk.release_shapes s`

const seen = (url: string, before: string): Promise<string> =>
  inSession(url, async (session) => {
    await session.query('BEGIN')
    await session.query(before)
    const { rows } = await session.query<{ text: string }>(ALL)
    return rows.map((row) => row.text).join('\n')
  })

const as = (tenant: string): string => `SET LOCAL crosswalk.tenant = '${tenant}'`

test('the sidecar sees the rows of its transaction’s tenant, and no trace of another’s', async (t) => {
  const database = await tenants(t)
  const { url } = await loginWith(t, database, 'sidecar')
  for (const tenant of TENANTS) {
    const text = await seen(url, as(tenant))
    assert.equal(text.split('\n').length, 3)
    for (const other of TENANTS) assert.equal(text.includes(other), other === tenant)
  }
})

test('the sidecar sees nothing where no tenant is said, or none that there is', async (t) => {
  const database = await tenants(t)
  const { url } = await loginWith(t, database, 'sidecar')
  assert.equal(await seen(url, 'SELECT 1'), '')
  assert.equal(await seen(url, as('')), '')
  assert.equal(await seen(url, as(RELEASE)), '')
  assert.deepEqual(await tryStatements(url, [ALL], as('%')), ['22P02'])
})

test('a tenant that was said for one transaction does not hold for the next one of the session', async (t) => {
  const database = await tenants(t)
  const { url } = await loginWith(t, database, 'sidecar')
  await inSession(url, async (session) => {
    await session.query('BEGIN')
    await session.query(as(MINE))
    assert.equal((await session.query(ALL)).rowCount, 3)
    await session.query('COMMIT')
    assert.equal((await session.query(ALL)).rowCount, 0)
  })
})

test('the sidecar gets at another tenant’s rows by no statement', async (t) => {
  const database = await tenants(t)
  const { url } = await loginWith(t, database, 'sidecar')
  const refused: Record<string, string> = {
    [`INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
      VALUES ('${THEIRS}', '${MINE}', 'content', 'f', '1.0.0', '{}')`]: '42501',
    [`INSERT INTO walker_agent_config_versions (config_id, version, config_snapshot) VALUES ('${THEIRS}', '1.0.0', '{}')`]:
      '42501',
    [`INSERT INTO crosswalk.journal (release_id, config_id, state) VALUES ('${MINE}', '${THEIRS}', 'held')`]:
      '42501',
    [`INSERT INTO crosswalk.journal (release_id, config_id, state) VALUES ('${RELEASE}', '${THEIRS}', 'held')
      ON CONFLICT (release_id, config_id) DO UPDATE SET complement = '{}'`]: '42501',
    [`UPDATE crosswalk.journal SET config_id = '${THEIRS}'`]: '42501',
    'TABLE walker_agent_user_configs; SET LOCAL row_security = off; TABLE walker_agent_user_configs': '42501',
    'SET LOCAL ROLE crosswalk_reader': '42501',
    'TRUNCATE walker_agent_user_configs': '42501',
    'ALTER TABLE walker_agent_user_configs DISABLE ROW LEVEL SECURITY': '42501',
    [`SELECT crosswalk.release_tenants('${RELEASE}')`]: '42501',
    [`SELECT crosswalk.release_tenants('${RELEASE}', 1)`]: '42501',
    'SELECT FROM crosswalk.previewed_configs': '42501',
    'COPY walker_agent_user_configs FROM STDIN': '0A000',
  }
  const outcomes = await tryStatements(url, Object.keys(refused), as(MINE))
  assert.deepEqual(Object.fromEntries(Object.keys(refused).map((sql, at) => [sql, outcomes[at]])), refused)
  // Not refused, but nothing is there.
  await inSession(url, async (session) => {
    await session.query('BEGIN')
    await session.query(as(MINE))
    for (const sql of [
      `UPDATE walker_agent_user_configs SET config_json = '{}' WHERE tenant_id = '${THEIRS}'`,
      `SELECT FROM walker_agent_user_configs WHERE tenant_id = '${THEIRS}' FOR UPDATE`,
      `UPDATE crosswalk.journal SET complement = '{}' WHERE config_id = '${THEIRS}'`,
      `SELECT FROM pg_stats WHERE tablename = 'walker_agent_user_configs'`,
    ])
      assert.equal((await session.query(sql)).rowCount, 0, sql)
    await session.query('COMMIT')
  })
  const [kept] = await database.query<{ text: string }>(
    `SELECT config_json::text AS text FROM walker_agent_user_configs WHERE tenant_id = '${THEIRS}'`,
  )
  assert.ok(kept?.text.includes(THEIRS))
})

test('the application, owner of the tables or not, works on all rows as before', async (t) => {
  const database = await tenants(t)
  const [owner, other] = [await loginWith(t, database), await loginWith(t, database)]
  await database.query(`
    ALTER TABLE walker_agent_user_configs OWNER TO ${owner.name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON walker_agent_user_configs TO ${other.name};
    GRANT SELECT ON tenants, users TO ${owner.name}, ${other.name}`)
  for (const { url } of [owner, other]) {
    await inSession(url, async (session) => {
      const all = await session.query('UPDATE walker_agent_user_configs SET config_json = config_json')
      assert.equal(all.rowCount, TENANTS.length)
      await session.query(`DELETE FROM walker_agent_user_configs WHERE tenant_id = '${MINE}'`)
      const back = await session.query(
        `INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
         VALUES ('${MINE}', '${MINE}', '${MINE}', 'seo', 'f', '1.0.0', '{}') RETURNING id`,
      )
      assert.equal(back.rowCount, 1)
    })
  }
})

test('a table that the application has secured by itself is not opened, and the sidecar is held all the same', async (t) => {
  const database = await tenants(t)
  const application = await loginWith(t, database)
  await database.query(`
    DROP POLICY crosswalk_all ON walker_agent_user_configs;
    DROP POLICY crosswalk_tenant ON walker_agent_user_configs;
    CREATE POLICY their_own ON walker_agent_user_configs TO ${application.name} USING (tenant_id = '${THEIRS}');
    GRANT SELECT ON walker_agent_user_configs TO ${application.name}`)
  assert.deepEqual(await applyRights(await database.connect()), [])
  const idsOf = (url: string, before: string) =>
    inSession(url, async (session) => {
      await session.query('BEGIN')
      await session.query(before)
      const { rows } = await session.query<{ id: string }>(
        'SELECT id FROM walker_agent_user_configs ORDER BY id',
      )
      return rows.map((row) => row.id)
    })
  assert.deepEqual(await idsOf(application.url, 'SELECT 1'), [THEIRS])
  assert.deepEqual(await idsOf((await loginWith(t, database, 'sidecar')).url, as(MINE)), [MINE])
  assert.deepEqual(await idsOf((await loginWith(t, database, 'reader')).url, 'SELECT 1'), TENANTS)
})
