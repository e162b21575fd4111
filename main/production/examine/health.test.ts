import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/support/postgres.ts'
import type { Check } from '../../services/ports/database.ts'
import { examineDatabase } from '../doctor.ts'

const examine = async (url: string): Promise<ReadonlyMap<string, Check>> =>
  new Map(
    (await examineDatabase({ environment: 'staging', server: { url }, part: 'doctor' })).map((check) => [
      check.name,
      check,
    ]),
  )

test('a migrated database is in good health', async (t) => {
  const checks = await examine((await testDatabase(t)).url)
  for (const name of [
    'objects',
    'constraints',
    'created_at',
    'versions',
    'space',
    'lag',
    'transactions',
    'vacuum',
  ])
    assert.equal(checks.get(name)?.ok, true, JSON.stringify(checks.get(name)))
  assert.match(checks.get('versions')?.message ?? '', /client pg \d+\.\d+\.\d+; extensions plpgsql/)
  assert.match(checks.get('space')?.message ?? '', /the database takes \d+\.\d MB.*are free$/)
  assert.match(checks.get('created_at')?.message ?? '', /has no time zone.*crosswalk\.created_configs/)
})

test('what somebody has dropped, or a file left half done, is found with the way to mend it', async (t) => {
  const database = await testDatabase(t)
  await database.query(`
    DROP INDEX crosswalk.set_aside_row;
    ALTER TABLE walker_agent_user_configs DROP CONSTRAINT walker_agent_user_configs_user_id_fkey;
    DROP INDEX idx_config_versions_created;
    ALTER TABLE walker_agent_user_configs DISABLE TRIGGER crosswalk_created;
    ALTER TABLE crosswalk.journal SET (autovacuum_enabled = false)`)
  const checks = await examine(database.url)
  assert.equal(checks.get('objects')?.ok, false)
  assert.match(checks.get('objects')?.message ?? '', /index crosswalk\.set_aside_row is missing/)
  assert.match(checks.get('objects')?.message ?? '', /trigger crosswalk_created .* was changed by hand/)
  assert.equal(checks.get('constraints')?.ok, 'warn')
  assert.match(checks.get('constraints')?.message ?? '', /user_id to users.*btree \(created_at\)/)
  assert.match(checks.get('constraints')?.remedy ?? '', /crosswalk db adopt --env staging/)
  assert.equal(checks.get('created_at')?.ok, 'warn')
  assert.match(checks.get('vacuum')?.message ?? '', /autovacuum is off for journal/)
})

test('a database without our schema, and one without any table, can be looked over', async (t) => {
  const checks = await examine((await testDatabase(t, { empty: true })).url)
  for (const name of ['objects', 'constraints', 'created_at', 'vacuum'])
    assert.equal(checks.get(name)?.ok, true, JSON.stringify(checks.get(name)))
})
