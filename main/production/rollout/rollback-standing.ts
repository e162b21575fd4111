import type { GoneCounts, Lease, RollbackReach, RollbackScope } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'
import { passFence } from './lease.ts'
import { inScope, scopeValue } from './rollback-scope.ts'

// A release stands on top where it migrated a config after this one did, and has not taken it back.
const NEWER = `
  SELECT r.agent || '@' || r.version AS release
    FROM crosswalk.releases r
    JOIN LATERAL (SELECT max(other.done_at) AS done_at
                    FROM crosswalk.journal mine
                    JOIN public.walker_agent_user_configs c ON c.id = mine.config_id
                    JOIN crosswalk.journal other ON other.config_id = mine.config_id AND other.release_id = r.id
                   WHERE mine.release_id = $1 AND mine.state = 'migrated' AND other.state = 'migrated'
                     AND other.done_at > mine.done_at AND ${inScope('$2')}) top ON top.done_at IS NOT NULL
   WHERE r.id <> $1 AND r.state <> 'rolled_back'
   ORDER BY top.done_at DESC`

const GONE = `
  SELECT count(c.id) FILTER (WHERE c.flow_version <> $2)::int AS moved_on,
         count(*) FILTER (WHERE c.id IS NULL)::int AS deleted
    FROM crosswalk.journal j LEFT JOIN public.walker_agent_user_configs c ON c.id = j.config_id
   WHERE j.release_id = $1 AND j.state = 'migrated'
     AND (c.id IS NOT NULL AND ${inScope('$3')} OR c.id IS NULL AND $3::jsonb = '{}')`

const NOTE_MOVED_ON = `
  UPDATE crosswalk.journal j
     SET run = $4, error = jsonb_build_object('code', 'release/moved-on', 'message',
           'it stands at version ' || c.flow_version || ' by now, where something else than the release has put it, and stays there')
    FROM public.walker_agent_user_configs c
   WHERE j.release_id = $1 AND j.config_id = c.id AND j.state = 'migrated' AND c.flow_version <> $2
     AND ${inScope('$3')}`

/** The topmost first. */
export async function listNewer(
  database: Database,
  releaseId: string,
  scope: RollbackScope,
): Promise<readonly string[]> {
  const { rows } = await withClient(database, (client) =>
    client.query<{ release: string }>(NEWER, [releaseId, scopeValue(scope)]),
  )
  return rows.map(({ release }) => release)
}

export async function countGone(database: Database, reach: RollbackReach): Promise<GoneCounts> {
  type Row = { moved_on: number; deleted: number }
  const values = [reach.releaseId, reach.from, scopeValue(reach.scope)]
  const { rows } = await withClient(database, (client) => client.query<Row>(GONE, values))
  const { moved_on: movedOn = 0, deleted = 0 } = rows[0] ?? {}
  return { movedOn, deleted }
}

export async function noteMovedOn(database: Database, lease: Lease, reach: RollbackReach): Promise<void> {
  await inTransaction(database, {}, async (client) => {
    await passFence(client, lease)
    await client.query(NOTE_MOVED_ON, [reach.releaseId, reach.from, scopeValue(reach.scope), lease.token])
  })
}
