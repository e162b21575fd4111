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
    const database = await there.database.connect({ part: 'process', max: 10 })
    const releases = new PostgresReleaseStore(database)
    const release = await releases.get({ agent: seo, version: TO })
    const acquire = async (holder: string): Promise<Lease> => {
      const lease = await acquireLease(database, release.id, holder)
      leases.push(lease)
      return lease
    }
    return { database, releases, rollouts: new PostgresRolloutStore(database), release, acquire }
  }
  const leases: Lease[] = []
  t.afterEach(async () => {
    for (const lease of leases.splice(0)) await lease.release()
  })

  const expire = () =>
    there.database.query(`UPDATE crosswalk.releases SET lease_until = now() - interval '1 second'`)

  await t.test('of a process that was killed is free at once, that of a living one is not', async () => {
    const one = await stores()
    const two = await stores()
    const { token } = await one.acquire('one')
    await assertRefused(two.acquire('two'), 'release/busy', /worked on by one/)
    await leases.pop()?.release()
    const mine = await two.acquire('two')
    assert.equal(mine.token, token + 1)
    await assertRefused(one.acquire('one'), 'release/busy', /worked on by two/)
    // What the system does with the sockets of a process that dies.
    await there.database.query(`
      SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
    const started = performance.now()
    await until('the lease is lost', () => mine.signal.aborted)
    await one.acquire('one')
    assert.ok(performance.now() - started < 2000)
  })

  await t.test('goes to one only of many that want it', async () => {
    const { acquire } = await stores()
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => acquire(`process ${n}`)))
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'won'))
    assert.deepEqual(codes.toSorted(), [...Array.from({ length: 7 }, () => 'release/busy'), 'won'])
  })

  await t.test('that was taken over lets its old holder write neither configs nor states', async () => {
    const zombie = await stores()
    const heir = await stores()
    const lost = await zombie.acquire('zombie')
    const [row] = await zombie.rollouts.pushPages(lost, { agent: 'seo', to: TO })(1)
    assert.ok(row)
    await expire()
    await heir.acquire('heir')
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
    leases.shift()
    await assertRefused(zombie.acquire('zombie'), 'release/busy', /by heir/)
  })

  await t.test('is put off while batches are written, and taken over only between them', async () => {
    const { database, acquire } = await stores()
    const lease = await acquire('old')
    await expire()
    let taken: Lease | undefined
    let taking: Promise<void> | undefined
    await inTransaction(database, {}, async (client) => {
      await passFence(client, lease)
      // What the lease itself does every ten seconds. A lane is in such a transaction nearly always.
      await there.database.query(
        `SET lock_timeout = '300ms'; UPDATE crosswalk.releases SET lease_until = lease_until`,
      )
      taking = acquire('new').then((next) => {
        taken = next
      })
      await sleep(300)
      assert.equal(taken, undefined)
    })
    await taking
    assert.equal(taken?.token, lease.token + 1)
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
