import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.ts'
import { withClient } from '../transaction.ts'
import { type Catalogue, compareObjects, RECORD_ENTRY, readCatalogue } from './catalogue.ts'
import { readSchemaFiles } from './files.ts'
import { type Objects, readObjects, readRows } from './objects.ts'
import { RECORD } from './record.ts'

const files = await readSchemaFiles()
const all = new Set([RECORD_ENTRY, ...files.map(({ name }) => name)])

const objectsOf = async (database: TestDatabase): Promise<Objects> =>
  withClient(await database.connect(), readObjects)

test('the catalogue says what each file makes', async (t) => {
  const database = await testDatabase(t, { empty: true })
  const connection = await database.connect()
  await database.query('CREATE SCHEMA crosswalk')
  const made: Record<string, Record<string, string | null>> = {}
  let before: Objects = new Map()
  for (const { name, sql } of [{ name: RECORD_ENTRY, sql: RECORD }, ...files]) {
    await database.query(sql)
    const after = await withClient(connection, async (client) => {
      const objects = await readObjects(client)
      return new Map([...objects, ...(await readRows(client, objects))])
    })
    made[name] = Object.fromEntries([
      ...[...after].filter(([object, hash]) => before.get(object) !== hash),
      ...[...before.keys()].filter((object) => !after.has(object)).map((object) => [object, null]),
    ])
    before = after
  }
  const file = new URL('../../../migrations/postgres/catalogue.json', import.meta.url)
  const text = `${JSON.stringify(made, null, 2)}\n`
  if (process.env.UPDATE_GOLDEN) await writeFile(file, text)
  assert.equal(await readFile(file, 'utf8'), text, 'run it with UPDATE_GOLDEN=1')
})

test('a migrated database has what its files make, and no more', async (t) => {
  const nothing = { missing: [], altered: [], foreign: [], halfApplied: [] }
  assert.deepEqual(
    compareObjects(await objectsOf(await testDatabase(t)), await readCatalogue(), all),
    nothing,
  )
})

test('what was dropped, changed, switched off or added by hand is named', async (t) => {
  const database = await testDatabase(t)
  await database.query(`
    DROP INDEX crosswalk.set_aside_row;
    ALTER TABLE crosswalk.journal DROP CONSTRAINT journal_state_check;
    ALTER TABLE crosswalk.journal ALTER COLUMN wave TYPE bigint;
    ALTER TABLE crosswalk.flows ALTER COLUMN meta DROP NOT NULL;
    CREATE OR REPLACE FUNCTION crosswalk.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    ALTER TABLE crosswalk.audit_log DISABLE TRIGGER audit_log_append_only;
    DROP TRIGGER crosswalk_created ON walker_agent_user_configs;
    CREATE TABLE crosswalk.notes (text text)`)
  const { missing, altered, foreign, halfApplied } = compareObjects(
    await objectsOf(database),
    await readCatalogue(),
    all,
  )
  assert.deepEqual(missing, [
    { object: 'constraint crosswalk.journal.journal_state_check', file: '000002_crosswalk' },
    { object: 'index crosswalk.set_aside_row', file: '000004_adoption' },
    { object: 'trigger crosswalk_created on public.walker_agent_user_configs', file: '000004_adoption' },
  ])
  assert.deepEqual(
    altered.map(({ object }) => object),
    [
      'column crosswalk.flows.meta',
      'column crosswalk.journal.wave',
      'function crosswalk.refuse_change()',
      'trigger audit_log_append_only on crosswalk.audit_log',
    ],
  )
  assert.deepEqual(foreign, ['column crosswalk.notes.text', 'table crosswalk.notes'])
  assert.deepEqual(halfApplied, [])
})

test('what of a pending file is there already is told, and not taken for a change by hand', () => {
  const catalogue: Catalogue = {
    one: { 'table a': '1', 'function f()': '1', 'index i': '1' },
    two: { 'table b': '2', 'function f()': '2', 'index i': null, 'table c': '2' },
  }
  const half = new Map([
    ['table a', '1'],
    ['function f()', '2'],
    ['table b', '2'],
  ])
  assert.deepEqual(compareObjects(half, catalogue, new Set(['one'])), {
    missing: [],
    altered: [],
    foreign: [],
    halfApplied: [{ file: 'two', objects: ['table b', 'function f()'] }],
  })
  assert.deepEqual(compareObjects(new Map([['table a', '1']]), catalogue, new Set(['one'])).missing, [
    { object: 'function f()', file: 'one' },
  ])
})
