import { fail } from '../../../shared/errors/index.ts'
import type { Lease } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

const TTL_S = 30
const RENEW_MS = 10_000

// Taken only where nobody holds it any more. The token goes up with every taking, never down, so that a
// process which was paused and wakes up after its lease writes with a token that no statement accepts.
const TAKE = `
  UPDATE crosswalk.releases
     SET lease_token = lease_token + 1, lease_holder = $2, lease_until = now() + make_interval(secs => $3)
   WHERE id = $1 AND (lease_until IS NULL OR lease_until < now())
  RETURNING lease_token::text AS token`

const HELD = `
  SELECT agent || '@' || version AS release, coalesce(lease_holder, 'another process') AS holder,
         greatest(0, ceil(extract(epoch FROM lease_until - now())))::int AS seconds
    FROM crosswalk.releases WHERE id = $1`

const RENEW = `
  UPDATE crosswalk.releases SET lease_until = now() + make_interval(secs => $3)
   WHERE id = $1 AND lease_token = $2`

const RELEASE = `UPDATE crosswalk.releases SET lease_until = NULL WHERE id = $1 AND lease_token = $2`

/** Takes the lease of a release and keeps renewing it. Raises `release/busy`. */
export async function acquireLease(database: Database, releaseId: string, holder: string): Promise<Lease> {
  const token = await withClient(database, async (client) => {
    const taken = await client.query<{ token: string }>(TAKE, [releaseId, holder, TTL_S])
    if (taken.rows[0]) return Number(taken.rows[0].token)
    const held = await client.query<{ release: string; holder: string; seconds: number }>(HELD, [releaseId])
    const { release = releaseId, holder: other = 'another process', seconds = TTL_S } = held.rows[0] ?? {}
    return fail('release/busy', { release, holder: other, secondsLeft: seconds })
  })
  const lost = new AbortController()
  let lastRenewed = performance.now()
  const timer = setInterval(() => {
    withClient(database, (client) => client.query(RENEW, [releaseId, token, TTL_S]))
      .then(({ rowCount }) => {
        if (rowCount === 1) lastRenewed = performance.now()
        else lost.abort(lostError(releaseId))
      })
      .catch(() => {
        // The environment may be back in a moment; past the lease's end it is not ours any more.
        if (performance.now() - lastRenewed > TTL_S * 1000) lost.abort(lostError(releaseId))
      })
  }, RENEW_MS)
  timer.unref()
  return {
    releaseId,
    token,
    signal: lost.signal,
    async release() {
      clearInterval(timer)
      // A lease that cannot be given back ends by itself.
      await withClient(database, (client) => client.query(RELEASE, [releaseId, token])).catch(() => undefined)
    },
  }
}

function lostError(release: string): unknown {
  try {
    return fail('release/lease-lost', { release })
  } catch (error) {
    return error
  }
}
