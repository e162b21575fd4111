import assert from 'node:assert/strict'
import { test } from 'node:test'
import { installJobs } from '../../../main/jobs/install.ts'
import { connect } from '../../../main/production/connect.ts'
import { examineDatabaseObjects } from '../../../main/production/examine/objects.ts'
import { readSchemaFiles } from '../../../main/production/schema/files.ts'
import { migrate } from '../../../main/production/schema/migrate.ts'
import { requireSchema, schemaStatus } from '../../../main/production/schema/status.ts'
import { testDatabase, testRole } from '../../support/postgres.ts'
import { assertRefused } from './refused.ts'

const files = await readSchemaFiles()
const allNames = files.map((file) => file.name)
const empty = { empty: true }

test('an empty database gets every file once, and is ours from then on', async (t) => {
  const database = await testDatabase(t, empty)
  const ours = await database.connect()
  const before = await schemaStatus(ours)
  assert.equal(before.state, 'absent')
  assert.deepEqual(
    before.pending.map((file) => file.name),
    allNames,
  )
  await assertRefused(requireSchema(ours), 'production/not-ours', /crosswalk db migrate --env test/)
  assert.deepEqual(await migrate(ours), allNames)
  assert.deepEqual(await migrate(ours), [])
  const after = await schemaStatus(ours)
  assert.equal(after.state, 'current')
  assert.deepEqual(
    after.applied.map((file) => file.name),
    allNames,
  )
  assert.ok(after.configTables.every((table) => table.exists && table.problems.length === 0))
  await requireSchema(ours)
})

test('twenty migrations at once apply each file once and all succeed', async (t) => {
  const database = await testDatabase(t, empty)
  const opened = await Promise.all(Array.from({ length: 20 }, () => database.connect({ max: 1 })))
  const applied = await Promise.all(opened.map((ours) => migrate(ours)))
  assert.deepEqual(applied.flat().sort(), allNames)
  assert.equal((await database.query('SELECT FROM crosswalk.schema_migrations')).length, files.length)
})

test('the configs tables are those that applications know, gin index and constraints included', async (t) => {
  const database = await testDatabase(t)
  const indexes = await database.query<{ name: string }>(
    `SELECT indexname AS name FROM pg_indexes WHERE tablename LIKE 'walker_agent_%' ORDER BY 1`,
  )
  assert.deepEqual(
    indexes.map((index) => index.name),
    [
      'idx_config_versions_config',
      'idx_config_versions_created',
      'idx_user_configs_config_json',
      'idx_user_configs_status',
      'idx_user_configs_tenant_agent',
      'idx_user_configs_user',
      'idx_user_configs_version',
      'walker_agent_config_versions_pkey',
      'walker_agent_user_configs_pkey',
      'walker_agent_user_configs_tenant_id_user_id_agent_type_key',
    ],
  )
  const [ids] = await database.query<{ tenant: string; user: string }>(
    `WITH t AS (INSERT INTO tenants DEFAULT VALUES RETURNING id), u AS (INSERT INTO users DEFAULT VALUES RETURNING id)
     SELECT t.id AS tenant, u.id AS user FROM t, u`,
  )
  const insert = (version: string, json: string, agent = 'seo') =>
    database.query(
      `INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
       VALUES ($1, $2, $3, 'f', $4, $5)`,
      [ids?.tenant, ids?.user, agent, version, json],
    )
  await insert('1.0.0', '{}')
  await assert.rejects(insert('1.0.0', '{}'), { code: '23505' })
  await assert.rejects(insert('1.0', '{}', 'content'), { code: '23514' })
  await assert.rejects(insert('1.0.0', '[]', 'content'), { code: '23514' })
  await assert.rejects(insert('1.0.0', '{}', 'nobody'), { code: '22P02' })
})

test('what half of an attempt left behind is completed', async (t) => {
  for (const file of files) {
    const database = await testDatabase(t, empty)
    const ours = await database.connect()
    // Earlier files whole and recorded, of this one the first statements, and no record of it.
    await database.query(`CREATE SCHEMA crosswalk;
      CREATE TABLE crosswalk.schema_migrations (version integer PRIMARY KEY, name text NOT NULL,
      checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), applied_by text NOT NULL DEFAULT current_user)`)
    for (const earlier of files.filter((other) => other.version < file.version)) {
      await database.query(earlier.sql)
      await database.query(
        'INSERT INTO crosswalk.schema_migrations (version, name, checksum) VALUES ($1, $2, $3)',
        [earlier.version, earlier.name, earlier.checksum],
      )
    }
    const statements = [...file.sql.matchAll(/^(CREATE|DROP|ALTER|INSERT|DO) /gm)].map(({ index }) => index)
    await database.query(file.sql.slice(0, statements[Math.ceil(statements.length / 2)]))
    const { objects } = await examineDatabaseObjects(ours)
    // Of the first file nothing is in our schema: its tables are the application's.
    const half = objects.halfApplied.map(({ file }) => file)
    const [status] = (await schemaStatus(ours)).pending.filter((other) => other.version === file.version)
    assert.ok(file.version === 1 ? status?.present.length : half.includes(file.name), file.name)
    assert.deepEqual(await migrate(ours, { also: installJobs }), allNames.slice(file.version - 1))
    assert.deepEqual(await catalogueOf(database), await catalogueOf(await testDatabase(t)))
  }
})

test('a database with the tables of an application keeps its rows and what else its tables have', async (t) => {
  const database = await testDatabase(t, empty)
  await database.query(`
    CREATE TABLE tenants (id uuid PRIMARY KEY, plan text NOT NULL);
    CREATE TABLE users (id uuid PRIMARY KEY, email text, tenant_id uuid REFERENCES tenants (id));
    INSERT INTO tenants VALUES (gen_random_uuid(), 'gold')`)
  const ours = await database.connect()
  assert.deepEqual((await schemaStatus(ours)).pending[0]?.present, ['tenants', 'users'])
  await migrate(ours)
  assert.deepEqual(await database.query('SELECT plan FROM tenants'), [{ plan: 'gold' }])
})

test('a table of configs in partitions is refused, for its rows are told by their places', async (t) => {
  const database = await testDatabase(t, empty)
  await database.query('CREATE TABLE walker_agent_user_configs (id uuid PRIMARY KEY) PARTITION BY HASH (id)')
  await assertRefused(
    migrate(await database.connect()),
    'production/foreign-table',
    /walker_agent_user_configs is no table/,
  )
})

test('a table of our name with other columns is refused with each of them named, and nothing is changed', async (t) => {
  const database = await testDatabase(t, empty)
  await database.query(`
    CREATE TABLE tenants (id text PRIMARY KEY);
    CREATE VIEW users AS SELECT gen_random_uuid() AS id;
    CREATE TABLE walker_agent_user_configs (id uuid PRIMARY KEY, tenant_id uuid, config_json json)`)
  const ours = await database.connect()
  const before = await catalogueOf(database)
  for (const problem of [
    /tenants\.id is text, not uuid/,
    /users is no table/,
    /config_json is json, not jsonb/,
    /walker_agent_user_configs has no column flow_version/,
  ]) {
    await assertRefused(migrate(ours), 'production/foreign-table', problem)
  }
  assert.deepEqual(await catalogueOf(database), before)
  assert.match(
    (await schemaStatus(ours)).configTables.flatMap((table) => table.problems).join(),
    /flow_version/,
  )
})

test('a crosswalk schema of somebody else is refused and left alone', async (t) => {
  for (const sql of [
    'CREATE TABLE crosswalk.streets (id int)',
    'CREATE TABLE crosswalk.schema_migrations (id int, name text)',
    `CREATE FUNCTION crosswalk.signal() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  ]) {
    const database = await testDatabase(t, empty)
    await database.query(`CREATE SCHEMA crosswalk`)
    await database.query(sql)
    const ours = await database.connect()
    const before = await catalogueOf(database)
    assert.equal((await schemaStatus(ours)).state, 'foreign')
    await assertRefused(migrate(ours), 'production/foreign-schema', /streets|schema_migrations|signal/)
    await assertRefused(requireSchema(ours), 'production/foreign-schema')
    assert.deepEqual(await catalogueOf(database), before)
  }
})

test('an empty crosswalk schema that an owner made for us is used', async (t) => {
  const database = await testDatabase(t, empty)
  await database.query('CREATE SCHEMA crosswalk')
  assert.deepEqual(await migrate(await database.connect()), allNames)
})

test('a role called crosswalk makes the shared tables in public all the same', async (t) => {
  const database = await testDatabase(t, empty)
  const url = await testRole(t, database, 'crosswalk')
  await database.query(
    'CREATE SCHEMA crosswalk AUTHORIZATION crosswalk; GRANT CREATE ON SCHEMA public TO crosswalk',
  )
  const ours = await database.connect({ server: { url } })
  await migrate(ours)
  const [found] = await database.query(
    `SELECT to_regclass('public.walker_agent_user_configs') IS NOT NULL AS there`,
  )
  assert.equal(found?.there, true)
})

test('a schema that a newer Crosswalk made is refused by every command, migrate included', async (t) => {
  const database = await testDatabase(t)
  await database.query(
    `INSERT INTO crosswalk.schema_migrations (version, name, checksum) VALUES (999, '000999_later', 'x')`,
  )
  const ours = await database.connect()
  await assertRefused(requireSchema(ours), 'production/newer', /999/)
  await assertRefused(migrate(ours), 'production/newer', /999/)
})

test('a schema that was applied from other files is refused with the file named', async (t) => {
  const database = await testDatabase(t)
  await database.query(`UPDATE crosswalk.schema_migrations SET checksum = 'x' WHERE version = 2`)
  const ours = await database.connect()
  await assertRefused(requireSchema(ours), 'production/schema-drifted', /000002_crosswalk/)
  await assertRefused(migrate(ours), 'production/schema-drifted', /000002_crosswalk/)
})

test('an older schema is refused until it is migrated', async (t) => {
  const database = await testDatabase(t)
  const newest = files.at(-1)
  await database.query(`DELETE FROM crosswalk.schema_migrations WHERE version = ${newest?.version}`)
  const ours = await database.connect()
  await assertRefused(
    requireSchema(ours),
    'production/older',
    new RegExp(`${newest?.name}.*crosswalk db migrate --env test`),
  )
  assert.deepEqual(await migrate(ours), [newest?.name])
  await requireSchema(ours)
})

test('a database that takes no writes is named as such, and its status can still be read', async (t) => {
  const database = await testDatabase(t, empty)
  await database.query(`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`)
  const ours = await database.connect()
  assert.equal((await schemaStatus(ours)).state, 'absent')
  await assertRefused(migrate(ours), 'production/read-only', /takes no writes/)
})

test('a user without the rights is told which one is missing', async (t) => {
  const database = await testDatabase(t, empty)
  const ours = await database.connect({
    server: { url: await testRole(t, database, 'crosswalk_test_guest') },
  })
  await assertRefused(migrate(ours), 'production/no-right', /permission denied for (database|schema)/)
})

test('a migration waits for another one, but not for ever for the lock of an application', async (t) => {
  const database = await testDatabase(t, empty)
  await database.query(files[0]?.sql ?? '')
  const application = await connect({
    environment: 'test',
    server: { url: database.url },
    part: 'application',
    max: 1,
  })
  const client = await application.pool.connect()
  await client.query('BEGIN')
  await client.query('LOCK TABLE walker_agent_user_configs IN ACCESS EXCLUSIVE MODE')
  const ours = await database.connect()
  await assertRefused(migrate(ours), 'production/lock-timeout', /holds a lock/)
  await client.query('ROLLBACK')
  client.release()
  await application.close()
  assert.deepEqual(await migrate(ours), allNames)
})

/** Everything that our files can have made. */
const catalogueOf = (database: Awaited<ReturnType<typeof testDatabase>>) =>
  database.query(`
    SELECT table_schema || '.' || table_name || '.' || column_name || ' ' || data_type AS what
      FROM information_schema.columns WHERE table_schema IN ('public', 'crosswalk')
    UNION ALL SELECT schemaname || '.' || indexname FROM pg_indexes WHERE schemaname IN ('public', 'crosswalk')
    UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = to_regnamespace('crosswalk')
    UNION ALL SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT conrelid::regclass || ' ' || conname FROM pg_constraint WHERE conrelid <> 0 AND contype <> 'n'
     ORDER BY 1`)
