import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { getAt, parsePointer, setAt } from '../../../shared/json/pointer.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type ConfigRow, type JournalRow, type Production, production } from './production.ts'

const TENANTS = 60

const set = (path: string, value: Json) => (config: JsonObject) =>
  setAt(config, parsePointer(path), value) as JsonObject
const at = (config: JsonObject | undefined, path: string): Json | undefined =>
  getAt(config ?? {}, parsePointer(path))

/** Configs with all the members that these tests change. */
async function complete(there: Production): Promise<readonly ConfigRow[]> {
  const paths = ['/thresholds/min_revenue_increase', '/notifications/email', '/processing/suggestion_limit']
  return (await there.configs()).filter(({ config }) =>
    [...paths, '/data_sources/bigquery'].every((path) => at(config, path) !== undefined),
  )
}

/** What became of the edits; what else was restored is left out. */
const outcomes = (line: JournalRow | undefined) =>
  new Map(
    line?.edits?.filter(({ outcome }) => outcome !== 'restored').map(({ path, outcome }) => [path, outcome]),
  )

/** All columns of the rows, but for when somebody was there. */
const rows = (there: Production) =>
  there.database.query(
    `SELECT id, tenant_id, user_id, agent_type, flow_id, flow_version, flow_hash, config_json::text AS config,
            config_schema_version, migration_status, previous_version, migration_error, created_at::text, execution_count
       FROM walker_agent_user_configs ORDER BY id`,
  )

const historyRows = async (there: Production): Promise<number> =>
  (await there.database.query('SELECT FROM walker_agent_config_versions')).length

/** Creates a config as an application does for a new user: at the new version. */
async function create(
  there: Production,
  like: ConfigId,
  change: (config: JsonObject) => JsonObject,
): Promise<ConfigId> {
  const { config } = await there.config(like)
  const [created] = await there.database.query<{ id: ConfigId }>(
    `WITH tenant AS (INSERT INTO tenants DEFAULT VALUES RETURNING id), person AS (INSERT INTO users DEFAULT VALUES RETURNING id)
     INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, flow_hash, config_json)
     SELECT tenant.id, person.id, 'seo', 'flow', $1::jsonb ->> 'version', 'of the new one',
            jsonb_set($1::jsonb, '{tenant_id}', to_jsonb(tenant.id::text))
       FROM tenant, person RETURNING id`,
    [JSON.stringify(change(config))],
  )
  return created?.id ?? assert.fail()
}

test('what nobody touched since the push is restored exactly, every column of it', async (t) => {
  const versions = { '1.0.0': 1, '1.1.0': 1, '1.2.0': 1 }
  const there = await production(t, { tenants: TENANTS, versions })
  await there.database.query(`
    UPDATE walker_agent_user_configs
       SET flow_hash = 'of ' || flow_version, config_schema_version = '0.9', execution_count = 7,
           previous_version = CASE WHEN flow_version = '1.0.0' THEN NULL ELSE '0.8.0' END`)
  const before = await rows(there)
  await there.approved('seo@2.0.0')
  await there.push('seo@2.0.0')
  const meta = JSON.parse(await readFile(join(there.dir, 'flows/seo/2.0.0.meta.json'), 'utf8'))
  for (const row of await rows(there)) {
    const old = before.find(({ id }) => id === row.id)
    assert.deepEqual(
      [row.flow_version, row.previous_version, row.flow_hash, row.config_schema_version],
      ['2.0.0', old?.flow_version, meta.hash, meta.custom_metadata.config_schema_version],
    )
  }
  const kept = await historyRows(there)
  const result = await there.rollBack('seo@2.0.0')
  assert.deepEqual(
    [result.state, result.restored, result.kept_edits, result.conflicts, result.failed],
    ['rolled_back', TENANTS, 0, 0, 0],
  )
  assert.deepEqual(await rows(there), before)
  assert.equal(await historyRows(there), kept + TENANTS)
  for (const { state, edits } of (await there.journal()).values())
    assert.deepEqual([state, edits], ['restored', null])
})

test('edits made after the push survive at their places in the old form, and the journal says so by path', async (t) => {
  const there = await production(t, { tenants: TENANTS, versions: { '1.2.0': 1 } })
  const before = new Map((await there.configs()).map((row) => [row.id, row]))
  const [edited] = (await complete(there)).filter(({ config }) =>
    at(config, '/thresholds/priority_rules/high'),
  )
  assert.ok(edited)
  await there.approved('seo@2.0.0')
  await there.push('seo@2.0.0')
  const edits = [
    '/integrations/bigquery_project',
    '/priority_rules/0/conditions/revenue_min',
    '/metadata/own',
  ]
  assert.equal(at((await there.config(edited.id)).config, '/priority_rules/0/name'), 'high')
  for (const path of edits) await there.edit(edited.id, set(path, 4711))

  const result = await there.rollBack('seo@2.0.0')
  assert.deepEqual([result.restored, result.kept_edits, result.conflicts], [TENANTS - 1, 1, 0])
  const expected = [
    '/data_sources/bigquery/project_id',
    '/thresholds/priority_rules/high/revenue',
    '/metadata/own',
  ].reduce<JsonObject>((config, path) => set(path, 4711)(config), edited.config)
  for (const row of await there.configs()) {
    assert.deepEqual(row.config, row.id === edited.id ? expected : before.get(row.id)?.config)
  }
  const line = (await there.journal()).get(edited.id)
  assert.equal(line?.state, 'kept_edits')
  assert.deepEqual(outcomes(line), new Map(edits.map((path) => [path, 'kept'])))
})

test('an edit that the old version has no place for is put aside: in the journal and in the history', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const [edited] = await complete(there)
  assert.ok(edited)
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  await there.edit(edited.id, set('/notifications/push/enabled', true))
  await there.edit(edited.id, set('/processing/suggestion_limit', 9))
  const result = await there.rollBack('seo@1.1.0')
  assert.deepEqual([result.restored, result.kept_edits, result.conflicts], [TENANTS - 1, 1, 0])
  const { config, version } = await there.config(edited.id)
  assert.equal(version, '1.0.0')
  assert.deepEqual(config, set('/processing/suggestion_limit', 9)(edited.config))
  const line = (await there.journal()).get(edited.id)
  assert.deepEqual(
    outcomes(line),
    new Map([
      ['/notifications/push/enabled', 'aside'],
      ['/processing/suggestion_limit', 'kept'],
    ]),
  )
  const [{ complement } = {}] = await there.database.query<{ complement: string }>(
    'SELECT complement::text AS complement FROM crosswalk.journal WHERE config_id = $1',
    [edited.id],
  )
  assert.match(complement ?? '', /"enabled": true/)
  const last = (await there.history(edited.id)).at(-1)
  assert.deepEqual([last?.version, last?.reason], ['1.1.0', 'rollback of a release'])
  assert.equal(at(last?.config, '/notifications/push/enabled'), true)
})

test('where there is no way back through the steps, edits of what the release left alone are kept and the others flagged, with both values in the history', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  await there.write('schemas/seo/1.1.0.json', '{}')
  await there.write('migrations/seo/1.0.0__1.1.0.ts', NO_WAY_BACK)
  const before = new Map((await there.configs()).map((row) => [row.id, row]))
  const [aside, both] = await complete(there)
  assert.ok(aside && both)
  const { findings } = await there.approved('seo@1.1.0')
  assert.ok(findings.some(({ code }) => code === 'CW207'))
  await there.push('seo@1.1.0')
  await there.edit(aside.id, set('/processing/suggestion_limit', 9))
  await there.edit(both.id, set('/processing/suggestion_limit', 8))
  await there.edit(both.id, set('/thresholds/min_revenue', 4711))
  const created = await create(there, aside.id, set('/processing/suggestion_limit', 7))
  const createdBefore = await there.config(created)

  const result = await there.rollBack('seo@1.1.0')
  assert.deepEqual(
    [result.state, result.restored, result.kept_edits, result.conflicts, result.failed],
    ['rolled_back', TENANTS - 2, 1, 1, 1],
  )
  const now = new Map((await there.configs()).map((row) => [row.id, row]))
  assert.deepEqual(now.get(aside.id)?.config, set('/processing/suggestion_limit', 9)(aside.config))
  const { _migration_warnings: warnings, ...merged } = now.get(both.id)?.config ?? {}
  assert.deepEqual(merged, set('/processing/suggestion_limit', 8)(both.config))
  const [warning] = warnings as readonly JsonObject[]
  assert.deepEqual(
    [warning?.type, warning?.feature, warning?.action_required],
    ['rollback', '/thresholds/min_revenue', true],
  )
  const journal = await there.journal()
  assert.equal(journal.get(both.id)?.state, 'conflict')
  assert.deepEqual(
    outcomes(journal.get(both.id)),
    new Map([
      ['/processing/suggestion_limit', 'kept'],
      ['/thresholds/min_revenue', 'both-sides'],
    ]),
  )
  const history = await there.history(both.id)
  assert.deepEqual(history[0]?.config, both.config)
  assert.equal(at(history.at(-1)?.config, '/thresholds/min_revenue'), 4711)

  // Nobody knows what it would have been before. It stays as it is, and that is said.
  assert.deepEqual(now.get(created), createdBefore)
  assert.equal(journal.get(created)?.state, 'failed')
  assert.notEqual(journal.get(created)?.reason, null)
  for (const [id, row] of now) {
    if (![aside.id, both.id, created].includes(id)) assert.deepEqual(row, before.get(id))
  }
})

const NO_WAY_BACK = `import { defineMigration, transform } from 'crosswalk'
  export default defineMigration({
    agent: 'seo', from: '1.0.0', to: '1.1.0', summary: 'Names the revenue anew',
    steps: [transform({
      up: (config) => {
        if (config.thresholds === undefined || !('min_revenue_increase' in config.thresholds)) return config
        const { min_revenue_increase: min_revenue, ...thresholds } = config.thresholds
        return { ...config, thresholds: { ...thresholds, min_revenue } }
      },
    })],
  })`

test('a config created after the push goes back too, with all that is in it; one deleted after it is left in peace', async (t) => {
  const there = await production(t, { tenants: TENANTS, versions: { '1.0.0': 1, '1.1.0': 1 } })
  const [model, deleted] = await complete(there)
  assert.ok(model && deleted)
  await there.approved('seo@1.2.0')
  await there.push('seo@1.2.0')
  const created = await create(there, model.id, set('/thresholds/min_revenue_increase', 4711))
  const { config } = await there.config(created)
  await there.database.query('DELETE FROM walker_agent_user_configs WHERE id = $1', [deleted.id])
  const result = await there.rollBack('seo@1.2.0')
  assert.deepEqual(
    [result.state, result.restored, result.kept_edits, result.failed],
    ['rolled_back', TENANTS - 1, 1, 0],
  )
  const now = await there.config(created)
  assert.equal(now.version, '1.1.0')
  assert.equal(at(now.config, '/thresholds/min_revenue_increase'), 4711)
  const [row] = await there.database.query(
    "SELECT flow_hash, previous_version, config_json ->> 'version' AS version FROM walker_agent_user_configs WHERE id = $1",
    [created],
  )
  assert.deepEqual(row, { flow_hash: null, previous_version: '1.2.0', version: '1.1.0' })
  assert.deepEqual(
    (await there.history(created)).map((state) => state.config),
    [config],
  )
})

test('a release on which a newer one stands is not rolled back before that one', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const before = await rows(there)
  for (const name of ['seo@1.1.0', 'seo@1.2.0']) {
    await there.approved(name)
    await there.push(name)
  }
  const standing = await rows(there)
  await assertRefused(
    there.rollBack('seo@1.1.0'),
    'release/newer-in-place',
    /seo@1\.2\.0 stands on top of seo@1\.1\.0/,
  )
  assert.equal(await there.stateOf('seo@1.1.0'), 'completed')
  assert.deepEqual(await rows(there), standing)
  assert.equal((await there.rollBack('seo@1.2.0')).restored, TENANTS)
  assert.equal((await there.rollBack('seo@1.1.0')).restored, TENANTS)
  assert.deepEqual(await rows(there), before)
})

test('half a push is taken back like a whole one, once only, and its name is free again', async (t) => {
  const tenants = 1500
  const there = await production(t, { tenants })
  const before = await rows(there)
  await there.approved('seo@1.1.0')
  const cancel = new AbortController()
  const services = there.compose(cancel.signal)
  await assert.rejects(
    there.push('seo@1.1.0', { services, progress: ({ done }) => done > 300 && cancel.abort() }),
    { name: 'AbortError' },
  )
  assert.equal(await there.stateOf('seo@1.1.0'), 'paused')
  const half = [...(await there.journal()).values()].filter(({ state }) => state === 'migrated').length
  assert.ok(half > 300 && half < tenants, `${half}`)

  const result = await there.rollBack('seo@1.1.0')
  assert.deepEqual([result.state, result.restored, result.failed], ['rolled_back', half, 0])
  assert.deepEqual(await rows(there), before)
  await assertRefused(there.rollBack('seo@1.1.0'), 'release/wrong-state', /seo@1\.1\.0 is rolled back/)
  await assertRefused(there.push('seo@1.1.0'), 'release/wrong-state', /seo@1\.1\.0 is rolled back/)

  await there.approved('seo@1.1.0')
  assert.equal(await there.stateOf('seo@1.1.0'), 'approved')
  const again = await there.push('seo@1.1.0')
  assert.deepEqual([again.state, again.migrated, again.drifted], ['completed', tenants, 0])
  assert.equal((await there.rollBack('seo@1.1.0')).restored, tenants)
  assert.deepEqual(await rows(there), before)
})

test('a config whose two versions have come apart is left as it is, and said', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const [torn] = await complete(there)
  assert.ok(torn)
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  await there.edit(torn.id, set('/version', '1.0.0'))
  const before = await there.config(torn.id)
  const result = await there.rollBack('seo@1.1.0')
  assert.deepEqual([result.restored, result.failed], [TENANTS - 1, 1])
  assert.deepEqual(await there.config(torn.id), before)
  assert.match(
    (await there.journal()).get(torn.id)?.reason ?? '',
    /says version 1\.0\.0, its row says 1\.1\.0/,
  )
})
