import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { RolloutView } from '../../../shared/api/rollouts.ts'
import type { Setting } from '../../../test/faults/rollout/production.ts'
import { type Client, jobEnd, openDesk } from '../../../test/support/api-desk.ts'

const RELEASE = 'seo@1.1.0'
const WAVES = { rollout: { waves: [{ percent: 30, bake_minutes: 5, bake_reads: 0 }, { percent: 100 }] } }

async function desk(t: TestContext, setting: Setting, change?: Parameters<typeof openDesk>[2]) {
  const { there, as } = await openDesk(t, setting, change)
  await there.approved(RELEASE)
  return { there, client: as('bob@example.com') }
}

/** The newest state of a rollout, once it fits. */
async function seen(
  client: Client,
  environment: string,
  fits: (view: RolloutView) => boolean,
): Promise<RolloutView> {
  const stop = new AbortController()
  const views = await client.rollouts.watch({ release: RELEASE, environment }, { signal: stop.signal })
  try {
    for await (const view of views) if (fits(view)) return view
    throw new Error('the rollout is not watched any more')
  } finally {
    stop.abort()
  }
}

test('a push goes up to the next wave, and whoever watches sees it in the database', async (t) => {
  const { there, client } = await desk(t, { tenants: 60 }, () => WAVES)
  const where = { release: RELEASE, environment: 'test' }

  const plan = await client.rollouts.plan(where)
  assert.equal(plan.next, 1)
  assert.deepEqual(
    plan.waves.map(({ percent }) => percent),
    [30, 100],
  )
  assert.equal(
    plan.waves.reduce((sum, { configs }) => sum + configs, 0),
    60,
  )
  const [first] = plan.waves
  assert.ok(first && first.configs > 0 && first.configs < 60)

  const job = await jobEnd(client, await client.rollouts.push({ ...where, promotion: 'by-hand' }))
  assert.equal(job.state, 'done', job.failure?.message)
  assert.equal(await there.atTarget(), first.configs)
  const view = await seen(client, 'test', ({ waves }) => waves[0]?.state === 'completed')
  assert.equal(view.state, 'rolling_out')
  assert.equal(view.figures.migrated, first.configs)
  assert.deepEqual(
    view.waves.map(({ state, migrated }) => [state, migrated]),
    [
      ['completed', first.configs],
      ['pending', 0],
    ],
  )
  assert.match(view.waves[0]?.waits.join() ?? '', /bakes for another/)
  assert.equal(
    view.batches.reduce((sum, { configs }) => sum + configs, 0),
    first.configs,
  )
  assert.equal(view.order?.askedBy, 'bob@example.com')
  assert.equal((await client.rollouts.plan(where)).next, null)
})

test('the sums of a forecast are those of the rollback after it, and an edit made since survives', async (t) => {
  const { there, client } = await desk(t, { tenants: 12 })
  await there.push(RELEASE)
  const [one] = await there.configs()
  assert.ok(one)
  await there.edit(one.id, (config) => ({ ...config, mine: 'kept' }))
  const where = { release: RELEASE, environment: 'test' }

  const pages = []
  for await (const page of await client.rollouts.forecast({ ...where, scope: {} })) pages.push(page)
  const forecast = pages.at(-1)?.sums
  assert.deepEqual(
    pages.flatMap(({ lines }) => lines).map(({ config, would }) => [config, would]),
    [[one.id, 'kept_edits']],
  )
  assert.equal(await there.stateOf(RELEASE), 'completed')

  const job = await jobEnd(client, await client.rollouts.rollBack({ ...where, scope: {}, newer: 'refuse' }))
  assert.equal(job.state, 'done', job.failure?.message)
  const back = []
  for await (const page of await client.rollouts.takenBack(where)) back.push(page)
  const sums = back.at(-1)?.sums
  assert.equal(sums?.configs.restored, forecast?.restored)
  assert.equal(sums?.configs.kept_edits, 1)
  assert.deepEqual(
    back.flatMap(({ lines }) => lines).map(({ config }) => config),
    [one.id],
  )
  assert.equal((await there.config(one.id)).config.mine, 'kept')
  assert.equal((await there.config(one.id)).version, '1.0.0')
})

test('a protected environment is refused to whoever has not named it, whatever the page says', async (t) => {
  const { there, client } = await desk(t, { tenants: 3 }, ({ environments }) => ({
    environments: { test: { ...environments.test, protected: true } },
  }))
  const where = { release: RELEASE, environment: 'test' }
  const wrong = await jobEnd(client, await client.rollouts.push({ ...where, promotion: 'by-hand' }))
  assert.equal(wrong.failure?.code, 'release/unconfirmed')
  const other = await jobEnd(
    client,
    await client.rollouts.push({ ...where, promotion: 'by-hand', confirm: 'tset' }),
  )
  assert.equal(other.failure?.code, 'release/unconfirmed')
  assert.equal(await there.atTarget(), 0)
  const right = await jobEnd(
    client,
    await client.rollouts.push({ ...where, promotion: 'by-hand', confirm: 'test' }),
  )
  assert.equal(right.state, 'done', right.failure?.message)
  assert.equal(await there.atTarget(), 3)
})

test('a rollout that was paused goes on as it was ordered, without a worker', async (t) => {
  const { there, client } = await desk(t, { tenants: 40 })
  const where = { release: RELEASE, environment: 'test' }
  const pushing = jobEnd(client, await client.rollouts.push({ ...where, promotion: 'by-hand', maxRate: 4 }))
  await seen(client, 'test', ({ figures }) => figures.migrated > 0)
  assert.deepEqual((await client.rollouts.pause({ ...where, reason: 'lunch' })).state, 'paused')
  await pushing
  const paused = await seen(client, 'test', ({ state }) => state === 'paused')
  assert.ok(paused.remaining > 0)
  assert.equal(paused.order?.reason, 'lunch')
  // Faster than four a second: the order is there, and whoever resumes it waits for it.
  await there.database.query('UPDATE crosswalk.rollouts SET max_rate = 1000')
  const resumed = await jobEnd(client, await client.rollouts.resume(where))
  assert.equal(resumed.state, 'done', resumed.failure?.message)
  assert.equal(await there.pushedWhole(), 40)
})

test('a rollout that was cancelled stays as far as it came, and is pushed anew rather than resumed', async (t) => {
  const { there, client } = await desk(t, { tenants: 40 })
  const where = { release: RELEASE, environment: 'test' }
  const pushing = jobEnd(client, await client.rollouts.push({ ...where, promotion: 'by-hand', maxRate: 4 }))
  await seen(client, 'test', ({ figures }) => figures.migrated > 0)
  assert.equal((await client.rollouts.cancel(where)).state, 'paused')
  await pushing
  const { order, figures } = await seen(client, 'test', ({ state }) => state === 'paused')
  assert.equal(order?.wish, 'cancel')
  assert.ok(figures.migrated < 40)
  const resumed = await jobEnd(client, await client.rollouts.resume(where))
  assert.equal(resumed.failure?.code, 'rollout/nothing-ordered')
  assert.equal(await there.pushedWhole(), figures.migrated)
  const pushed = await jobEnd(client, await client.rollouts.push({ ...where, promotion: 'by-hand' }))
  assert.equal(pushed.state, 'done', pushed.failure?.message)
  assert.equal(await there.pushedWhole(), 40)
})
