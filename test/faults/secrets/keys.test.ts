import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { assertWell, ENVIRONMENT, newKey, sealedIn, secretWorld, setVariables } from './world.ts'

const refused =
  (code: ErrorCode, words: RegExp) =>
  (error: unknown): boolean =>
    isCrosswalkError(error, code) && words.test(error.message)

test('without a key, with several and none named, or with another one under a known id nothing is changed', async (t) => {
  const world = await secretWorld(t, { tenants: 4 })
  const { there } = world
  const clear = await there.configs()
  const key = process.env.CROSSWALK_KEY_K1
  setVariables(t, { CROSSWALK_KEY_K1: undefined })
  await assert.rejects(world.encrypt(), refused('secret/no-key', /Set CROSSWALK_KEY_<ID>/))
  setVariables(t, { CROSSWALK_KEY_K1: key, CROSSWALK_KEY_K2: newKey() })
  await assert.rejects(world.encrypt(), refused('secret/no-key', /"key_id" of environment test/))
  setVariables(t, { CROSSWALK_KEY_K1: 'no key at all' })
  await world.useKey('K1')
  await assert.rejects(world.encrypt(), refused('secret/bad-key', /CROSSWALK_KEY_K1 holds no key/))
  assert.deepEqual(await there.configs(), clear)

  setVariables(t, { CROSSWALK_KEY_K1: key })
  await world.encrypt()
  const sealed = await there.configs()
  setVariables(t, { CROSSWALK_KEY_K1: newKey() })
  await assert.rejects(world.encrypt(), refused('secret/wrong-key', /give a new key an id of its own/))
  await world.useKey('K2')
  await assert.rejects(world.rotate(), refused('secret/wrong-key', /K1/))
  assert.equal((await world.status()).keys.find(({ id }) => id === 'K1')?.here, 'wrong')
  assert.deepEqual(await there.configs(), sealed)
})

test('while the old key is not here, rotating leaves what is under it, says so, and goes on when it is back', async (t) => {
  const world = await secretWorld(t, { tenants: 4 })
  const { there } = world
  await world.encrypt()
  const sealed = await there.configs()
  const old = process.env.CROSSWALK_KEY_K1
  setVariables(t, { CROSSWALK_KEY_K1: undefined, CROSSWALK_KEY_K2: newKey() })
  const result = await world.rotate()
  assert.deepEqual([result.rewritten, result.unreadable.length], [0, 4])
  assert.equal(result.unreadable[0]?.code, 'secret/key-missing')
  assert.deepEqual(await there.configs(), sealed)
  const status = await world.status()
  assert.equal(status.ok, false)
  const checks = await world.services.environments.examineDeep(ENVIRONMENT, () => undefined)
  const doctor = checks.find(({ name }) => name === 'secret keys')
  assert.deepEqual([doctor?.ok, doctor?.count, doctor?.examples[0]?.id], ['warn', 1, 'K1'])

  setVariables(t, { CROSSWALK_KEY_K1: old })
  await world.useKey('K2')
  assert.equal((await world.rotate()).rewritten, 4)
  assert.deepEqual(
    (await world.status()).keys.map(({ id, configs }) => [id, configs]),
    [
      ['K1', 0],
      ['K2', 4],
    ],
  )
  await assertWell(world)
})

test('a secret that was put into another tenant’s config, or changed, is refused, told, and left', async (t) => {
  const world = await secretWorld(t, { tenants: 4 })
  const { there } = world
  await world.encrypt()
  const [mine, theirs, torn] = await there.configs()
  assert.ok(mine && theirs && torn)
  await world.overwrite(mine.id, { ...mine.config, crm: theirs.config.crm as JsonObject })
  const { $secret } = sealedIn(torn.config)
  const data = `${$secret.data.startsWith('A') ? 'B' : 'A'}${$secret.data.slice(1)}`
  await world.overwrite(torn.id, { ...torn.config, crm: { token: { $secret: { ...$secret, data } } } })
  for (const { id } of [mine, torn]) {
    await assert.rejects(
      world.open(id),
      refused('secret/unreadable', /at \/crm\/token does not open with key K1/),
    )
  }
  const standing = await there.configs()
  setVariables(t, { CROSSWALK_KEY_K2: newKey() })
  await world.useKey('K2')
  const result = await world.rotate()
  assert.equal(result.rewritten, 2)
  assert.deepEqual(result.unreadable.map(({ config }) => config).sort(), [mine.id, torn.id].sort())
  for (const { id } of [mine, torn]) {
    assert.deepEqual(
      await there.config(id),
      standing.find((one) => one.id === id),
    )
  }
})

test('the database lets nobody change more of the history than its secrets', async (t) => {
  const world = await secretWorld(t, { tenants: 2 })
  const { there } = world
  await world.encrypt()
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  const [state] = await there.database.query<{ id: string; text: string }>(
    `SELECT id, config_snapshot::text AS text FROM walker_agent_config_versions
      WHERE change_reason LIKE 'release to%' LIMIT 1`,
  )
  assert.ok(state)
  const config = JSON.parse(state.text)
  const { $secret } = config.crm.token
  const otherId = { ...$secret, id: '0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6e' }
  for (const changed of [
    { ...config, more: 1 },
    { ...config, crm: { token: config.crm.token } },
    { ...config, crm: { ...config.crm, token: 'tok' } },
    { ...config, crm: { ...config.crm, token: { $secret: otherId } } },
    { ...config, crm: { ...config.crm, token: { ...config.crm.token, more: 1 } } },
  ]) {
    await assert.rejects(
      there.database.query('SELECT crosswalk.reseal_state($1, $2::jsonb)', [
        state.id,
        JSON.stringify(changed),
      ]),
      /changed in more than its secrets/,
    )
  }
  const renewed = {
    ...config,
    crm: { ...config.crm, token: { $secret: { ...$secret, key: 'K2', data: 'aaaa' } } },
  }
  await there.database.query('SELECT crosswalk.reseal_state($1, $2::jsonb)', [
    state.id,
    JSON.stringify(renewed),
  ])
})
