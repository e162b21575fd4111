import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RollbackOptions } from '../../../main/services/rollback.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { parsePointer, setAt } from '../../../shared/json/pointer.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type Production, production } from './production.ts'

const TENANTS = 40

const set = (path: string, value: Json) => (config: JsonObject) =>
  setAt(config, parsePointer(path), value) as JsonObject

const rollBack = (there: Production, name: string, options: Partial<RollbackOptions> = {}) =>
  there.services.rollouts.rollBack(parseReleaseName(name), {
    environment: 'test',
    who: 'bob@example.com',
    ...options,
  })

const forecast = async (there: Production, name: string, scope: RollbackOptions['scope'] = {}) =>
  ended(
    await there.services.rollouts.forecastRollback(parseReleaseName(name), { environment: 'test', scope }),
  )

const report = async (there: Production, name: string, config?: ConfigId) =>
  ended(
    await there.services.rollouts.reportRollback(parseReleaseName(name), {
      environment: 'test',
      values: 'show',
      ...(config === undefined ? {} : { config }),
    }),
  )

type Line = { config: ConfigId; state?: string; would?: string; paths?: Path[] }
type Path = { path: string; outcome: string; before?: Json; edited?: Json }

async function ended<T>(lines: AsyncGenerator<string, T>): Promise<{ lines: Line[]; sums: T }> {
  const read: Line[] = []
  for (;;) {
    const next = await lines.next()
    if (next.done) return { lines: read, sums: next.value }
    read.push(JSON.parse(next.value))
  }
}

const versions = async (there: Production) =>
  new Map((await there.configs()).map(({ id, version }) => [id, version]))

/** Everything that a rollback may write, as one text. */
const everything = async (there: Production) =>
  JSON.stringify(
    await there.database.query(`
      SELECT (SELECT jsonb_agg(to_jsonb(c) ORDER BY id) FROM walker_agent_user_configs c)::text AS configs,
             (SELECT jsonb_agg(to_jsonb(h) ORDER BY id) FROM walker_agent_config_versions h)::text AS history,
             (SELECT jsonb_agg(to_jsonb(j) ORDER BY config_id) FROM crosswalk.journal j)::text AS journal,
             (SELECT count(*) FROM crosswalk.audit_log) AS audit`),
  )

async function pushed(t: Parameters<typeof production>[0]) {
  const there = await production(t, { tenants: TENANTS })
  const before = await there.configs()
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  return { there, before }
}

test('a tenant, a config or a wave is taken back by itself, and a later rollback takes the rest once', async (t) => {
  const { there, before } = await pushed(t)
  const [one, two, three] = before
  assert.ok(one && two && three)
  const [owner] = await there.database.query<{ tenant_id: string }>(
    'SELECT tenant_id FROM walker_agent_user_configs WHERE id = $1',
    [one.id],
  )
  const byTenant = await rollBack(there, 'seo@1.1.0', { scope: { tenants: [owner?.tenant_id ?? ''] } })
  assert.deepEqual([byTenant.state, byTenant.taken_back], ['completed', 1])
  const byConfig = await rollBack(there, 'seo@1.1.0', { scope: { configs: [two.id] } })
  assert.deepEqual([byConfig.state, byConfig.taken_back, byConfig.restored], ['completed', 1, 2])
  await there.database.query('UPDATE crosswalk.journal SET wave = 2 WHERE config_id = $1', [three.id])
  const byWave = await rollBack(there, 'seo@1.1.0', { scope: { wave: 2 } })
  assert.equal(byWave.taken_back, 1)
  for (const [id, version] of await versions(there)) {
    assert.equal(version, [one.id, two.id, three.id].includes(id) ? '1.0.0' : '1.1.0')
  }
  // A push that goes on leaves alone what was taken back.
  assert.equal((await there.push('seo@1.1.0')).restored, 3)
  assert.equal((await versions(there)).get(one.id), '1.0.0')

  const rest = await rollBack(there, 'seo@1.1.0')
  assert.deepEqual([rest.state, rest.taken_back, rest.restored], ['rolled_back', TENANTS - 3, TENANTS])
  assert.deepEqual(await there.configs(), before)
  const entries = await there.database.query<{ scope: unknown }>(
    "SELECT detail -> 'scope' AS scope FROM crosswalk.audit_log WHERE action = 'rollback.begin' ORDER BY id",
  )
  assert.deepEqual(
    entries.map(({ scope }) => scope),
    [{ tenants: [owner?.tenant_id] }, { configs: [two.id] }, { wave: 2 }, null],
  )
})

test('a forecast says what the rollback then does, and writes nothing', async (t) => {
  const { there, before } = await pushed(t)
  const [kept, gone, moved] = before
  assert.ok(kept && gone && moved)
  await there.edit(kept.id, set('/metadata/own', 4711))
  await there.edit(kept.id, set('/notifications/push/enabled', true))
  await there.database.query('DELETE FROM walker_agent_user_configs WHERE id = $1', [gone.id])
  await there.database.query("UPDATE walker_agent_user_configs SET flow_version = '1.2.0' WHERE id = $1", [
    moved.id,
  ])
  const standing = await everything(there)
  const { lines, sums } = await forecast(there, 'seo@1.1.0')
  assert.equal(await everything(there), standing)
  assert.equal(lines.length, TENANTS - 2)
  assert.deepEqual(
    [
      sums.restored,
      sums.kept_edits,
      sums.conflicts,
      sums.failed,
      sums.moved_on,
      sums.deleted,
      sums.edits_aside,
    ],
    [TENANTS - 3, 1, 0, 0, 1, 1, 1],
  )
  const done = await rollBack(there, 'seo@1.1.0')
  assert.deepEqual(
    [done.restored, done.kept_edits, done.conflicts, done.moved_on, done.deleted],
    [sums.restored, sums.kept_edits, sums.conflicts, sums.moved_on, sums.deleted],
  )
  const after = await everything(there)
  const told = await report(there, 'seo@1.1.0')
  assert.equal(await everything(there), after)
  assert.deepEqual(told.sums.configs, {
    restored: TENANTS - 3,
    kept_edits: 1,
    conflict: 0,
    failed: 1,
    standing: 0,
    deleted: 1,
  })
  const states = new Map(told.lines.map(({ config, state }) => [config, state]))
  assert.deepEqual([states.get(moved.id), states.get(gone.id)], ['failed', 'deleted'])
  assert.match((await there.journal()).get(moved.id)?.reason ?? '', /stands at version 1\.2\.0 by now/)
})

test('of each path the report says whose it is, with both values where they are asked for', async (t) => {
  const { there, before } = await pushed(t)
  const [edited, untouched] = before
  assert.ok(edited && untouched)
  await there.edit(edited.id, set('/metadata/own', 4711))
  await there.edit(edited.id, set('/notifications/push/enabled', true))
  await rollBack(there, 'seo@1.1.0')
  const { lines } = await report(there, 'seo@1.1.0', edited.id)
  const paths = new Map(lines[0]?.paths?.map(({ path, ...rest }) => [path, rest]))
  assert.equal(lines.length, 1)
  assert.deepEqual(paths.get('/metadata/own'), { outcome: 'kept', edited: 4711 })
  assert.deepEqual(paths.get('/notifications/push/enabled'), { outcome: 'aside', edited: true })
  assert.deepEqual(paths.get('/version'), { outcome: 'restored', before: '1.0.0', edited: '1.1.0' })
  const whole = await report(there, 'seo@1.1.0', untouched.id)
  assert.ok(whole.lines[0]?.paths?.every(({ outcome }) => outcome === 'restored'))
  assert.ok(whole.lines[0]?.paths?.some(({ path }) => path === '/version'))
  await assertRefused(
    report(there, 'seo@1.1.0', '00000000-0000-4000-8000-000000000000' as ConfigId),
    'release/config-not-found',
    /There is no config/,
  )
})

test('releases on top of each other are undone in order, each with its own result', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const before = await there.configs()
  const [edited] = before
  assert.ok(edited)
  for (const name of ['seo@1.1.0', 'seo@1.2.0', 'seo@2.0.0']) {
    await there.approved(name)
    await there.push(name)
  }
  await there.edit(edited.id, set('/metadata/own', 4711))
  await assertRefused(
    rollBack(there, 'seo@1.1.0'),
    'release/newer-in-place',
    /seo@2\.0\.0, seo@1\.2\.0 stands? on top/,
  )
  const standing = await everything(there)
  assert.deepEqual((await forecast(there, 'seo@1.1.0')).sums.newer, ['seo@2.0.0', 'seo@1.2.0'])
  assert.equal(await everything(there), standing)

  const result = await rollBack(there, 'seo@1.1.0', { newer: 'undo', emergency: 'wrong answers' })
  assert.deepEqual(
    [...result.undone, result].map(({ release, state, restored, kept_edits }) => [
      release,
      state,
      restored,
      kept_edits,
    ]),
    [
      ['seo@2.0.0', 'rolled_back', TENANTS - 1, 1],
      ['seo@1.2.0', 'rolled_back', TENANTS - 1, 1],
      ['seo@1.1.0', 'rolled_back', TENANTS - 1, 1],
    ],
  )
  for (const { id, config } of await there.configs()) {
    const old = before.find((row) => row.id === id)?.config ?? {}
    assert.deepEqual(config, id === edited.id ? set('/metadata/own', 4711)(old) : old)
  }
  const [{ reasons } = {}] = await there.database.query<{ reasons: number }>(
    "SELECT count(*)::int AS reasons FROM crosswalk.audit_log WHERE action = 'rollback.begin' AND detail ->> 'emergency' = 'wrong answers'",
  )
  assert.equal(reasons, 3)
})

test('a newer release stands in the way only where it has the configs that are meant', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  await there.approved('seo@1.2.0')
  await there.push('seo@1.2.0')
  const [one, two] = await there.configs()
  assert.ok(one && two)
  await rollBack(there, 'seo@1.2.0', { scope: { configs: [one.id] } })
  await assertRefused(
    rollBack(there, 'seo@1.1.0', { scope: { configs: [two.id] } }),
    'release/newer-in-place',
    /seo@1\.2\.0 stands on top/,
  )
  const result = await rollBack(there, 'seo@1.1.0', { scope: { configs: [one.id] } })
  assert.equal(result.taken_back, 1)
  assert.deepEqual(
    [(await versions(there)).get(one.id), (await versions(there)).get(two.id)],
    ['1.0.0', '1.2.0'],
  )
})

test('whether a config is new is told by the server’s clock, whatever an application writes into created_at', async (t) => {
  const { there } = await pushed(t)
  const create = async (createdAt: string) => {
    const [row] = await there.database.query<{ id: ConfigId }>(
      `WITH tenant AS (INSERT INTO tenants DEFAULT VALUES RETURNING id), person AS (INSERT INTO users DEFAULT VALUES RETURNING id)
       INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json, created_at)
       SELECT tenant.id, person.id, 'seo', 'flow', '1.1.0',
              jsonb_build_object('version', '1.1.0', 'tenant_id', tenant.id::text), $1::timestamp FROM tenant, person RETURNING id`,
      [createdAt],
    )
    return row?.id ?? assert.fail()
  }
  const long = await create('2001-01-01 00:00:00')
  const result = await rollBack(there, 'seo@1.1.0')
  assert.deepEqual([result.restored, result.kept_edits], [TENANTS, 1])
  assert.equal((await versions(there)).get(long), '1.0.0')
})

test('what was put aside stands in the journal in the form that steps take on the way forward', async (t) => {
  const { there, before } = await pushed(t)
  const [edited] = before
  assert.ok(edited)
  await there.edit(edited.id, set('/notifications/push/enabled', true))
  await rollBack(there, 'seo@1.1.0')
  const [row] = await there.database.query<{ complement: string; state: string }>(
    'SELECT complement::text AS complement, state FROM crosswalk.journal WHERE config_id = $1',
    [edited.id],
  )
  assert.equal(row?.state, 'kept_edits')
  assert.match(row?.complement ?? '', /"enabled": true/)
  // The name is free again, and the same release goes out a second time.
  await there.approved('seo@1.1.0')
  assert.equal((await there.push('seo@1.1.0')).migrated, TENANTS)
})
