import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../faults/postgres/embedded.ts'
import { type Owner, SidecarStage, userToken } from '../support/sidecar.ts'
import { redisServer } from './support/redis.ts'

const CONFIG = '/api/v1/walker-agents/seo/config'

test('sidecars that share a Redis count a user’s requests together, and go on without it', {
  timeout: 600_000,
}, async (t) => {
  const redis = await redisServer(t)
  const stage = await SidecarStage.open(t, { tenants: 2 })
  const [mine, other] = (await stage.people()) as [Owner, Owner]
  const env = { REDIS_URL: redis.url, CROSSWALK_SIDECAR_RATE: '6' }
  const [one, two] = [await stage.start(env), await stage.start(env)]
  const token = await userToken(mine)
  const statusAt = async (sidecar: typeof one, of = token): Promise<number> =>
    (await sidecar.ask('GET', CONFIG, { token: of })).status

  const statuses: number[] = []
  for (let at = 0; at < 8; at++) statuses.push(await statusAt(at % 2 === 0 ? one : two))
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 429, 429])
  // Another one's requests are their own, and a sidecar that comes later knows of those before it.
  assert.equal(await statusAt(two, await userToken(other)), 200)
  assert.equal(await statusAt(await stage.start(env)), 429)

  await redis.stop()
  await until('the first sidecar serves without Redis', async () => (await statusAt(one)) === 200)
  await until('the second one does', async () => (await statusAt(two)) === 200)
  await until('it is said in the log', () => one.log.some((line) => line.includes('Redis is away')))

  // It is back, and remembers nothing.
  await redisServer(t, Number(new URL(redis.url).port))
  await until('requests are counted again', async () => (await statusAt(one)) === 429)
})
