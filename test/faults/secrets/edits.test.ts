import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import { newKey, sealedIn, secretWorld, setVariables } from './world.ts'

const marked = {
  properties: { crm: { properties: { token: { type: 'string', 'x-secret': true } } } },
}

test('a secret that a user changes after the push is kept by the rollback', async (t) => {
  const world = await secretWorld(t, { tenants: 3 })
  const { there } = world
  await world.encrypt()
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  const [first] = await there.configs()
  assert.ok(first)
  const owner = await world.owner(first.id)
  const box = await (await world.keys()).boxForSealing()
  const schema = JSON.parse(await readFile(join(there.dir, 'schemas/seo/1.1.0.json'), 'utf8')) as Json
  await there.edit(first.id, (config) =>
    box.seal({ ...config, access: { token: 'a-new-token', region: 'eu' } }, schema, owner, {
      previous: config,
    }),
  )
  const back = await there.rollBack('seo@1.1.0')
  assert.deepEqual([back.restored, back.kept_edits], [2, 1])
  assert.deepEqual((await world.open(first.id)).crm, { token: 'a-new-token', region: 'eu' })
})

test('a config whose secret was changed between preview and push is drifted, those that were only rotated are not', async (t) => {
  const world = await secretWorld(t, { tenants: 3 })
  const { there } = world
  await world.encrypt()
  await there.approved('seo@1.1.0')
  const [first] = await there.configs()
  assert.ok(first)
  const box = (await (await world.keys()).boxForSealing()).of(await world.owner(first.id))
  await there.edit(
    first.id,
    (config) => box.seal({ ...config, crm: { token: 'another-token' } }, marked) as JsonObject,
  )
  setVariables(t, { CROSSWALK_KEY_K2: newKey() })
  await world.useKey('K2')
  assert.equal((await world.rotate()).rewritten, 3)
  const pushed = await there.push('seo@1.1.0')
  assert.deepEqual([pushed.migrated, pushed.drifted], [3, 1])
  assert.deepEqual((await world.open(first.id)).access, { token: 'another-token' })
  for (const { config } of await there.configs()) assert.equal(sealedIn(config, 'access').$secret.key, 'K2')
})

test('what is encrypted between preview and push goes on by its shape', async (t) => {
  const world = await secretWorld(t, { tenants: 3 })
  const { there } = world
  await there.approved('seo@1.1.0')
  await world.encrypt()
  const pushed = await there.push('seo@1.1.0')
  assert.deepEqual([pushed.migrated, pushed.drifted, pushed.held], [3, 3, 0])
  for (const { config } of await there.configs()) assert.equal(sealedIn(config, 'access').$secret.key, 'K1')
})
