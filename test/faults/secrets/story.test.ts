import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { JsonObject } from '../../../shared/json/value.ts'
import { assertWell, sealedIn, secretWorld, tokenOf } from './world.ts'

const TENANTS = 12

test('a secret is encrypted, pulled as what stands for it, moved whole by a push, and back letter for letter', async (t) => {
  const world = await secretWorld(t, { tenants: TENANTS })
  const { there } = world
  const before = await world.status()
  assert.equal(before.ok, false)
  assert.deepEqual(before.clear, [{ agent: 'seo', path: '/crm/token', configs: TENANTS, states: 0 }])
  assert.deepEqual(before.marked, [{ agent: 'seo', paths: ['/access/token', '/crm/token'] }])

  // A dry run counts, and leaves every row as it is.
  const clear = await there.configs()
  assert.equal((await world.encrypt('report')).rewritten, TENANTS)
  assert.deepEqual(await there.configs(), clear)

  assert.equal((await world.encrypt()).rewritten, TENANTS)
  const sealed = await there.configs()
  for (const { id, config } of sealed) {
    assert.equal(sealedIn(config).$secret.key, 'K1')
    assert.deepEqual((await world.open(id)).crm, { token: tokenOf(id), region: 'eu' })
  }
  assert.equal((await world.encrypt()).rewritten, 0)
  const status = await world.status()
  assert.equal(status.ok, true)
  assert.deepEqual(
    status.keys.map(({ id, current, here, configs }) => [id, current, here, configs]),
    [['K1', true, 'ready', TENANTS]],
  )

  const report = await there.approved('seo@1.1.0')
  assert.deepEqual(
    report.findings.filter(({ severity }) => severity === 'blocking'),
    [],
  )
  assert.deepEqual(report.masked, ['/access/token', '/crm/token'])
  await assertNowhereOnDisk(
    there.dir,
    sealed.flatMap(({ id, config }) => [tokenOf(id), sealedIn(config).$secret.data]),
  )

  const pushed = await there.push('seo@1.1.0')
  assert.deepEqual([pushed.migrated, pushed.drifted, pushed.held], [TENANTS, 0, 0])
  for (const { id, config } of await there.configs()) {
    const was = sealed.find((one) => one.id === id)?.config as JsonObject
    assert.deepEqual(sealedIn(config, 'access'), sealedIn(was))
    assert.deepEqual((await world.open(id)).access, { token: tokenOf(id), region: 'eu' })
  }
  await assertWell(world)

  const back = await there.rollBack('seo@1.1.0')
  assert.equal(back.restored, TENANTS)
  assert.deepEqual(
    (await there.configs()).map(({ text }) => text),
    sealed.map(({ text }) => text),
  )
  await assertWell(world)
})

test('the history, what a release has put aside and its hashes are encrypted along, and a rollback restores all the same', async (t) => {
  const world = await secretWorld(t, { tenants: TENANTS })
  const { there } = world
  await world.migrate("remove('/crm')")
  const clear = await there.configs()
  await there.approved('seo@1.1.0')
  // In the clear in production, and masked in the snapshot all the same.
  await assertNowhereOnDisk(
    there.dir,
    clear.map(({ id }) => tokenOf(id)),
  )
  await there.push('seo@1.1.0')
  const [edited] = clear
  assert.ok(edited)
  await there.edit(edited.id, (config) => ({ ...config, own: 'mine' }))
  assert.deepEqual((await world.status()).clear, [
    { agent: 'seo', path: '/crm/token', configs: 0, states: TENANTS },
  ])

  assert.equal((await world.encrypt()).rewritten, TENANTS)
  const texts = await there.database.query<{ text: string }>(
    `SELECT config_snapshot::text AS text FROM walker_agent_config_versions
     UNION ALL SELECT complement::text FROM crosswalk.journal UNION ALL SELECT config_json::text FROM walker_agent_user_configs`,
  )
  for (const { text } of texts) assert.doesNotMatch(text, /token-of-/)
  await assertWell(world)

  const back = await there.rollBack('seo@1.1.0')
  assert.deepEqual([back.restored, back.kept_edits, back.conflicts], [TENANTS - 1, 1, 0])
  for (const { id, config } of clear) {
    const own: JsonObject = id === edited.id ? { own: 'mine' } : {}
    assert.deepEqual(await world.open(id), { ...config, ...own })
  }
  await assertWell(world)
})

async function assertNowhereOnDisk(dir: string, secrets: readonly string[]): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((one) => one.isFile())
  assert.ok(files.some(({ name }) => name.startsWith('workspace.sqlite')))
  for (const { parentPath, name } of files) {
    const text = await readFile(join(parentPath, name), 'latin1')
    for (const secret of secrets) assert.ok(!text.includes(secret), `${name} holds ${secret}`)
  }
}
