import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresReleaseStore } from '../../../main/production/release/postgres-release-store.ts'
import { acquireLease, passFence } from '../../../main/production/rollout/lease.ts'
import { PostgresRolloutStore } from '../../../main/production/rollout/postgres-rollout-store.ts'
import { inTransaction } from '../../../main/production/transaction.ts'
import type { Lease, PushWrite } from '../../../main/services/ports/rollouts.ts'
import { parseVersion } from '../../../shared/config/version.ts'
import { until } from '../postgres/embedded.ts'
import { assertRefused } from '../postgres/refused.ts'
import { production, seo } from './production.ts'

const NAME = 'seo@1.1.0'
const TO = parseVersion('1.1.0')
const MANY = 4000

test('a lease', async (t) => {
  const there = await production(t, { tenants: 5 })
  await there.approved(NAME)

  /** The stores of a process of its own. */
  async function stores() {
    const database = await there.database.connect({ part: 'process' })
    const releases = new PostgresReleaseStore(database)
    const release = await releases.get({ agent: seo, version: TO })
    return { database, releases, rollouts: new PostgresRolloutStore(database), release }
  }

  const expire = () =>
    there.database.query(`UPDATE crosswalk.releases SET lease_until = now() - interval '1 second'`)

  await t.test('of a process that was killed is free at once, that of a living one is not', async () => {
    const one = await stores()
    const two = await stores()
    const held = await one.rollouts.acquireLease(one.release.id, 'one')
    await assertRefused(two.rollouts.acquireLease(two.release.id, 'two'), 'release/busy', /worked on by one/)
    await held.release()
    const mine = await two.rollouts.acquireLease(two.release.id, 'two')
    assert.equal(mine.token, held.token + 1)
    await assertRefused(one.rollouts.acquireLease(one.release.id, 'one'), 'release/busy', /worked on by two/)
    // What the system does with the sockets of a process that dies.
    await there.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    const started = performance.now()
    await until('the lease is lost', () => mine.signal.aborted)
    const next = await one.rollouts.acquireLease(one.release.id, 'one')
    assert.ok(performance.now() - started < 2000)
    await next.release()
    await mine.release()
  })

  await t.test('goes to one only of many that want it', async () => {
    const database = await there.database.connect({ part: 'process', max: 10 })
    const release = await new PostgresReleaseStore(database).get({ agent: seo, version: TO })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => acquireLease(database, release.id, `process ${n}`)),
    )
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    assert.equal(won.length, 1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.equal(outcome.reason.code, 'release/busy')
    }
    for (const { value } of won) await value.release()
  })

  await t.test('that was taken over lets its old holder write neither configs nor states', async () => {
    const zombie = await stores()
    const heir = await stores()
    const lost = await zombie.rollouts.acquireLease(zombie.release.id, 'zombie')
    const [row] = await zombie.rollouts.pushPage(lost, 'seo', TO, { limit: 1 })
    assert.ok(row)
    await expire()
    const lease = await heir.rollouts.acquireLease(heir.release.id, 'heir')
    const write: PushWrite = {
      configId: row.configId,
      rowVersion: row.rowVersion,
      state: 'failed',
      code: 'json/invalid',
      message: 'a zombie was here',
    }
    const rolling = { from: ['approved'], to: 'rolling_out', who: 'zombie', lease: lost } as const
    await assertRefused(
      zombie.rollouts.push(lost, { version: TO }, [write]),
      'release/lease-lost',
      /seo@1\.1\.0/,
    )
    await assertRefused(zombie.rollouts.rollback(lost, []), 'release/lease-lost')
    await assertRefused(zombie.rollouts.leave(lost, TO, [row.configId], write), 'release/lease-lost')
    await assertRefused(zombie.releases.setState(zombie.release, rolling), 'release/lease-lost')
    assert.equal((await there.journal()).size, 0)
    assert.equal(await there.stateOf(NAME), 'approved')
    // Nor does it give back what is not its own.
    await lost.release()
    await assertRefused(zombie.rollouts.acquireLease(zombie.release.id, 'zombie'), 'release/busy', /by heir/)
    await lease.release()
  })

  await t.test('is put off while batches are written, and taken over only between them', async () => {
    const { database, release } = await stores()
    const lease = await acquireLease(database, release.id, 'old')
    await expire()
    let taken: Lease | undefined
    const taking = await inTransaction(database, {}, async (client) => {
      await passFence(client, lease)
      // What the lease itself does every ten seconds. A lane is in such a transaction nearly always.
      await there.database.query(
        `SET lock_timeout = '300ms'; UPDATE crosswalk.releases SET lease_until = lease_until`,
      )
      const taking = acquireLease(database, release.id, 'new').then((next) => {
        taken = next
      })
      await sleep(300)
      assert.equal(taken, undefined)
      return { taking }
    })
    await taking.taking
    assert.equal(taken?.token, lease.token + 1)
    await lease.release()
    await taken?.release()
  })
})

test('a push that slept through its lease finds another one in its place, and changes nothing more', async (t) => {
  const there = await production(t, { tenants: MANY })
  await there.approved(NAME)
  const zombie = there.start('push', NAME)
  await zombie.reached(1)
  zombie.child.kill('SIGSTOP')
  const done = await there.pushedWhole()
  await there.database.query(`UPDATE crosswalk.releases SET lease_until = now() - interval '1 second'`)
  const next = await there.start('push', NAME).ended
  assert.deepEqual([next.status, next.result.state, next.result.migrated], [0, 'completed', MANY])
  assert.equal(await there.pushedWhole(), MANY)
  const before = [await there.configs(), await there.journal()]
  zombie.child.kill('SIGCONT')
  const { status, result } = await zombie.ended
  // Where it slept within a transaction, the server has ended its session.
  assert.ok(
    ['release/lease-lost', 'production/gone'].includes(result.error?.code ?? ''),
    JSON.stringify(result),
  )
  assert.equal(status, result.error?.code === 'release/lease-lost' ? 3 : 5)
  assert.deepEqual([await there.configs(), await there.journal()], before)
  assert.equal(await there.stateOf(NAME), 'completed')
  assert.ok(done > 0 && done < MANY)
})
