import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { addAgents } from '../../../main/production/adopt/agents.ts'
import { PostgresAdoption } from '../../../main/production/adopt/postgres-adoption.ts'
import { adopt } from '../../../main/services/adopt.ts'
import type { AdoptionChoices } from '../../../main/services/ports/adoption.ts'
import { openWorkspace } from '../../../main/workspace/open-workspace.ts'
import { type TestDatabase, testDatabase } from '../../support/postgres.ts'
import { testWorkspaceFolder } from '../../support/workspace.ts'
import { assertRefused } from '../postgres/refused.ts'
import { REPAIRS } from './repairs.ts'
import { everyRow } from './seed.ts'

const TENANT = 'aaaaaaaa-0000-4000-8000-000000000000'
const USER = 'bbbbbbbb-0000-4000-8000-000000000000'
const NOBODY = 'eeeeeeee-0000-4000-8000-000000000000'
const configId = (number: number) => `cccccccc-0000-4000-8000-00000000000${number}`

/** The tables of an application that made no constraints, with one tenant and one user. */
const BARE = `
  CREATE TABLE tenants (id uuid PRIMARY KEY, name text);
  CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, tenant_id uuid);
  CREATE TABLE walker_agent_user_configs (
    number serial, id uuid, tenant_id uuid, user_id uuid, agent_type text, flow_version text, config_json jsonb,
    migration_status text DEFAULT 'active', migration_attempted_at timestamp, updated_at timestamp);
  CREATE TABLE walker_agent_config_versions (
    number serial, id uuid DEFAULT gen_random_uuid(), config_id uuid, version text, config_snapshot jsonb, changed_by uuid);
  INSERT INTO tenants VALUES ('${TENANT}', 'Acme');
  INSERT INTO users VALUES ('${USER}', 'ann@example.com', '${TENANT}')`

type Made = { readonly tenant?: string | null; readonly agent?: string; readonly updated?: string }

async function bare(t: TestContext, ...configs: readonly Made[]) {
  const database = await testDatabase(t, { empty: true })
  await database.query(BARE)
  for (const [at, { tenant = TENANT, agent = `agent ${at}`, updated = null }] of configs.entries())
    await database.query(
      `INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_version, config_json, updated_at)
       VALUES ($1, $2, $3, $4, '1.0.0', '{"version": "1.0.0", "price": 1.50}', $5)`,
      [configId(at), tenant, USER, agent, updated],
    )
  return { database, ...(await adopting(t, database)) }
}

async function adopting(t: TestContext, database: TestDatabase) {
  const { files } = await openWorkspace(await testWorkspaceFolder(t))
  const adoption = new PostgresAdoption(await database.connect({ part: 'adopt', statementTimeoutMs: 0 }))
  const { signal } = new AbortController()
  const apply = (choices: AdoptionChoices = REPAIRS) =>
    adopt({ files, adoption }, { choices, who: 'ann', signal })
  return { adoption, apply }
}

const history = (database: TestDatabase, config: string, changedBy: string | null = null) =>
  database.query(
    `INSERT INTO walker_agent_config_versions (config_id, version, config_snapshot, changed_by) VALUES ($1, '1.0.0', '{"was": 1.0}', $2)`,
    [config, changedBy],
  )

test('what is not decided is named with the option that decides, and nothing is changed', async (t) => {
  const { database, apply } = await bare(t, { tenant: NOBODY })
  const before = await everyRow(database)
  await assertRefused(
    apply({}),
    'adoption/undecided',
    /--orphans placeholder\|set-aside\|leave\|abort: walker_agent_user_configs: 1 belong to a tenant/,
  )
  await assertRefused(
    apply({ orphans: 'abort' }),
    'adoption/aborted',
    /belong to a tenant that does not exist/,
  )
  const [found] = await database.query(`SELECT to_regnamespace('crosswalk') IS NULL AS untouched`)
  assert.equal(found?.untouched, true)
  assert.deepEqual(await everyRow(database), before)
})

test('a malformed id cannot be left, for nothing could refer to its row', async (t) => {
  const { apply } = await bare(t, { tenant: null })
  await assertRefused(apply({ malformed: 'leave' }), 'adoption/undecided', /--malformed set-aside\|abort/)
})

test('orphans that are to stay do, and the foreign key that they break is not added', async (t) => {
  const { database, apply } = await bare(t, { tenant: NOBODY }, {})
  const { left } = await apply({ orphans: 'leave' })
  assert.deepEqual(
    left.filter(({ kind }) => kind !== 'note').map(({ code, count }) => [code, count]),
    [
      ['orphan-tenants', 1],
      ['missing-references', 1],
    ],
  )
  const keys = await database.query(
    `SELECT pg_get_constraintdef(oid) AS what FROM pg_constraint WHERE contype = 'f' AND conrelid = 'walker_agent_user_configs'::regclass`,
  )
  assert.deepEqual(keys, [{ what: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE' }])
})

test('a placeholder is to be recognised, is counted with what uses it, and goes when nothing does', async (t) => {
  const { database, adoption, apply } = await bare(t, { tenant: NOBODY })
  await apply()
  assert.deepEqual(await database.query('SELECT name FROM tenants WHERE id = $1', [NOBODY]), [
    { name: `Crosswalk placeholder ${NOBODY}` },
  ])
  const [placeholder] = await adoption.listPlaceholders()
  assert.deepEqual(
    [placeholder?.table, placeholder?.id, placeholder?.used, placeholder?.changed],
    ['tenants', NOBODY, 1, false],
  )
  assert.deepEqual(await adoption.removePlaceholders('ann'), [])
  await database.query('UPDATE walker_agent_user_configs SET tenant_id = $1', [TENANT])
  assert.deepEqual(await adoption.removePlaceholders('ann'), [
    { action: 'removed placeholders', subject: 'tenants', count: 1 },
  ])
  assert.deepEqual(await database.query('SELECT id FROM tenants'), [{ id: TENANT }])
})

test('a placeholder that somebody has given a name stays, and is one no longer', async (t) => {
  const { database, adoption, apply } = await bare(t, { tenant: NOBODY })
  await apply()
  await database.query(`UPDATE tenants SET name = 'Globex' WHERE id = $1`, [NOBODY])
  assert.equal((await adoption.listPlaceholders())[0]?.changed, true)
  await database.query('DELETE FROM walker_agent_user_configs')
  assert.deepEqual(await adoption.removePlaceholders('ann'), [])
  assert.deepEqual(await adoption.listPlaceholders(), [])
  assert.equal((await database.query('SELECT FROM tenants WHERE id = $1', [NOBODY])).length, 1)
})

test('a placeholder that wants what nobody can make up is refused before anything is changed', async (t) => {
  const { database, apply } = await bare(t, { tenant: NOBODY })
  await database.query(
    `ALTER TABLE tenants ADD COLUMN seats integer NOT NULL DEFAULT 1; ALTER TABLE tenants ALTER COLUMN seats DROP DEFAULT`,
  )
  await assertRefused(
    apply(),
    'adoption/undecided',
    /--orphans set-aside\|leave\|abort.*its column seats \(integer\) wants a value/,
  )
  const [found] = await database.query(`SELECT to_regnamespace('crosswalk') IS NULL AS untouched`)
  assert.equal(found?.untouched, true)
  await apply({ ...REPAIRS, orphans: 'set-aside' })
})

test('a config that was set aside comes back with its history, letter for letter', async (t) => {
  const { database, adoption, apply } = await bare(t, { tenant: NOBODY }, {})
  await history(database, configId(0))
  await history(database, configId(1))
  const before = await everyRow(database)
  await apply({ ...REPAIRS, orphans: 'set-aside' })
  const [row, ...others] = await adoption.listSetAside()
  assert.deepEqual(others, [])
  assert.deepEqual([row?.rowId, row?.reason, row?.history], [configId(0), 'orphan-tenants', 1])

  const id = row?.id ?? ''
  await assertRefused(
    adoption.restore(id, { who: 'ann', swap: false }),
    'adoption/not-restorable',
    /its tenant, user or config is not there.*Make that first/,
  )
  await database.query('INSERT INTO tenants VALUES ($1)', [NOBODY])
  assert.deepEqual(await adoption.restore(id, { who: 'ann', swap: false }), {
    action: 'restored',
    subject: 'walker_agent_user_configs',
    count: 2,
  })
  await assertRefused(adoption.restore(id, { who: 'ann', swap: false }), 'adoption/not-set-aside')
  for (const [key, [is]] of await everyRow(database)) {
    const [was] = before.get(key) ?? []
    assert.deepEqual(is && { ...is.values, ...was?.values }, is?.values, key)
  }
  // It was there before any release: by the time of the restoring nobody may take it for new.
  assert.deepEqual(await database.query('SELECT config_id FROM crosswalk.created_configs'), [])
})

test('of duplicates the newest stays, and can be swapped for another', async (t) => {
  const same = { agent: 'seo' }
  const { database, adoption, apply } = await bare(
    t,
    { ...same, updated: '2026-01-02' },
    { ...same, updated: '2026-01-03' },
    { ...same, updated: '2026-01-01' },
  )
  for (const at of [0, 1]) await history(database, configId(at))
  await apply()
  const standing = async () =>
    (await database.query<{ id: string }>('SELECT id FROM walker_agent_user_configs')).map(({ id }) => id)
  assert.deepEqual(await standing(), [configId(1)])

  const aside = (await adoption.listSetAside()).find(({ rowId }) => rowId === configId(0))
  await assertRefused(
    adoption.restore(aside?.id ?? '', { who: 'ann', swap: false }),
    'adoption/not-restorable',
    /another row has its place.*--swap/,
  )
  await adoption.restore(aside?.id ?? '', { who: 'ann', swap: true })
  assert.deepEqual(await standing(), [configId(0)])
  const swapped = (await adoption.listSetAside()).find(({ rowId }) => rowId === configId(1))
  assert.deepEqual([swapped?.reason, swapped?.history], ['swapped', 1])
})

test('a name in the history that nobody has is set aside alone, and comes back', async (t) => {
  const { database, adoption, apply } = await bare(t, {})
  await history(database, configId(0), NOBODY)
  await apply({ ...REPAIRS, orphans: 'set-aside' })
  const changedBy = () => database.query('SELECT changed_by FROM walker_agent_config_versions')
  assert.deepEqual(await changedBy(), [{ changed_by: null }])
  const [row] = await adoption.listSetAside()
  assert.deepEqual([row?.column, row?.reason], ['changed_by', 'orphan-changed-by'])
  await database.query(`INSERT INTO users VALUES ($1, 'bob@example.com')`, [NOBODY])
  await adoption.restore(row?.id ?? '', { who: 'ann', swap: false })
  assert.deepEqual(await changedBy(), [{ changed_by: NOBODY }])
})

test('no row is set aside that rows of other tables would go along with', async (t) => {
  const { database, apply } = await bare(t, { tenant: NOBODY })
  await database.query(`
    ALTER TABLE walker_agent_user_configs ADD PRIMARY KEY (id);
    CREATE TABLE runs (config_id uuid REFERENCES walker_agent_user_configs (id) ON DELETE CASCADE)`)
  await assertRefused(
    apply({ ...REPAIRS, orphans: 'set-aside' }),
    'adoption/cascades',
    /walker_agent_user_configs.*runs \(runs_config_id_fkey\)/s,
  )
  await apply()
})

test('rows that a trigger keeps are not copied either', async (t) => {
  const { database, apply } = await bare(t, { tenant: NOBODY })
  await database.query(`
    CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER keep BEFORE DELETE ON walker_agent_user_configs FOR EACH ROW EXECUTE FUNCTION keep()`)
  await assertRefused(apply({ ...REPAIRS, orphans: 'set-aside' }), 'adoption/rows-kept', /keeps 1 rows/)
  assert.deepEqual(await database.query('SELECT FROM crosswalk.set_aside'), [])
})

test('each repair is in the audit log, with ids and without anything that a customer has set', async (t) => {
  const { database, apply } = await bare(t, { tenant: NOBODY }, { tenant: null })
  await apply()
  const log = await database.query<{ action: string; actor: string; detail: object }>(
    `SELECT action, detail FROM crosswalk.audit_log WHERE action <> 'adopt.alter' ORDER BY id`,
  )
  assert.deepEqual(
    log.map(({ action }) => action),
    ['adopt.set-aside', 'adopt.placeholder'],
  )
  assert.deepEqual(log[1]?.detail, { ids: [NOBODY] })
  assert.doesNotMatch(JSON.stringify(log), /price/)
})

test('a second adoption is refused while there is one, and one that waits for an application goes on', async (t) => {
  const { database, adoption, apply } = await bare(t, { tenant: NOBODY })
  const { pool } = await database.connect({ part: 'application' })
  const application = await pool.connect()
  await application.query('BEGIN')
  await application.query('LOCK TABLE walker_agent_user_configs IN ROW EXCLUSIVE MODE')
  const waiting = apply()
  await waitFor(database, `SELECT FROM pg_locks WHERE NOT granted`)
  await assertRefused(apply(), 'adoption/busy', /Another adoption/)
  // Longer than one try waits for the lock.
  await new Promise((resolve) => setTimeout(resolve, 2500))
  await application.query('COMMIT')
  application.release()
  await waiting
  const { findings } = await adoption.inspect([])
  assert.deepEqual(
    findings.filter(({ kind }) => kind === 'decide' || kind === 'add'),
    [],
  )
})

async function waitFor(database: TestDatabase, sql: string): Promise<void> {
  while ((await database.query(sql)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('a database without the tables, and one whose tables are not to be understood, are refused', async (t) => {
  const empty = await testDatabase(t, { empty: true })
  await assertRefused((await adopting(t, empty)).apply(), 'adoption/nothing-there', /crosswalk db migrate/)
  const { database, apply } = await bare(t, {})
  await database.query('ALTER TABLE walker_agent_user_configs ALTER COLUMN config_json TYPE json')
  await assertRefused(apply(), 'adoption/obstacles', /config_json is json, not jsonb/)
})

test('since when a config exists does not depend on the time zone of whoever makes it', async (t) => {
  const database = await testDatabase(t)
  await database.query(`INSERT INTO tenants VALUES ('${TENANT}'); INSERT INTO users VALUES ('${USER}')`)
  const made = async (agent: string, zone: string) => {
    await database.query(`
      SET TimeZone = '${zone}';
      INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
      VALUES ('${TENANT}', '${USER}', '${agent}', 'f', '1.0.0', '{}')`)
  }
  await made('seo', 'Pacific/Kiritimati')
  const [moment] = await database.query<{ now: string }>('SELECT clock_timestamp()::text AS now')
  await made('content', 'Etc/GMT+12')
  const since = await database.query(
    `SELECT agent_type::text AS agent, created_at::timestamptz >= $1::timestamptz AS says,
            crosswalk.is_created_since(id, $1) AS is FROM walker_agent_user_configs ORDER BY 1`,
    [moment?.now],
  )
  assert.deepEqual(since, [
    { agent: 'content', says: false, is: true },
    { agent: 'seo', says: true, is: false },
  ])
})

test('a declared agent gets its value in the type of agents once, however many add it at once', async (t) => {
  const database = await testDatabase(t)
  const connected = await database.connect()
  const added = await Promise.all([1, 2, 3].map(() => addAgents(connected, ['seo', 'hr', "o'brien"])))
  assert.ok(added.flat().every((agent) => agent !== 'seo'))
  assert.deepEqual(await addAgents(connected, ['seo', 'hr', "o'brien"]), [])
  const [found] = await database.query(`SELECT 'hr'::agent_type_enum::text AS hr`)
  assert.deepEqual(found, { hr: 'hr' })
})
