import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, testRole } from '../../test/support/postgres.ts'
import type { Check } from '../services/ports/database.ts'
import { examineDatabase } from './doctor.ts'

const examine = async (url: string): Promise<ReadonlyMap<string, Check>> => {
  const checks = await examineDatabase({ environment: 'staging', server: { url }, part: 'doctor' })
  for (const check of checks)
    assert.ok(check.ok !== false || check.remedy !== undefined || checks.length === 1, check.name)
  return new Map(checks.map((check) => [check.name, check]))
}

test('a migrated database is well, but for what fast test settings give away', async (t) => {
  const checks = await examine((await testDatabase(t)).url)
  for (const name of [
    'connection',
    'server',
    'encoding',
    'writes',
    'schema',
    'rights',
    'orphans',
    'index',
    'clock',
    'replication',
  ]) {
    assert.equal(checks.get(name)?.ok, true, JSON.stringify(checks.get(name)))
  }
  assert.match(checks.get('server')?.message ?? '', /^PostgreSQL \d+\.\d+$/)
})

test('a database that cannot be reached gives one finding, with the reason', async () => {
  const checks = await examine('postgresql://u:S3cret@127.0.0.1:1/db')
  assert.deepEqual([...checks.keys()], ['connection'])
  assert.equal(checks.get('connection')?.ok, false)
  assert.match(checks.get('connection')?.message ?? '', /nothing listens/)
})

test('an empty database is told to be migrated', async (t) => {
  const checks = await examine((await testDatabase(t, { empty: true })).url)
  assert.equal(checks.get('schema')?.ok, false)
  assert.match(checks.get('schema')?.remedy ?? '', /crosswalk db migrate --env staging/)
  assert.equal(checks.get('orphans')?.ok, true)
})

test('configs without a tenant or a user are counted, and left as they are', async (t) => {
  const database = await testDatabase(t)
  await database.query(`
    ALTER TABLE walker_agent_user_configs DROP CONSTRAINT walker_agent_user_configs_tenant_id_fkey,
                                          DROP CONSTRAINT walker_agent_user_configs_user_id_fkey;
    INSERT INTO tenants DEFAULT VALUES;
    INSERT INTO users DEFAULT VALUES;
    INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
    SELECT coalesce(t.id, gen_random_uuid()), coalesce(u.id, gen_random_uuid()), 'seo', 'f', '1.0.0', '{}'
      FROM (VALUES (true, true), (true, false), (false, true)) AS has (tenant, "user")
      LEFT JOIN tenants t ON has.tenant LEFT JOIN users u ON has."user"`)
  const check = (await examine(database.url)).get('orphans')
  assert.equal(check?.ok, 'warn')
  assert.match(check?.message ?? '', /^2 configs/)
})

test('a missing gin index, missing columns and a read-only default are found', async (t) => {
  const database = await testDatabase(t)
  await database.query(`DROP INDEX idx_user_configs_config_json; ALTER TABLE tenants RENAME COLUMN id TO number;
    ALTER DATABASE ${database.name} SET default_transaction_read_only = on`)
  const checks = await examine(database.url)
  assert.equal(checks.get('index')?.ok, 'warn')
  assert.equal(checks.get('writes')?.ok, false)
  assert.equal(checks.get('schema')?.ok, false)
  assert.match(checks.get('schema')?.message ?? '', /tenants has no column id/)
})

test('a user without rights is told each of them', async (t) => {
  const database = await testDatabase(t)
  const guest = await testRole(t, database, 'crosswalk_test_patient')
  const check = (await examine(guest)).get('rights')
  assert.equal(check?.ok, false)
  assert.match(
    check?.message ?? '',
    /crosswalk_test_patient lacks: .*UPDATE on public\.walker_agent_user_configs/,
  )
  assert.match(check?.message ?? '', /USAGE on schema crosswalk/)
})
