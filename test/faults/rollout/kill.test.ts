import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../../shared/config/sample/index.ts'
import { parseVersion } from '../../../shared/config/version.ts'
import { hashJson } from '../../../shared/json/hash.ts'
import { setAt } from '../../../shared/json/pointer.ts'
import { Engine } from '../../../shared/migration/engine.ts'
import { type ConfigRow, type Production, production, seo } from './production.ts'

// A hundred kills are in `test/long/kills.faults.ts`.
const CONFIGS = 8_000
const PUSH_KILLS = 8
const ROLLBACK_KILLS = 3
const NAME = 'seo@1.1.0'
const TO = parseVersion('1.1.0')

/** Starts a command and kills it: while it starts, or after some configs and some time. */
async function killed(there: Production, command: 'push' | 'rollback', random: Random): Promise<void> {
  const pusher = there.start(command, NAME)
  if (random.chance(0.2)) await sleep(random.int(0, 900))
  else {
    await pusher.reached(random.int(0, 900))
    await sleep(random.int(0, 150))
  }
  await pusher.kill()
}

/** What has been written, of configs, history and journal. In one statement: a transaction may still be on its way. */
async function written(there: Production) {
  const [counts] = await there.database.query<
    Record<'at_target' | 'pushed' | 'taken_back' | 'noted' | 'runs', number>
  >(`
    SELECT (SELECT count(*)::int FROM walker_agent_user_configs WHERE flow_version = '1.1.0') AS at_target,
           (SELECT count(*)::int FROM walker_agent_config_versions WHERE change_reason LIKE 'release to%') AS pushed,
           (SELECT count(*)::int FROM walker_agent_config_versions WHERE change_reason LIKE 'rollback%') AS taken_back,
           (SELECT count(*)::int FROM crosswalk.journal) AS noted,
           (SELECT count(DISTINCT run)::int FROM crosswalk.journal) AS runs`)
  assert.ok(counts)
  return counts
}

test('a push and a rollback killed again and again do every config exactly once, and leave a whole history', async (t) => {
  const random = new Random(2026)
  const there = await production(t, { tenants: CONFIGS })
  const before = new Map((await there.configs()).map((row) => [row.id, row]))
  await there.approved(NAME)

  for (let kill = 0; kill < PUSH_KILLS; kill++) {
    await killed(there, 'push', random)
    // Nothing is half-done, at any moment.
    const { at_target, pushed, noted } = await written(there)
    assert.deepEqual([pushed, noted], [at_target, at_target])
  }
  const cut = await written(there)
  t.diagnostic(`${cut.at_target} configs by ${cut.runs} pushes that were killed`)
  assert.ok(cut.runs >= PUSH_KILLS / 2, 'the kills did not meet the push at its work')
  const last = await there.start('push', NAME).ended
  assert.equal(last.status, 0, last.stderr)
  const { state, configs, migrated, held, failed } = last.result
  assert.deepEqual([state, configs, migrated, held, failed], ['completed', CONFIGS, CONFIGS, 0, 0])
  await assertPushed(there, before)

  const edited = random.some([...before.keys()], 40)
  for (const id of edited) {
    await there.edit(
      id,
      (config) => setAt(config, ['thresholds', 'min_revenue_increase'], 4711) as typeof config,
    )
  }
  for (let kill = 0; kill < ROLLBACK_KILLS; kill++) {
    await killed(there, 'rollback', random)
    const { at_target, taken_back } = await written(there)
    assert.equal(taken_back, CONFIGS - at_target)
  }
  const rolledBack = await there.start('rollback', NAME).ended
  assert.equal(rolledBack.status, 0, rolledBack.stderr)
  const { restored, kept_edits, conflicts } = rolledBack.result
  assert.deepEqual([restored, kept_edits, conflicts], [CONFIGS - edited.length, edited.length, 0])
  assert.deepEqual(await written(there), {
    ...(await written(there)),
    at_target: 0,
    pushed: CONFIGS,
    taken_back: CONFIGS,
    noted: CONFIGS,
  })
  for (const row of await there.configs()) {
    const original = before.get(row.id)
    assert.equal(row.version, original?.version)
    if (!edited.includes(row.id)) assert.equal(row.text, original?.text)
    else
      assert.deepEqual(
        row.config,
        setAt(original?.config ?? {}, ['thresholds', 'min_revenue_increase'], 4711),
      )
  }
})

/** Every config is what the engine makes of it, with one line in the journal and one in the history. */
async function assertPushed(there: Production, before: ReadonlyMap<string, ConfigRow>): Promise<void> {
  const { bundle } = await there.services.releases.read({ agent: seo, version: TO })
  const engine = new Engine(bundle, () => assert.fail('these migrations have no code'))
  const now = await there.configs()
  assert.equal(now.length, before.size)
  const expected = new Map<string, string>()
  for (const row of now) {
    const original = before.get(row.id) as ConfigRow
    const output = hashJson(engine.forward(original.config, parseVersion(original.version)).config)
    assert.equal(row.version, TO)
    assert.equal(hashJson(row.config), output, row.id)
    expected.set(row.id, output)
  }
  type Line = { id: string; state: string; output: string; before: string; lines: number }
  const lines = await there.database.query<Line>(`
    SELECT j.config_id AS id, j.state, encode(j.output_hash, 'hex') AS output, h.config_snapshot::text AS before,
           (SELECT count(*)::int FROM walker_agent_config_versions v WHERE v.config_id = j.config_id) AS lines
      FROM crosswalk.journal j JOIN walker_agent_config_versions h ON h.id = j.before_id AND h.config_id = j.config_id`)
  assert.equal(lines.length, before.size)
  for (const line of lines) {
    const { id, state, output, lines: count } = line
    assert.deepEqual(
      { id, state, output, count },
      { id, state: 'migrated', output: expected.get(id), count: 1 },
    )
    assert.equal(line.before, before.get(id)?.text)
  }
}
