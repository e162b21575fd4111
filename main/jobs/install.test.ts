import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../test/faults/postgres/embedded.ts'
import { inSession, loginWith } from '../../test/faults/rights/logins.ts'
import { testDatabase } from '../../test/support/postgres.ts'
import { migrate } from '../production/schema/migrate.ts'
import { GraphileJobQueue } from './graphile-job-queue.ts'
import { installJobs } from './install.ts'

const ADD = `SELECT crosswalk_jobs.add_job('batch', '{}', job_key := 'one')`
const REMOVE = `DELETE FROM crosswalk_jobs._private_jobs WHERE key = 'one' RETURNING key`

test('the queue is made by many at once, by a login that is no superuser, and again', async (t) => {
  const database = await testDatabase(t, { empty: true })
  const { name, url } = await loginWith(t, database)
  await database.query(`
    ALTER DATABASE ${database.name} OWNER TO ${name}; GRANT CREATE ON SCHEMA public TO ${name}`)
  const connected = await Promise.all(
    Array.from({ length: 4 }, () => database.connect({ server: { url }, part: 'migrate' })),
  )
  await Promise.all(connected.map((one) => migrate(one, { also: installJobs })))
  await Promise.all(connected.map((one) => migrate(one, { also: installJobs })))
  await inSession(url, async (session) => {
    await session.query(ADD)
    assert.deepEqual((await session.query(REMOVE)).rows, [{ key: 'one' }])
  })
})

test('operators may hand out and take batches, and readers may not', async (t) => {
  const database = await testDatabase(t)
  const operator = await loginWith(t, database, 'operator')
  const reader = await loginWith(t, database, 'reader')
  await inSession(operator.url, async (session) => {
    await session.query(ADD)
    assert.equal((await session.query(`SELECT FROM crosswalk_jobs.jobs WHERE key = 'one'`)).rowCount, 1)
    assert.deepEqual((await session.query(REMOVE)).rows, [{ key: 'one' }])
  })
  await assert.rejects(
    inSession(reader.url, (session) => session.query(ADD)),
    /permission denied/,
  )
})

test('a worker is told where the database has no queue', async (t) => {
  const database = await testDatabase(t, { empty: true })
  const opened = await database.connect()
  const queue = new GraphileJobQueue(opened.pool, 'test')
  const options = { name: 'w', concurrency: 1, signal: AbortSignal.abort(), work: async () => undefined }
  await assert.rejects(queue.run(options), { code: 'rollout/no-queue' })
})

test('batches are taken by an operator’s login, each by one of several, and a worker shows that it is there', async (t) => {
  const database = await testDatabase(t)
  const { url } = await loginWith(t, database, 'operator')
  const stop = new AbortController()
  const taken: string[] = []
  const pools = await Promise.all(
    [1, 2].map(() => database.connect({ server: { url }, part: 'worker', max: 5 })),
  )
  const running = pools.map(({ pool }, n) =>
    new GraphileJobQueue(pool, 'test').run({
      name: `worker ${n}`,
      concurrency: 2,
      signal: stop.signal,
      work: async ({ ids }) => void taken.push(...ids),
    }),
  )
  const payload = (n: number) => JSON.stringify({ way: 'push', releaseId: 'r', token: 1, ids: [`${n}`] })
  for (let n = 0; n < 30; n++) {
    await database.query(`SELECT crosswalk_jobs.add_job('batch', $1::json)`, [payload(n)])
  }
  await until('all are taken', () => taken.length >= 30)
  const seen = await database.query('SELECT name, concurrency FROM crosswalk.workers ORDER BY name')
  assert.deepEqual(seen, [
    { name: 'worker 0', concurrency: 2 },
    { name: 'worker 1', concurrency: 2 },
  ])
  stop.abort()
  await Promise.all(running)
  assert.deepEqual(
    taken.map(Number).toSorted((a, b) => a - b),
    Array.from({ length: 30 }, (_, n) => n),
  )
  assert.deepEqual(await database.query('SELECT FROM crosswalk.workers'), [])
})
