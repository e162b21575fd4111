import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { assertWell, newKey, sealedIn, secretWorld, setVariables, start, tokenOf } from './world.ts'

// More than two batches.
const TENANTS = 450

test('a rotation that is cancelled and killed leaves no config that no key reads, and goes on until the old key is free', async (t) => {
  const world = await secretWorld(t, { tenants: TENANTS })
  const { there } = world
  await world.encrypt()
  setVariables(t, { CROSSWALK_KEY_K2: newKey() })
  await world.useKey('K2')

  const cut = new AbortController()
  const services = there.compose(cut.signal)
  const stopped = services.secrets.rotate('test', {
    who: 'bob@example.com',
    progress: ({ done }) => done > 0 && cut.abort(new Error('enough')),
  })
  await assert.rejects(stopped, /enough/)
  const under = async () => Map.groupBy(await there.configs(), ({ config }) => sealedIn(config).$secret.key)
  const half = await under()
  assert.deepEqual([half.get('K2')?.length, half.get('K1')?.length], [200, 250])

  for (const ms of [700, 900, 1100]) {
    const child = start(t, world, ['secrets', 'rotate'])
    const ended = once(child, 'close')
    await sleep(ms)
    child.kill('SIGKILL')
    await ended
    // Whole batches, never half a row.
    const [one] = await there.configs()
    assert.ok(one)
    await assertOpen(world, [one.id])
  }
  await world.rotate()
  assert.deepEqual([...(await under()).keys()], ['K2'])
  assert.deepEqual(
    (await world.status()).keys.map(({ id, configs, states }) => [id, configs, states]),
    [
      ['K1', 0, 0],
      ['K2', TENANTS, 0],
    ],
  )
  setVariables(t, { CROSSWALK_KEY_K1: undefined })
  const ids = (await there.configs()).map(({ id }) => id)
  await assertOpen(
    world,
    ids.filter((_, index) => index % 50 === 0),
  )
})

test('the history and what a release put aside are rotated along, so that a rollback needs the old key no more', async (t) => {
  const world = await secretWorld(t, { tenants: 8 })
  const { there } = world
  await world.migrate("remove('/crm')")
  await world.encrypt()
  const sealed = await there.configs()
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  const [edited] = sealed
  assert.ok(edited)
  await there.edit(edited.id, (config) => ({ ...config, own: 'mine' }))
  setVariables(t, { CROSSWALK_KEY_K2: newKey() })
  await world.useKey('K2')
  assert.deepEqual(uses(await world.status()), [
    ['K1', 0, 8, 8],
    ['K2', 0, 0, 0],
  ])
  assert.equal((await world.rotate()).rewritten, 8)
  assert.deepEqual(uses(await world.status()), [
    ['K1', 0, 0, 0],
    ['K2', 0, 8, 8],
  ])
  await assertWell(world)
  setVariables(t, { CROSSWALK_KEY_K1: undefined })
  const back = await there.rollBack('seo@1.1.0')
  assert.deepEqual([back.restored, back.kept_edits], [7, 1])
  await assertOpen(
    world,
    sealed.map(({ id }) => id),
  )
  await assertWell(world)
})

test('users who edit while secrets are encrypted and rotated lose nothing', async (t) => {
  const world = await secretWorld(t, { tenants: 60 })
  const { there } = world
  const ids = (await there.configs()).map(({ id }) => id)
  const work = (async () => {
    await world.encrypt()
    setVariables(t, { CROSSWALK_KEY_K2: newKey() })
    await world.useKey('K2')
    return world.rotate()
  })()
  for (const [index, id] of ids.entries()) await there.edit(id, (config) => ({ ...config, edit: index }))
  await work
  await world.rotate()
  for (const [index, { id, config }] of (await there.configs()).entries()) {
    assert.equal(config.edit, ids.indexOf(id), String(index))
  }
  await assertOpen(world, ids)
  assert.equal((await world.status()).ok, true)
})

type World = Awaited<ReturnType<typeof secretWorld>>

const uses = ({ keys }: Awaited<ReturnType<World['status']>>) =>
  keys.map(({ id, configs, states, complements }) => [id, configs, states, complements])

async function assertOpen(world: World, ids: readonly ConfigId[]): Promise<void> {
  const keys = await world.keys('K2')
  const box = await keys.boxForOpening()
  const configs = await world.there.configs()
  for (const id of ids) {
    const found = configs.find((one) => one.id === id)
    assert.ok(found)
    const opened = box.open(found.config, await world.owner(id))
    assert.deepEqual((opened.crm as { token: string }).token, tokenOf(id))
  }
}
