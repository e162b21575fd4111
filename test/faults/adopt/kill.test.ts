import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Random } from '../../../shared/config/sample/index.ts'
import { startNode } from '../../support/command-line.ts'
import { type TestDatabase, testDatabase } from '../../support/postgres.ts'
import { everyRow } from './seed.ts'

const SCRIPT = fileURLToPath(new URL('./adopt-process.ts', import.meta.url))
const CONFIGS = 3000

/** Many configs, of which every few have some mistake, and ids as text, so that every step has something to do. */
const MISTAKES = `
  CREATE TABLE tenants (id uuid PRIMARY KEY, name text);
  CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, tenant_id uuid);
  CREATE TABLE walker_agent_user_configs (
    number integer, id text, tenant_id text, user_id text, agent_type text, flow_id text, flow_version text,
    config_json jsonb, migration_status text DEFAULT 'active', created_at timestamp DEFAULT '2026-01-01', updated_at timestamp);
  CREATE TABLE walker_agent_config_versions (
    number integer, id text, config_id text, version text, config_snapshot jsonb, changed_by text);
  INSERT INTO tenants SELECT md5('t' || i)::uuid, 'Tenant ' || i FROM generate_series(0, ${CONFIGS}) i WHERE i % 7 <> 0;
  INSERT INTO users SELECT md5('u' || i)::uuid, i || '@example.com' FROM generate_series(0, ${CONFIGS}) i WHERE i % 11 <> 0;
  INSERT INTO walker_agent_user_configs
  SELECT i, CASE WHEN i % 13 = 0 THEN 'bad ' || i WHEN i % 17 = 0 THEN md5('c' || i - 1)::uuid::text ELSE md5('c' || i)::uuid::text END,
         md5('t' || i - i % 19 / 18)::uuid, md5('u' || i - i % 19 / 18)::uuid, 'seo', 'flow', CASE WHEN i % 23 = 0 THEN '1.0' ELSE '1.0.0' END,
         CASE WHEN i % 29 = 0 THEN '[]'::jsonb ELSE jsonb_build_object('version', '1.0.0', 'number', i, 'text', repeat(md5(i::text), 20)) END,
         CASE WHEN i % 31 = 0 THEN 'migrating' ELSE 'active' END
    FROM generate_series(1, ${CONFIGS}) i;
  INSERT INTO walker_agent_config_versions
  SELECT i, md5('h' || i)::uuid, md5('c' || i * 2)::uuid, '1.0.0', jsonb_build_object('was', i), NULL
    FROM generate_series(1, ${CONFIGS * 2}/3) i`

/** Adopts in a process of its own; kills it after that time, where one is given. */
async function adopt({ url }: TestDatabase, killAfterMs?: number) {
  const { child, ended } = startNode([SCRIPT, url])
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  const { signal, status, stdout, stderr } = await ended
  clearTimeout(timer)
  if (signal === 'SIGKILL') return 'killed'
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout)
}

/** Where each row is in the end, and what the tables are like. */
async function endOf(database: TestDatabase) {
  const rows = await everyRow(database)
  const catalogue = await database.query(`
    SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS what
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexdef || ' ' || indisvalid FROM pg_indexes JOIN pg_index ON indexrelid = ('public.' || quote_ident(indexname))::regclass
               WHERE schemaname = 'public'
    UNION ALL SELECT conrelid::regclass || pg_get_constraintdef(oid) || convalidated FROM pg_constraint
               WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
     ORDER BY 1`)
  const counts = await database.query(`
    SELECT (SELECT count(*)::int FROM crosswalk.placeholders) AS placeholders, (SELECT count(*)::int FROM tenants) AS tenants,
           (SELECT count(*)::int FROM users) AS users`)
  return { rows, catalogue, counts }
}

test('an adoption that is killed again and again ends as one that is not, and no row is lost on the way', async (t) => {
  const random = new Random(7)
  const [whole, cut] = [await testDatabase(t, { empty: true }), await testDatabase(t, { empty: true })]
  for (const database of [whole, cut]) await database.query(MISTAKES)
  const before = await everyRow(cut)

  const began = performance.now()
  assert.notDeepEqual(await adopt(whole), [])
  const takesMs = performance.now() - began

  let cutOff = 0
  for (;;) {
    // The more often, the later: so that each part of the work is cut off somewhere.
    const outcome = await adopt(cut, takesMs * (0.35 + 0.06 * cutOff) * (0.8 + random.int(0, 40) / 100))
    // In one place each, at any moment; what the server is still at cannot be seen by halves.
    assert.deepEqual([...(await everyRow(cut)).keys()].sort(), [...before.keys()].sort())
    if (outcome === 'killed') cutOff++
    // The session of the one before may take a moment to end, and its lock with it.
    else if (outcome !== 'adoption/busy') break
  }
  t.diagnostic(`cut off ${cutOff} times, of ${Math.round(takesMs)} ms`)
  assert.ok(cutOff >= 3, 'the kills did not meet the adoption at its work')

  const [killed, straightOn] = [await endOf(cut), await endOf(whole)]
  assert.deepEqual(killed.catalogue, straightOn.catalogue)
  assert.deepEqual(killed.counts, straightOn.counts)
  // One by one: to tell of the difference of all would take longer than all else.
  for (const [key, rows] of straightOn.rows) assert.deepEqual(killed.rows.get(key), rows, key)
  assert.deepEqual(await adopt(cut), [])
})

test('an index that a killed adoption had built, and not yet made a key of, becomes one', async (t) => {
  const database = await testDatabase(t, { empty: true })
  await database.query(MISTAKES)
  await adopt(database)
  const { catalogue } = await endOf(database)
  // As a kill between the two statements leaves it.
  for (const [table, name, columns] of [
    ['walker_agent_config_versions', 'walker_agent_config_versions_pkey', 'id'],
    [
      'walker_agent_user_configs',
      'walker_agent_user_configs_tenant_id_user_id_agent_type_key',
      'tenant_id, user_id, agent_type',
    ],
  ]) {
    await database.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
    await database.query(`CREATE UNIQUE INDEX ${name} ON ${table} (${columns})`)
  }
  assert.notDeepEqual((await endOf(database)).catalogue, catalogue)
  await adopt(database)
  assert.deepEqual((await endOf(database)).catalogue, catalogue)
})
