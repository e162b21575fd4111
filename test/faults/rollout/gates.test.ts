import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setAt } from '../../../shared/json/pointer.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type Production, production } from './production.ts'

const NAME = 'seo@1.1.0'
const ALWAYS = { name: 'the feast', from: 'Mon 00:00', to: 'Mon 00:00', time_zone: 'UTC' }

async function protect(there: Production, rollout: object): Promise<void> {
  const file = join(there.dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  settings.environments.test.protected = true
  settings.rollout = rollout
  await writeFile(file, JSON.stringify(settings))
}

const actionsOf = async (there: Production): Promise<readonly string[]> =>
  (
    await there.database.query<{ action: string }>(
      `SELECT action FROM crosswalk.audit_log WHERE action LIKE 'rollout.%' ORDER BY id`,
    )
  ).map(({ action }) => action)

test('a protected environment is pushed to and rolled back only by its name, and not while it is frozen without a reason', async (t) => {
  const there = await production(t, { tenants: 10 })
  await there.approved(NAME)
  await protect(there, { freeze: [ALWAYS] })
  await assertRefused(there.push(NAME), 'release/unconfirmed', /Say so with --confirm test/)
  await assertRefused(there.push(NAME, { confirm: 'prod' }), 'release/unconfirmed', /"prod" is not its name/)
  await assertRefused(there.push(NAME, { confirm: 'test' }), 'release/frozen', /frozen by the feast/)
  assert.deepEqual([await there.stateOf(NAME), await actionsOf(there)], ['approved', []])
  const pushed = await there.push(NAME, { confirm: 'test', despiteFreeze: 'ticket 4711' })
  assert.deepEqual([pushed.state, pushed.migrated], ['completed', 10])
  assert.deepEqual(await actionsOf(there), ['rollout.despite_freeze'])

  const back = (confirm: object) =>
    there.services.rollouts.rollBack(parseReleaseName(NAME), { environment: 'test', who: 'bob', ...confirm })
  await assertRefused(back({}), 'release/unconfirmed', /seo@1\.1\.0 was not touched/)
  // A way back is never frozen.
  assert.equal((await back({ confirm: 'test' })).restored, 10)
})

test('a rollout does not begin on a preview that is too old by now, and one that has begun may end', async (t) => {
  const there = await production(t, { tenants: 10 })
  await there.approved(NAME)
  const age = (interval: string) =>
    there.database.query(`UPDATE crosswalk.releases SET previewed_at = now() - interval '${interval}'`)
  await age('25 hours')
  await assertRefused(
    there.push(NAME),
    'release/preview-too-old',
    /is 25 hours old; this workspace allows 24/,
  )
  await age('23 hours')
  await there.push(NAME)
  await age('25 hours')
  assert.equal((await there.push(NAME)).state, 'completed')
})

test('configs at a newer version are none of the business of an older release', async (t) => {
  const there = await production(t, {
    tenants: 40,
    versions: { '1.0.0': 1, '1.1.0': 1, '1.2.0': 1, '2.0.0': 1 },
  })
  const newer = (await there.configs()).filter(({ version }) => version === '1.2.0' || version === '2.0.0')
  const same = (await there.configs()).filter(({ version }) => version === '1.1.0').length
  assert.ok(newer.length > 5)
  await there.approved(NAME)
  const pushed = await there.push(NAME)
  assert.deepEqual([pushed.failed, pushed.held, pushed.state], [0, 0, 'completed'])
  assert.equal(pushed.migrated, 40 - newer.length - same)
  for (const row of newer) assert.deepEqual(await there.config(row.id), row)
  const journal = await there.journal()
  assert.ok(newer.every(({ id }) => !journal.has(id)))
})

test('an edit that a rollback has put aside is there again after the next push of that version, and can come back once more', async (t) => {
  const there = await production(t, { tenants: 20 })
  const before = await there.configs()
  await there.approved(NAME)
  await there.push(NAME)
  const [one] = (await there.configs()).filter(({ config }) => config.notifications !== undefined)
  assert.ok(one)
  const enabled = (config: JsonObject) =>
    setAt(config, ['notifications', 'push'], { enabled: true, sound: 'bell' }) as JsonObject
  await there.edit(one.id, enabled)
  const back = await there.rollBack(NAME)
  assert.deepEqual([back.restored, back.kept_edits], [19, 1])
  assert.deepEqual(await there.configs(), before)

  await there.approved(NAME)
  const again = await there.push(NAME)
  assert.deepEqual([again.state, again.migrated, again.read_back], ['completed', 20, 1])
  assert.deepEqual((await there.config(one.id)).config, enabled(one.config))
  const [noted] = await there.database.query<{ paths: string[] }>(
    'SELECT read_back AS paths FROM crosswalk.journal WHERE read_back IS NOT NULL',
  )
  assert.ok(
    noted?.paths.every((path) => path.startsWith('/notifications/push')),
    JSON.stringify(noted),
  )
  // Nobody has edited it since, so its former text comes back; the edit stays with the first rollback.
  const twice = await there.rollBack(NAME)
  assert.deepEqual([twice.restored, twice.kept_edits], [20, 0])
  assert.deepEqual(await there.configs(), before)
  await there.approved(NAME)
  assert.equal((await there.push(NAME)).read_back, 1)
  assert.deepEqual((await there.config(one.id)).config, enabled(one.config))
})
