import type pg from 'pg'
import { CrosswalkError, fail } from '../../../shared/errors/index.ts'
import type { Lease, LeaseToken } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { LEASE_LOCKS } from '../locks.ts'
import { withClient, withTransaction } from '../transaction.ts'
import { translate } from '../translate.ts'

/*
 * Who holds the lease of a release has three things:
 *
 * - a token, which goes up with every lease and never down: a process that was stopped and wakes up after its
 *   lease writes with a token that no statement accepts;
 * - an advisory lock under that token, held by a session of its own. The server lets go of it when the session
 *   ends, so the lease of a killed process is free at once;
 * - a time until which the lease counts, put off again and again. It ends the lease of a process that is stopped
 *   or cut off from the network, whose session the server keeps.
 */
const TTL_S = 30
const RENEW_MS = 10_000

/** The lock of one lease. Not negative, so that it looks the same in `pg_locks`, which has numbers without a sign. */
const LOCK = `hashtext(r.id::text || ' ' || r.lease_token) & 2147483647`

/** A condition on a release `r`: whether somebody alive has its lease. */
export const HAS_HOLDER = `(
  coalesce(r.lease_until > clock_timestamp(), false)
    AND EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                 WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted
                   AND l.objsubid = 2 AND l.classid::bigint = ${LEASE_LOCKS} AND l.objid::bigint = ${LOCK}))`

const STATE = `
  SELECT r.agent || '@' || r.version AS name, coalesce(r.lease_holder, 'another process') AS holder,
         greatest(0, ceil(extract(epoch FROM r.lease_until - clock_timestamp())))::int AS seconds,
         ${HAS_HOLDER} AS held
    FROM crosswalk.releases r WHERE r.id = $1`

// Waits for the transactions of the lease before, which have passed the fence: see below.
const CLOSE_FENCE = `SELECT 1 FROM crosswalk.releases WHERE id = $1 FOR UPDATE`

const TAKE = `
  UPDATE crosswalk.releases r
     SET lease_token = lease_token + 1, lease_holder = $2,
         lease_until = clock_timestamp() + make_interval(secs => $3)
   WHERE id = $1
  RETURNING lease_token::text AS token, ${LOCK} AS lock`

const RENEW = `
  UPDATE crosswalk.releases SET lease_until = clock_timestamp() + make_interval(secs => $3)
   WHERE id = $1 AND lease_token = $2`

const GIVE_BACK = `UPDATE crosswalk.releases SET lease_until = NULL WHERE id = $1 AND lease_token = $2`

// Only the key is locked, so that putting the lease off, which changes no key, does not wait for the batches
// under way. The token is asked for by a statement of its own: the one that locks may still see the row as it
// was before somebody took the lease over. One that was given back lets nobody write either: a worker may have
// slept through its end.
const PASS_FENCE = `SELECT 1 FROM crosswalk.releases WHERE id = $1 FOR KEY SHARE`
const TOKEN = `
  SELECT set_config('idle_in_transaction_session_timeout', $3, true)
    FROM crosswalk.releases WHERE id = $1 AND lease_token = $2 AND lease_until IS NOT NULL`
// A process that is stopped within a transaction must not keep its rows from their users, nor the fence open,
// for longer than its lease.
const IDLE_MS = 10_000

type State = { name: string; holder: string; seconds: number; held: boolean }
type Taken = { name: string; token: number; lock: number }

/** Takes the lease of a release and keeps it. Raises `release/busy` while another process holds it. */
export async function acquireLease(database: Database, releaseId: string, holder: string): Promise<Lease> {
  const taking = Promise.withResolvers<Lease>()
  // The session is ours for as long as the lease lasts, and goes back to the pool after it.
  withClient(database, async (client) => {
    const taken = await take(client, releaseId, holder)
    const ended = Promise.withResolvers<void>()
    const keeping = keep(client, database, releaseId, taken)
    taking.resolve({
      releaseId,
      name: taken.name,
      token: taken.token,
      signal: keeping.lost,
      async release() {
        keeping.stop()
        // What cannot be given back ends with the session, or with its time.
        await giveBack(client, releaseId, taken).catch(() => undefined)
        ended.resolve()
      },
    })
    await ended.promise
  }).catch(taking.reject)
  return taking.promise
}

const HOLDER = `SELECT r.lease_holder AS holder FROM crosswalk.releases r WHERE r.id = $1 AND ${HAS_HOLDER}`

/** Who has the lease of a release and is alive; null for nobody. */
export async function holderOf(database: Database, releaseId: string): Promise<string | null> {
  const { rows } = await withClient(database, (client) =>
    client.query<{ holder: string | null }>(HOLDER, [releaseId]),
  )
  return rows[0]?.holder ?? null
}

/**
 * Lets a transaction write for the lease: as long as it lasts, nobody takes the lease over. Raises
 * `release/lease-lost` where somebody has.
 */
export async function passFence(client: pg.ClientBase, lease: LeaseToken): Promise<void> {
  await client.query(PASS_FENCE, [lease.releaseId])
  const { rowCount } = await client.query(TOKEN, [lease.releaseId, lease.token, String(IDLE_MS)])
  if (rowCount !== 1) fail('release/lease-lost', { release: lease.name })
}

async function take(client: pg.ClientBase, releaseId: string, holder: string): Promise<Taken> {
  // Without a lock first: who only asks must neither wait for the holder's batches nor hold them up.
  await requireFree(client, releaseId)
  try {
    return await withTransaction(client, {}, async () => {
      await client.query(CLOSE_FENCE, [releaseId])
      // Another one may have been faster.
      const { name } = await requireFree(client, releaseId)
      const { rows } = await client.query<{ token: string; lock: number }>(TAKE, [releaseId, holder, TTL_S])
      const { token, lock } = rows[0] as { token: string; lock: number }
      // Before anybody can see the new token: a lease without its lock would count as a dead process's.
      await client.query('SELECT pg_advisory_lock($1, $2)', [LEASE_LOCKS, lock])
      return { name, token: Number(token), lock }
    })
  } catch (error) {
    // It does not end with the transaction.
    await client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined)
    throw error
  }
}

async function requireFree(client: pg.ClientBase, releaseId: string): Promise<State> {
  const { rows } = await client.query<State>(STATE, [releaseId])
  const state = rows[0] as State
  if (state.held) {
    fail('release/busy', { release: state.name, holder: state.holder, secondsLeft: state.seconds })
  }
  return state
}

function keep(client: pg.PoolClient, { where }: Database, releaseId: string, { name, token }: Taken) {
  const lost = new AbortController()
  let renewedAt = performance.now()
  // Our other sessions may live on, but without this one's lock others see a dead process.
  const onError = (error: Error) => lost.abort(translate(error, where))
  client.on('error', onError)
  const lose = () => lost.abort(new CrosswalkError('release/lease-lost', { release: name }))
  const timer = setInterval(() => {
    const askedAt = performance.now()
    client.query(RENEW, [releaseId, token, TTL_S]).then(
      ({ rowCount }) => {
        if (rowCount === 1) renewedAt = askedAt
        else lose()
      },
      () => {
        if (performance.now() - renewedAt > TTL_S * 1000) lose()
      },
    )
  }, RENEW_MS)
  timer.unref()
  return {
    lost: lost.signal,
    stop() {
      clearInterval(timer)
      client.off('error', onError)
    },
  }
}

async function giveBack(client: pg.ClientBase, releaseId: string, { token, lock }: Taken): Promise<void> {
  await client.query(GIVE_BACK, [releaseId, token])
  await client.query('SELECT pg_advisory_unlock($1, $2)', [LEASE_LOCKS, lock])
}
