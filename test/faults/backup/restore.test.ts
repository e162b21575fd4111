import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { RestoreSums } from '../../../main/compose.ts'
import { PostgresBackupStore } from '../../../main/production/backup/postgres-backup-store.ts'
import type { ConfigId, Hash } from '../../../shared/config/ids.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { crosswalk } from '../../support/command-line.ts'
import { testFolder } from '../../support/workspace.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type Production, production } from '../rollout/production.ts'
import { configure } from './settings.ts'

const NAME = 'seo@1.1.0'
const WHO = 'bob@example.com'
const TENANTS = 30

async function backedUp(t: TestContext): Promise<{ there: Production; file: string }> {
  const there = await production(t, { tenants: TENANTS })
  await configure(there)
  await there.approved(NAME)
  const { backup, proof } = await there.services.backups.create(parseReleaseName(NAME), {
    environment: 'test',
    who: WHO,
  })
  assert.equal(proof.configs, (await there.configs()).length)
  return { there, file: backup.file }
}

type Choice = Partial<Parameters<Production['services']['backups']['restore']>[1]>

async function restore(
  { services }: Production,
  file: string,
  choice: Choice = {},
): Promise<{ sums: RestoreSums; lines: Record<string, string>[] }> {
  const pieces = await services.backups.restore(file, {
    environment: 'test',
    mode: 'write',
    edited: 'leave',
    deleted: 'leave',
    unrecorded: 'refuse',
    scope: {},
    who: WHO,
    reason: 'ticket 4711',
    ...choice,
  })
  const lines: Record<string, string>[] = []
  for (;;) {
    const next = await pieces.next()
    if (next.done) return { sums: next.value, lines }
    lines.push(JSON.parse(next.value))
  }
}

const whole = async (there: Production): Promise<void> => {
  const checks = await there.services.environments.examineDeep('test', () => undefined)
  assert.deepEqual(
    checks.filter(({ ok }) => ok !== true).map(({ name, message }) => `${name}: ${message}`),
    [],
  )
  const verdict = await there.services.audit.verify('test', {})
  assert.deepEqual(verdict.findings, [])
}

const edited = (config: JsonObject): JsonObject => ({ ...config, edited: 'by hand' })
const thresholdEdited = (config: JsonObject): JsonObject => ({
  ...config,
  thresholds: { ...(config.thresholds as JsonObject), min_confidence_score: 0.123 },
})

test('a backup takes back what releases did, leaves edits alone, and keeps every state', async (t) => {
  const { there, file } = await backedUp(t)
  const before = await there.configs()
  const [mine, early] = [before[3]?.id, before[4]?.id] as [ConfigId, ConfigId]
  // Between the backup and the push: an edit, though a release came after it.
  await there.edit(early, thresholdEdited)
  assert.equal((await there.push(NAME)).migrated, before.length)
  await there.edit(mine, edited)
  const pushed = await there.configs()
  const byHand = [mine, early]

  const plan = await restore(there, file, { mode: 'plan' })
  assert.deepEqual(plan.sums.configs, { same: 0, released: before.length - 2, edited: 2, deleted: 0 })
  assert.deepEqual(await there.configs(), pushed, 'a plan writes nothing')
  assert.deepEqual(
    plan.lines.filter(({ state }) => state === 'edited').map(({ tenant: _, ...line }) => line),
    byHand.map((config) => ({ config, state: 'edited', now: '1.1.0', backup: '1.0.0', action: 'leave' })),
  )

  const done = await restore(there, file)
  assert.equal(done.sums.restored, before.length - 2)
  const after = await there.configs()
  for (const [at, config] of after.entries()) {
    assert.deepEqual(config, byHand.includes(config.id) ? pushed[at] : before[at])
  }
  const states = await there.history(before[0]?.id as ConfigId)
  assert.deepEqual(
    states.map(({ version }) => version),
    ['1.0.0', '1.1.0'],
  )
  assert.match(states[1]?.reason ?? '', /^backup of .* restored: ticket 4711$/)
  await whole(there)

  const last = await restore(there, file, { edited: 'replace' })
  assert.deepEqual(last.sums.configs, { same: before.length - 2, released: 0, edited: 2, deleted: 0 })
  assert.deepEqual(await there.configs(), before)
  const kept = await there.history(mine)
  assert.equal(kept.at(-1)?.config.edited, 'by hand')
  await whole(there)
})

test('what was named, is free and is wanted again is restored, and nothing else', async (t) => {
  const { there, file } = await backedUp(t)
  const before = await there.configs()
  await there.push(NAME)
  const [first, second, third] = before.map(({ id }) => id) as [ConfigId, ConfigId, ConfigId]

  const { lines } = await restore(there, file, { scope: { configs: [third] } })
  assert.deepEqual(
    lines.map(({ config, action }) => [config, action]),
    [[third, 'restore']],
  )
  const tenant = lines[0]?.tenant as string
  const ofTenant = await restore(there, file, { mode: 'plan', scope: { tenants: [tenant] } })
  assert.ok(ofTenant.lines.every((line) => line.tenant === tenant))
  assert.deepEqual(
    (await there.configs()).filter(({ version }) => version === '1.0.0').map(({ id }) => id),
    [third],
  )

  // One that somebody holds is missed, not waited for.
  const holder = await there.session()
  await holder.query('BEGIN')
  await holder.query(`SELECT FROM walker_agent_user_configs WHERE id = '${first}' FOR UPDATE`)
  const held = await restore(there, file)
  assert.deepEqual([held.sums.restored, held.sums.missed], [before.length - 2, 1])
  await holder.query('ROLLBACK')
  const again = await restore(there, file)
  assert.deepEqual([again.sums.restored, again.sums.missed], [1, 0])
  assert.deepEqual(await there.configs(), before)

  // Deleted ones only where that was asked for, and their parents are there.
  await there.database.query(`DELETE FROM walker_agent_user_configs WHERE id = '${first}'`)
  await there.database.query(
    `DELETE FROM users WHERE id = (SELECT user_id FROM walker_agent_user_configs WHERE id = '${second}')`,
  )
  const gone = before.length - (await there.configs()).length
  assert.equal((await restore(there, file)).sums.configs.deleted, gone)
  assert.equal((await there.configs()).length, before.length - gone)
  const made = await restore(there, file, { deleted: 'make' })
  assert.deepEqual([made.sums.restored, made.sums.missed], [1, gone - 1])
  assert.deepEqual(await there.config(first), before[0])
})

test('nothing is restored beneath a release that is under way, nor from a file that nobody knows', async (t) => {
  const { there, file } = await backedUp(t)
  await there.push(NAME)
  await there.database.query(`UPDATE crosswalk.releases SET state = 'paused'`)
  await assertRefused(restore(there, file), 'backup/release-running', /seo@1\.1\.0 is paused/)
  await there.database.query(`UPDATE crosswalk.releases SET state = 'completed'`)
  await assertRefused(restore(there, file, { reason: ' ' }), 'general/usage')

  const places = { folder: await testFolder(t), scratch: await testFolder(t) }
  const unknown = await new PostgresBackupStore(
    await there.database.connect({ environment: 'test' }),
    places,
  ).create({ releaseId: '', release: NAME, digest: 'd'.repeat(64) as Hash, agent: 'seo', to: '9.0.0' }, {})
  await assertRefused(restore(there, unknown.file), 'backup/unknown', /--unrecorded/)
  const plan = await restore(there, unknown.file, { mode: 'plan', unrecorded: 'accept' })
  assert.equal(plan.sums.configs.same, unknown.configs)
})

test('the command line makes, lists, verifies and restores backups, dry first', async (t) => {
  const there = await production(t, { tenants: 5 })
  await configure(there)
  await there.approved(NAME)
  const before = await there.configs()
  const run = async (...words: readonly string[]) => {
    const { status, stdout, stderr } = await crosswalk([...words, '--env', 'test', '--json', '--as', WHO], {
      cwd: there.dir,
    })
    assert.equal(status, 0, stdout + stderr)
    return JSON.parse(stdout)
  }
  const made = await run('backup', 'create', NAME)
  assert.equal(made.proven.configs, before.length)
  const { backups } = await run('backup', 'list')
  assert.deepEqual(
    backups.map(({ file, release }: Record<string, string>) => [file, release]),
    [[made.file, NAME]],
  )
  assert.equal((await run('backup', 'verify', made.file)).recorded, true)
  await there.push(NAME)
  const plan = await run('backup', 'restore', made.file, '--lines', 'lines.jsonl')
  assert.deepEqual([plan.applied, plan.restored], [false, before.length])
  const lines = await readFile(join(there.dir, 'lines.jsonl'), 'utf8')
  assert.equal(lines.trim().split('\n').length, before.length)
  const done = await run('backup', 'restore', made.file, '--apply', '--reason', 'ticket 4711')
  assert.deepEqual([done.applied, done.restored], [true, before.length])
  assert.deepEqual(await there.configs(), before)
})
