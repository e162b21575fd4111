import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { getAt, parsePointer, setAt } from '../../../shared/json/pointer.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type ConfigRow, type Production, production } from './production.ts'

const NAME = 'seo@1.1.0'
const TENANTS = 60

const set = (path: string, value: Json) => (config: JsonObject) =>
  setAt(config, parsePointer(path), value) as JsonObject

/** Configs at 1.0.0 with all the members that these tests change. */
async function complete(there: Production): Promise<readonly ConfigRow[]> {
  const paths = ['/thresholds/min_revenue_increase', '/notifications/email', '/processing/temperature']
  return (await there.configs()).filter(({ config }) =>
    [...paths, '/data_sources/microservice', '/execution'].every(
      (path) => getAt(config, parsePointer(path)) !== undefined,
    ),
  )
}

test('a config edited since the preview goes on where its shape was approved, and is held where nobody has seen it', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const [same, other, undone] = await complete(there)
  assert.ok(same && other && undone)
  await there.approved(NAME)
  await there.edit(same.id, set('/thresholds/min_revenue_increase', 4711))
  // The migration adds this itself; one that has it already is left alone, which is another shape.
  await there.edit(other.id, set('/notifications/push', { enabled: true }))
  await there.edit(undone.id, set('/data_sources/search_console', { enabled: true }))
  const heldBefore = [await there.config(other.id), await there.config(undone.id)]

  const pushed = await there.push(NAME)
  assert.deepEqual(
    [pushed.state, pushed.migrated, pushed.drifted, pushed.held, pushed.failed],
    ['completed', TENANTS - 2, 1, 2, 0],
  )
  const moved = await there.config(same.id)
  assert.equal(moved.version, '1.1.0')
  assert.equal(getAt(moved.config, ['thresholds', 'min_revenue_increase']), 4711)
  assert.deepEqual([await there.config(other.id), await there.config(undone.id)], heldBefore)
  const journal = await there.journal()
  assert.equal(journal.get(same.id)?.drifted, true)
  for (const { id } of [other, undone]) {
    assert.equal(journal.get(id)?.state, 'held')
    assert.match(journal.get(id)?.reason ?? '', /nobody has reviewed this shape/)
    assert.deepEqual(
      (await there.history(id)).map((state) => state.reason),
      ['edited by the user'],
    )
  }
  const [columns] = await there.database.query(
    'SELECT migration_status, migration_error, previous_version FROM walker_agent_user_configs WHERE id = $1',
    [other.id],
  )
  assert.deepEqual(columns, { migration_status: 'active', migration_error: null, previous_version: null })
  assert.equal(await there.pushedWhole(), TENANTS - 2)

  // Held for as long as it is as it is; gone on with once the edit is undone.
  await there.edit(undone.id, () => undone.config)
  const again = await there.push(NAME)
  assert.deepEqual([again.state, again.migrated, again.held], ['completed', TENANTS - 1, 1])
  assert.equal((await there.config(undone.id)).version, '1.1.0')
  assert.deepEqual(await there.config(other.id), heldBefore[0])
  assert.equal(await there.pushedWhole(), TENANTS - 1)
})

test('configs that came or went since the preview are pushed by their shape, or are none of our business', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  const [model, gone] = await complete(there)
  assert.ok(model && gone)
  await there.approved(NAME)
  await there.database.query('DELETE FROM walker_agent_user_configs WHERE id = $1', [gone.id])
  const [created] = await there.database.query<{ id: string }>(
    `WITH tenant AS (INSERT INTO tenants DEFAULT VALUES RETURNING id), person AS (INSERT INTO users DEFAULT VALUES RETURNING id)
     INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
     SELECT tenant.id, person.id, 'seo', 'flow', '1.0.0', jsonb_set($1::jsonb, '{tenant_id}', to_jsonb(tenant.id::text))
       FROM tenant, person RETURNING id`,
    [model.text],
  )
  const pushed = await there.push(NAME)
  assert.deepEqual([pushed.configs, pushed.migrated, pushed.drifted], [TENANTS, TENANTS, 1])
  assert.equal((await there.journal()).get(created?.id as ConfigRow['id'])?.drifted, true)
  assert.equal(await there.pushedWhole(), TENANTS)
})

test('an edited config whose value would be dropped silently, or would not fit the new schema, is held', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  // As long as all have the default there, code that drops it loses nothing that anybody set.
  await there.database.query(`
    UPDATE walker_agent_user_configs
       SET config_json = jsonb_set(config_json, '{execution,max_auto_executions_per_day}', '3')
     WHERE config_json ? 'execution'`)
  await there.write(
    'migrations/seo/1.0.0__1.1.0.ts',
    `import { defineMigration, transform } from 'crosswalk'
     export default defineMigration({
       agent: 'seo', from: '1.0.0', to: '1.1.0', summary: 'Drops a limit',
       steps: [transform({
         up: ({ execution, ...rest }) => {
           if (execution === undefined) return rest
           const { max_auto_executions_per_day, ...others } = execution
           return { ...rest, execution: others }
         },
         down: (config) => config,
       })],
     })`,
  )
  await there.write(
    'schemas/seo/1.1.0.json',
    '{ "properties": { "processing": { "properties": { "temperature": { "type": "number" } } } } }',
  )
  const [dropping, misfit, fine] = await complete(there)
  assert.ok(dropping && misfit && fine)
  await there.approved(NAME)
  await there.edit(dropping.id, set('/execution/max_auto_executions_per_day', 7))
  await there.edit(misfit.id, set('/processing/temperature', 'hot'))
  await there.edit(fine.id, set('/processing/temperature', 0.25))

  const pushed = await there.push(NAME)
  assert.deepEqual([pushed.migrated, pushed.drifted, pushed.held], [TENANTS - 2, 1, 2])
  const journal = await there.journal()
  // Of a shape that was approved, and yet:
  assert.equal(journal.get(dropping.id)?.shape_id, journal.get(fine.id)?.shape_id)
  assert.match(
    journal.get(dropping.id)?.reason ?? '',
    /drops \/execution\/max_auto_executions_per_day silently/,
  )
  assert.match(journal.get(misfit.id)?.reason ?? '', /does not fit the schema at \/processing\/temperature/)
  assert.equal(
    getAt((await there.config(dropping.id)).config, ['execution', 'max_auto_executions_per_day']),
    7,
  )
  assert.equal((await there.config(misfit.id)).version, '1.0.0')
  assert.equal((await there.config(fine.id)).version, '1.1.0')
})

test('a release whose preview was of masked configs is pushed by shape, with the real values', async (t) => {
  const masks = ['/data_sources/microservice/url', '/notifications/email/recipients']
  const there = await production(t, { tenants: TENANTS, masks })
  const before = new Map((await there.configs()).map((row) => [row.id, row]))
  const [same, other] = await complete(there)
  assert.ok(same && other)
  await there.approved(NAME)
  const hashes = await there.database.query(
    'SELECT count(*)::int AS all, count(input_hash)::int AS inputs, count(output_hash)::int AS outputs FROM crosswalk.previewed_configs',
  )
  assert.deepEqual(hashes, [{ all: TENANTS, inputs: TENANTS, outputs: 0 }])
  await there.edit(same.id, set('/data_sources/microservice/url', 'http://mine:1'))
  await there.edit(other.id, set('/notifications/push', { enabled: true }))
  const pushed = await there.push(NAME)
  assert.deepEqual([pushed.migrated, pushed.drifted, pushed.held], [TENANTS - 1, 1, 1])
  const journal = await there.journal()
  assert.equal(journal.get(same.id)?.drifted, true)
  assert.equal(journal.get(other.id)?.state, 'held')
  for (const { id, config } of await there.configs()) {
    for (const path of masks.map(parsePointer)) {
      const edited: boolean = id === same.id && path[0] === 'data_sources'
      const value: Json | undefined = edited ? 'http://mine:1' : getAt(before.get(id)?.config ?? {}, path)
      assert.deepEqual(getAt(config, path), value)
    }
  }
})

test('where a config as previewed gives another result the push stops, whole, and goes on once that is mended', async (t) => {
  const there = await production(t, { tenants: 1000 })
  await there.approved(NAME)
  // Neither among the first nor among the last.
  const [tampered] = await there.database.query<{ id: ConfigRow['id']; output: string }>(
    `SELECT config_id AS id, encode(output_hash, 'hex') AS output FROM crosswalk.previewed_configs ORDER BY config_id OFFSET 500 LIMIT 1`,
  )
  assert.ok(tampered)
  const tamper = (output: string) =>
    there.database.query(
      `UPDATE crosswalk.previewed_configs SET output_hash = decode($2, 'hex') WHERE config_id = $1`,
      [tampered.id, output],
    )
  await tamper('00'.repeat(32))
  const before = await there.config(tampered.id)
  await assertRefused(there.push(NAME), 'release/output-differs', /version 1\.0\.0.*Preview again/)
  assert.equal(await there.stateOf(NAME), 'paused')
  assert.deepEqual(await there.config(tampered.id), before)
  assert.equal((await there.journal()).has(tampered.id), false)
  const done = await there.pushedWhole()
  assert.ok(done < 1000)
  // What was under way has ended with the push.
  await sleep(300)
  assert.equal(await there.pushedWhole(), done)

  await tamper(tampered.output)
  const pushed = await there.push(NAME)
  assert.deepEqual([pushed.state, pushed.migrated, pushed.failed], ['completed', 1000, 0])
  assert.equal(await there.pushedWhole(), 1000)
})

test('a bundle that was changed after the approval is not pushed', async (t) => {
  const there = await production(t, { tenants: 5 })
  await there.approved(NAME)
  await there.database.query(
    `UPDATE crosswalk.releases SET bundle = replace(bundle, '"enabled":false', '"enabled":true')`,
  )
  await assertRefused(there.push(NAME), 'release/damaged', /seo@1\.1\.0.*digest/)
  assert.equal(await there.stateOf(NAME), 'approved')
  assert.equal(await there.pushedWhole(), 0)
})
