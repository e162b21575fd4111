import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { until } from '../../../test/faults/postgres/embedded.ts'
import { loginWith } from '../../../test/faults/rights/logins.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.ts'
import { connect } from '../connect.ts'
import { pressureGauge } from './pressure.ts'

test('who has just done something in the database counts as at work, and no longer when it is idle', async (t) => {
  const database = await testDatabase(t)
  const look = pressureGauge(await database.connect({ part: 'cli' }))
  const others = async () => (await look()).othersAtWork
  assert.equal(await others(), 0)
  await as(database, 'shop', async (user) => {
    assert.equal(await others(), 1)
    await sleep(1_100)
    assert.equal(await others(), 0)
    await user.query('SELECT 1')
    assert.equal(await others(), 1)
    // As long as it takes.
    const slow = user.query('SELECT pg_sleep(1.5)')
    await sleep(1_200)
    assert.equal(await others(), 1)
    await slow
  })
})

test('what the sidecar does it does for users; what a worker does is our own', async (t) => {
  const database = await testDatabase(t)
  const look = pressureGauge(await database.connect({ part: 'cli' }))
  for (const [name, others] of [
    ['crosswalk/worker', 0],
    ['crosswalk/sidecar', 1],
  ] as const) {
    await as(database, name, async () => assert.equal((await look()).othersAtWork, others, name))
  }
})

test('a session of the sidecar that waits for our locks counts as blocked, and one of our own does not', async (t) => {
  const database = await testDatabase(t)
  const look = pressureGauge(await database.connect({ part: 'cli' }))
  await as(database, 'crosswalk/cli', async (holder) => {
    await holder.query('BEGIN; LOCK TABLE tenants')
    await as(database, 'crosswalk/worker', async (ours) => {
      await as(database, 'crosswalk/sidecar', async (sidecar) => {
        const waiting = [ours, sidecar].map((client) => client.query('SELECT FROM tenants'))
        await until('both wait', async () => {
          const [found] = await database.query<{ waiting: number }>(
            `SELECT count(*)::int AS waiting FROM pg_locks
              WHERE NOT granted AND relation = 'tenants'::regclass
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          )
          return found?.waiting === 2
        })
        assert.equal((await look()).blockedSessions, 1)
        await holder.query('COMMIT')
        await Promise.all(waiting)
      })
    })
  })
})

test('whose work the login may not see counts as at work all the time', async (t) => {
  const database = await testDatabase(t)
  const { name, url } = await loginWith(t, database, 'operator')
  const operator = await connect({ environment: 'test', server: { url }, part: 'cli' })
  const look = pressureGauge(operator)
  await as(database, 'shop', async () => {
    await sleep(1_100)
    assert.ok((await look()).othersAtWork >= 1)
    await database.query(`GRANT pg_monitor TO ${name}`)
    await sleep(1_100)
    assert.equal((await look()).othersAtWork, 0)
  }).finally(() => operator.close())
})

/** Does something in a session as another program has it. */
async function as(
  { url }: TestDatabase,
  name: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: name })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
