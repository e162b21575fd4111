import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Hash } from '../../../shared/config/ids.ts'
import { readWorkspaceSettings } from '../../../shared/config/workspace-file.ts'
import { bucketOf, waveOf, wavesOf } from '../../../shared/release/waves.ts'
import { testDatabase } from '../../support/postgres.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type Production, production, seo } from './production.ts'

const NAME = 'seo@1.1.0'
const TENANTS = 120
const AT_ONCE = { bake_minutes: 0, bake_reads: 0 }

/** Changes `crosswalk.json` of a workspace. */
async function settle(there: Production, change: (settings: Record<string, unknown>) => void): Promise<void> {
  const file = join(there.dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  change(settings)
  await writeFile(file, JSON.stringify(settings))
}

const withWaves =
  (...waves: readonly object[]) =>
  (settings: Record<string, unknown>) => {
    settings.rollout = { waves }
  }

type Reached = { readonly tenant: string; readonly version: string; readonly wave: number | null }

const reached = (there: Production): Promise<Reached[]> =>
  there.database.query<Reached>(
    `SELECT c.tenant_id::text AS tenant, c.flow_version AS version, j.wave
       FROM walker_agent_user_configs c LEFT JOIN crosswalk.journal j ON j.config_id = c.id`,
  )

test('the database puts each tenant where the same is computed without it', async (t) => {
  const database = await testDatabase(t)
  const rows = await database.query<{ id: string; digest: Hash; bucket: number }>(
    `SELECT id, digest, crosswalk.wave_bucket(id, digest) AS bucket
       FROM (SELECT gen_random_uuid()::text AS id, encode(sha256(n::text::bytea), 'hex') AS digest
               FROM generate_series(1, 3000) AS n) AS s`,
  )
  for (const { id, digest, bucket } of rows) assert.equal(bucket, bucketOf(id, digest))
  assert.equal(rows.length, 3000)
})

test('a release goes to the tenants of one wave after the other, and no config before its turn', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const [pilot] = await there.database.query<{ id: string }>('SELECT id FROM tenants ORDER BY id LIMIT 1')
  assert.ok(pilot)
  await settle(
    there,
    withWaves({ tenants: [pilot.id], ...AT_ONCE }, { percent: 30, ...AT_ONCE }, { percent: 100 }),
  )
  await there.approved(NAME)
  const { digest, id: releaseId } = await there.services.releases.get(
    { agent: seo, version: '1.1.0' as never },
    'test',
  )
  const settings = readWorkspaceSettings(await readFile(join(there.dir, 'crosswalk.json'), 'utf8'))
  const waves = wavesOf(settings.rollout)
  const expected = (tenant: string): number => waveOf(tenant, digest, waves)

  for (const wave of [1, 2, 3]) {
    const pushed = await there.push(NAME, { wave: undefined })
    assert.deepEqual(
      [pushed.wave, pushed.waves, pushed.state],
      [wave, 3, wave === 3 ? 'completed' : 'rolling_out'],
    )
    for (const row of await reached(there)) {
      const isReached = expected(row.tenant) <= wave
      assert.deepEqual(row, {
        ...row,
        version: isReached ? '1.1.0' : '1.0.0',
        wave: isReached ? expected(row.tenant) : null,
      })
    }
    const open = await there.database.query<{ id: string; open: boolean; wave: number }>(
      'SELECT id::text, crosswalk.is_open($1, id) AS open, crosswalk.wave_of($1, id) AS wave FROM tenants',
      [releaseId],
    )
    for (const one of open) {
      assert.deepEqual([one.wave, one.open], [expected(one.id), expected(one.id) <= wave])
    }
  }
  assert.equal(await there.pushedWhole(), TENANTS)
  // A wave by itself can be taken back.
  const back = await there.services.rollouts.rollBack(
    { agent: seo, version: '1.1.0' as never },
    { environment: 'test', who: 'bob', scope: { wave: 1 } },
  )
  assert.equal(back.restored, 1)
})

test('a wave that has not baked, or has too many held, keeps the next one from beginning, unless it is named', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  await settle(there, withWaves({ percent: 50, bake_minutes: 10, bake_reads: 5 }, { percent: 100 }))
  await there.approved(NAME)
  await there.push(NAME, { wave: undefined })
  const later = (sql: string) => there.database.query(sql)
  await assertRefused(
    there.push(NAME, { wave: undefined }),
    'release/wave-not-ready',
    /bakes for another 10 minutes/,
  )
  await later(`UPDATE crosswalk.release_waves SET ended_at = now() - interval '11 minutes' WHERE wave = 1`)
  // Somebody counts reads, and there were too few.
  await later(
    `INSERT INTO crosswalk.execution_counts (config_id, flow_version, reads)
     SELECT config_id, '1.1.0', 1 FROM crosswalk.journal LIMIT 4`,
  )
  await assertRefused(there.push(NAME, { wave: undefined }), 'release/wave-not-ready', /read 4 times of 5/)
  await later('UPDATE crosswalk.execution_counts SET reads = 2')
  await later(
    `UPDATE walker_agent_user_configs SET migration_status = 'failed' WHERE id IN (SELECT config_id FROM crosswalk.journal LIMIT 1)`,
  )
  await assertRefused(
    there.push(NAME, { wave: undefined }),
    'release/wave-not-ready',
    /last migration has failed/,
  )
  assert.equal(await there.stateOf(NAME), 'rolling_out')
  await assertRefused(there.push(NAME, { wave: 3 }), 'release/no-such-wave', /2 waves, and no wave 3/)
  const named = await there.push(NAME, { wave: 2 })
  assert.deepEqual([named.state, named.migrated], ['completed', TENANTS])
})

test('promoted by itself, each wave begins once the one before has held; what speaks against it stops it', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  await settle(there, withWaves({ percent: 20, ...AT_ONCE }, { percent: 60, ...AT_ONCE }, { percent: 100 }))
  await there.approved(NAME)
  // Nobody has seen these, and no wave may have more than 5 percent of such.
  await there.database.query(
    `UPDATE walker_agent_user_configs SET config_json = jsonb_set(config_json, '{notifications,push}', '{"enabled": true}')
      WHERE tenant_id IN (SELECT c.tenant_id FROM walker_agent_user_configs c, crosswalk.releases r
                           WHERE crosswalk.wave_of(r.id, c.tenant_id) = 2) AND config_json ? 'notifications'`,
  )
  await assertRefused(
    there.push(NAME, { wave: undefined, promotion: 'automatic' }),
    'release/wave-not-ready',
    /Wave 2 .* are held, and 5 percent is the limit/,
  )
  assert.equal(await there.stateOf(NAME), 'paused')
  const states = () =>
    there.database.query<{ state: string }>('SELECT state FROM crosswalk.release_waves ORDER BY wave')
  assert.deepEqual(
    (await states()).map(({ state }) => state),
    ['completed', 'completed', 'pending'],
  )
  await settle(there, (settings) => {
    settings.rollout = { ...(settings.rollout as object), limits: { held_percent: 100 } }
  })
  const pushed = await there.push(NAME, { wave: 2, promotion: 'automatic' })
  assert.deepEqual([pushed.state, pushed.wave], ['completed', 3])
})

test('the waves of a release are those that it was proposed with, whatever the workspace says later', async (t) => {
  const there = await production(t, { tenants: 40 })
  await settle(there, withWaves({ percent: 50, ...AT_ONCE }, { percent: 100 }))
  await there.approved(NAME)
  await settle(there, withWaves({ percent: 100 }))
  const pushed = await there.push(NAME, { wave: undefined })
  assert.deepEqual([pushed.wave, pushed.waves, pushed.state], [1, 2, 'rolling_out'])
  assert.ok(pushed.migrated > 0 && pushed.migrated < 40)
})
