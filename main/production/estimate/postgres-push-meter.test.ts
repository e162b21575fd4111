import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateTenants } from '../../../shared/config/sample/index.ts'
import { testDatabase } from '../../../test/support/postgres.ts'
import { PostgresDemoApplication } from '../demo-application.ts'
import { PostgresPushMeter } from './postgres-push-meter.ts'

test('a rate comes of copies that nobody else sees, and of a release once there was one', async (t) => {
  const database = await testDatabase(t)
  const opened = await database.connect()
  const meter = new PostgresPushMeter(opened)
  assert.equal(await meter.measure('seo'), undefined)
  await new PostgresDemoApplication(opened).seed(
    generateTenants({ seed: 1, tenants: 50, agent: 'seo', versions: { '1.0.0': 1 } }),
  )
  const state = () =>
    database.query('SELECT xmin::text, config_json::text AS text FROM walker_agent_user_configs ORDER BY id')
  const before = await state()
  const sample = await meter.measure('seo')
  assert.equal(sample?.by, 'sample')
  assert.equal(sample?.configs, before.length)
  assert.ok(sample.configsPerSecond > 0)
  assert.deepEqual(await state(), before)

  await database.query(`
    INSERT INTO crosswalk.releases (id, agent, version, digest, bundle, author, completed_at)
    VALUES ('00000000-0000-4000-8000-000000000001', 'seo', '2.0.0', '', '{}', 'ann', now());
    INSERT INTO crosswalk.journal (release_id, config_id, wave, state, output_hash, done_at)
    SELECT '00000000-0000-4000-8000-000000000001', gen_random_uuid(), wave, 'migrated', '\\x00',
           timestamptz '2026-01-01' + wave * interval '1 day' + n * interval '10 ms'
      FROM generate_series(1, 2) AS wave, generate_series(0, 1000) AS n`)
  const journal = await meter.measure('seo')
  assert.deepEqual(journal, { configsPerSecond: 2002 / 20, by: 'journal', configs: 2002 })
})
