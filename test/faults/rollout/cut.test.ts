import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConfigId } from '../../../shared/config/ids.ts'
import type { TestDatabase } from '../../support/postgres.ts'
import { runningPid, serverDirectory, serverPid, until } from '../postgres/embedded.ts'
import { embeddedDatabase } from './own-server.ts'
import { type Production, production } from './production.ts'

const NAME = 'seo@1.1.0'
const MANY = 1500

async function approved(t: TestContext, tenants: number, database?: TestDatabase): Promise<Production> {
  const there = await production(t, { tenants }, database === undefined ? {} : { database })
  await there.approved(NAME)
  return there
}

async function assertPushGoesOn(there: Production, tenants: number): Promise<void> {
  const { status, result, stderr } = await there.start('push', NAME).ended
  assert.equal(status, 0, `${stderr}${JSON.stringify(result)}`)
  assert.deepEqual([result.state, result.migrated, result.failed], ['completed', tenants, 0])
  assert.equal(await there.pushedWhole(), tenants)
}

describe('while a push is at work', () => {
  test('another push and a rollback are refused and told who it is; it goes on undisturbed', async (t) => {
    const there = await approved(t, MANY)
    const first = there.start('push', NAME)
    await first.reached(1)
    // Stopped, so that it cannot be faster than we are. The server keeps its session.
    first.child.kill('SIGSTOP')
    for (const command of ['push', 'rollback'] as const) {
      const { status, result } = await there.start(command, NAME).ended
      assert.deepEqual([status, result.error?.code], [3, 'release/busy'])
      assert.match(result.error?.message ?? '', /seo@1\.1\.0 is being worked on by bob@example\.com/)
    }
    first.child.kill('SIGCONT')
    const { status, result } = await first.ended
    assert.deepEqual([status, result.state, result.migrated], [0, 'completed', MANY])
    assert.equal(await there.pushedWhole(), MANY)
  })

  test('Ctrl-C leaves it paused and whole, and the next push goes on; so with a rollback', async (t) => {
    const there = await approved(t, MANY)
    const first = there.start('push', NAME)
    await first.reached(1)
    first.child.kill('SIGINT')
    assert.equal((await first.ended).status, 130)
    assert.equal(await there.stateOf(NAME), 'paused')
    const half = await there.pushedWhole()
    assert.ok(half > 0 && half < MANY, `${half}`)
    await assertPushGoesOn(there, MANY)

    const back = there.start('rollback', NAME)
    await back.reached(1)
    back.child.kill('SIGINT')
    assert.equal((await back.ended).status, 130)
    assert.equal(await there.stateOf(NAME), 'rolling_back')
    const { status, result } = await there.start('rollback', NAME).ended
    assert.deepEqual([status, result.state, result.restored], [0, 'rolled_back', MANY])
  })
})

// They mostly wait.
describe('what others hold', { concurrency: true }, () => {
  async function hold(there: Production, id: ConfigId | undefined) {
    const holder = await there.session()
    await holder.query('BEGIN')
    await holder.query('SELECT FROM walker_agent_user_configs WHERE id = $1 FOR UPDATE', [id])
    return holder
  }

  test('is left to the end of a push, and where it is held all the time to the next one', async (t) => {
    const tenants = 600
    const there = await approved(t, tenants)
    const ids = (await there.configs()).map((row) => row.id)
    const passing = await hold(there, ids[3])
    const staying = await hold(there, ids[300])
    const pushing = there.push(NAME)
    await until('all others are done', async () => (await there.pushedWhole()) === tenants - 2)
    // Longer than a lock timeout.
    await sleep(6000)
    await passing.query('COMMIT')
    await until('one more is done', async () => (await there.pushedWhole()) === tenants - 1)
    const pushed = await pushing
    assert.deepEqual(
      [pushed.state, pushed.migrated, pushed.held, pushed.failed],
      ['paused', tenants - 1, 0, 1],
    )
    const line = (await there.journal()).get(ids[300] as ConfigId)
    assert.equal(line?.state, 'failed')
    assert.match(line?.reason ?? '', /other transactions held or changed it/)
    assert.equal(await there.stateOf(NAME), 'paused')
    await staying.query('COMMIT')
    await assertPushGoesOn(there, tenants)
  })

  test('is left by a rollback too, which is not at its end before it has it', async (t) => {
    const tenants = 300
    const there = await approved(t, tenants)
    const before = await there.configs()
    await there.push(NAME)
    const [pushed, created] = [before[100]?.id, before[200]?.id]
    // One that the push has not seen, as if it had been created since.
    await there.database.query('DELETE FROM crosswalk.journal WHERE config_id = $1', [created])
    await there.database.query(
      'UPDATE crosswalk.created_configs SET created_at = clock_timestamp() WHERE config_id = $1',
      [created],
    )
    const holders = [await hold(there, pushed), await hold(there, created)]
    const result = await there.rollBack(NAME)
    assert.deepEqual([result.state, result.restored, result.failed], ['rolling_back', tenants - 2, 2])
    assert.equal(await there.stateOf(NAME), 'rolling_back')
    for (const holder of holders) await holder.query('COMMIT')
    const again = await there.rollBack(NAME)
    assert.deepEqual(
      [again.state, again.restored, again.kept_edits, again.failed],
      ['rolled_back', tenants - 1, 1, 0],
    )
    assert.deepEqual(await there.configs(), before)
  })

  test('as a whole table, for longer than a lock timeout, holds a push up and no more', async (t) => {
    const tenants = 300
    const there = await approved(t, tenants)
    const holder = await there.session()
    // As CREATE INDEX does.
    await holder.query('BEGIN; LOCK TABLE walker_agent_user_configs IN SHARE MODE')
    const pushing = there.push(NAME)
    await sleep(6500)
    assert.equal(await there.pushedWhole(), 0)
    await holder.query('COMMIT')
    const pushed = await pushing
    assert.deepEqual([pushed.state, pushed.migrated, pushed.failed], ['completed', tenants, 0])
    assert.equal(await there.pushedWhole(), tenants)
  })
})

test('a database that takes no writes is refused, and nothing has begun', async (t) => {
  const there = await approved(t, 50)
  await there.database.query(`ALTER DATABASE ${there.database.name} SET default_transaction_read_only = on`)
  const { status, result } = await there.start('push', NAME).ended
  assert.deepEqual([status, result.error?.code], [3, 'production/read-only'])
  await there.database.query(
    `BEGIN READ WRITE; ALTER DATABASE ${there.database.name} SET default_transaction_read_only = off; COMMIT`,
  )
  assert.equal(await there.stateOf(NAME), 'approved')
  assert.equal(await there.pushedWhole(), 0)
  await assertPushGoesOn(there, 50)
})

test('a server that is killed in the middle ends the push with 5; the next one goes on', async (t) => {
  const directory = await serverDirectory(t)
  const there = await approved(t, MANY, await embeddedDatabase(t, directory))
  const cut = there.start('push', NAME)
  await cut.reached(1)
  // A batch does not wait for the disk. What is committed after it does, and takes it along.
  await there.database.query('CREATE TABLE committed_after_a_batch ()')
  process.kill(await runningPid(serverPid, directory), 'SIGKILL')
  const { status, result } = await cut.ended
  assert.equal(status, 5, JSON.stringify(result))
  assert.match(result.error?.code ?? '', /^production\/(gone|unreachable)$/)
  assert.match(result.error?.message ?? '', /The (connection to the )?database of test/)
  // The server comes back for whoever still wants it. Batches of the last moment may be gone, each of them whole.
  await until('the server is back', () =>
    there.database.query('SELECT').then(
      () => true,
      () => false,
    ),
  )
  const half = await there.pushedWhole()
  assert.ok(half > 0 && half < MANY, `${half}`)
  await assertPushGoesOn(there, MANY)
})
