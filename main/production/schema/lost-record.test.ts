import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused } from '../../../test/faults/postgres/refused.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.ts'
import { withClient } from '../transaction.ts'
import { readSchemaFiles } from './files.ts'
import { migrate } from './migrate.ts'
import { readObjects } from './objects.ts'
import { RECORD, recordFile } from './record.ts'
import { requireSchema, schemaStatus } from './status.ts'

const files = await readSchemaFiles()
const allNames = files.map(({ name }) => name)

const objectsOf = async (database: TestDatabase) => withClient(await database.connect(), readObjects)
const recordOf = (database: TestDatabase) =>
  database.query<{ name: string }>('SELECT name FROM crosswalk.schema_migrations ORDER BY version')

test('a record that is gone, emptied or has a gap is written anew, and no file is run again', async (t) => {
  for (const [loss, names] of [
    ['DROP TABLE crosswalk.schema_migrations', allNames],
    ['DELETE FROM crosswalk.schema_migrations', allNames],
    [
      'DELETE FROM crosswalk.schema_migrations WHERE version IN (2, 10)',
      ['000002_crosswalk', '000010_sidecar'],
    ],
  ] as const) {
    const database = await testDatabase(t)
    const before = await objectsOf(database)
    await database.query(loss)
    const ours = await database.connect()
    const status = await schemaStatus(ours)
    assert.deepEqual([status.state, status.unrecorded, status.foreign], ['unrecorded', names, []])
    await assertRefused(requireSchema(ours), 'production/unrecorded', /crosswalk db migrate --env test/)
    assert.deepEqual(
      await migrate(ours),
      names.map((name) => `record of ${name}`),
    )
    assert.equal((await schemaStatus(ours)).state, 'current')
    assert.deepEqual(
      (await recordOf(database)).map(({ name }) => name),
      allNames,
    )
    assert.deepEqual(await objectsOf(database), before)
    assert.deepEqual(await migrate(ours), [])
  }
})

test('files that are really pending are applied after the record of those that are not', async (t) => {
  const database = await testDatabase(t, { empty: true })
  await database.query('CREATE SCHEMA crosswalk')
  for (const { sql } of files.slice(0, -2)) await database.query(sql)
  const ours = await Promise.all([1, 2, 3].map(() => database.connect()))
  const done = await Promise.all(ours.map((one) => migrate(one)))
  assert.deepEqual(done.flat().sort(), [
    ...allNames.slice(-2),
    ...allNames.slice(0, -2).map((name) => `record of ${name}`),
  ])
  assert.deepEqual(await objectsOf(database), await objectsOf(await testDatabase(t)))
})

test('where anything is not as the files leave it, it is named and nothing is changed', async (t) => {
  for (const [change, named] of [
    ['DROP INDEX crosswalk.set_aside_row', /index crosswalk\.set_aside_row of 000004_adoption is missing/],
    [
      'ALTER TABLE crosswalk.journal ALTER COLUMN wave TYPE bigint',
      /crosswalk\.journal\.wave is not as 000002/,
    ],
    ['CREATE VIEW crosswalk.notes AS SELECT 1', /view crosswalk\.notes is not ours/],
    // As a copy without rows leaves it: nobody would be granted anything, and no tenant held to its own.
    ['DELETE FROM crosswalk.rights', /rows crosswalk\.rights is not as/],
    ['DELETE FROM crosswalk.tenant_tables', /rows crosswalk\.tenant_tables is not as/],
    ['DROP TABLE walker_agent_config_versions', /walker_agent_config_versions is missing/],
  ] as const) {
    const database = await testDatabase(t)
    await database.query(change)
    await database.query('DELETE FROM crosswalk.schema_migrations')
    const before = await objectsOf(database)
    const ours = await database.connect()
    assert.equal((await schemaStatus(ours)).state, 'unrecorded')
    await assertRefused(migrate(ours), 'production/record-lost', named)
    assert.deepEqual(await recordOf(database), [])
    assert.deepEqual(await objectsOf(database), before)
  }
})

test('what an adoption or half an attempt has made ahead is no lost record', async (t) => {
  for (const ahead of [['000002_crosswalk', '000004_adoption'], ['000002_crosswalk']]) {
    const database = await testDatabase(t, { empty: true })
    const ours = await database.connect()
    await database.query('CREATE SCHEMA crosswalk')
    await database.query(RECORD)
    for (const { name, sql } of files) if (ahead.includes(name)) await database.query(sql)
    assert.equal((await schemaStatus(ours)).state, 'absent')
    assert.deepEqual(await migrate(ours), allNames)
  }
})

test('a last file that is there and not recorded is run again', async (t) => {
  const database = await testDatabase(t, { empty: true })
  const ours = await database.connect()
  await database.query('CREATE SCHEMA crosswalk')
  await database.query(RECORD)
  for (const file of files) await database.query(file.sql)
  await withClient(ours, async (client) => {
    for (const file of files.slice(0, -1)) await recordFile(client, file)
  })
  assert.deepEqual(await migrate(ours), allNames.slice(-1))
})
