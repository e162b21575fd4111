import type { ConfigId } from '../../../shared/config/ids.ts'
import type { LeaseToken, RollbackWrite } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { passFence } from './lease.ts'
import { tune } from './push-write.ts'

/*
 * As the push writes, the other way: what the config is now goes into the history first, so that an edit
 * made after the push can be found there whatever becomes of it, in a row whose id is made beforehand, as there. A
 * config created since the push gets no flow hash: the one that it has is of the version that it leaves.
 */
const ROLL_BACK = `
  WITH input AS MATERIALIZED (
    SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
      AS i (id, row_version, config, to_version, state, complement, edits)
  ), locked AS MATERIALIZED (
    SELECT c.id, c.config_json, c.flow_version, j.row_before, gen_random_uuid() AS after_id
      FROM public.walker_agent_user_configs c
      JOIN input i ON i.id = c.id
      LEFT JOIN crosswalk.journal j ON j.release_id = $1 AND j.config_id = c.id
     WHERE c.xmin::text = i.row_version
     ORDER BY c.id
       FOR NO KEY UPDATE OF c SKIP LOCKED
  ), history AS (
    INSERT INTO public.walker_agent_config_versions (id, config_id, version, config_snapshot, change_reason)
    SELECT after_id, id, flow_version, config_json, $10 FROM locked
  ), written AS (
    UPDATE public.walker_agent_user_configs c
       SET config_json = i.config::jsonb,
           flow_version = i.to_version,
           flow_hash = l.row_before ->> 'flow_hash',
           config_schema_version = coalesce(l.row_before ->> 'config_schema_version', c.config_schema_version),
           previous_version = CASE WHEN l.row_before IS NULL THEN c.flow_version ELSE l.row_before ->> 'previous_version' END,
           migration_status = 'active',
           migration_attempted_at = now(),
           migration_completed_at = now(),
           migration_error = NULL,
           updated_at = now()
      FROM input i, locked l
     WHERE c.id = i.id AND l.id = i.id
    RETURNING c.id
  ), noted AS (
    INSERT INTO crosswalk.journal AS j
           (release_id, config_id, run, state, from_version, to_version, after_id, complement, edits, undone_at)
    SELECT $1, i.id, $2, i.state, i.to_version, l.flow_version, l.after_id, i.complement::jsonb, i.edits::jsonb, now()
      FROM input i JOIN locked l ON l.id = i.id
    ON CONFLICT (release_id, config_id) DO UPDATE
       SET run = excluded.run, state = excluded.state, after_id = excluded.after_id,
           complement = excluded.complement, edits = excluded.edits, error = NULL, undone_at = now()
  )
  SELECT id FROM written`

// A config that could not be taken back stays as the push left it, and the journal says why.
const NOTE = `
  UPDATE crosswalk.journal j SET run = $2, error = i.error::jsonb
    FROM unnest($3::uuid[], $4::text[]) AS i (id, error)
   WHERE j.release_id = $1 AND j.config_id = i.id
  RETURNING j.config_id AS id`

// One that was created after the push has no line yet.
const NOTE_NEW = `
  INSERT INTO crosswalk.journal (release_id, config_id, run, state, from_version, to_version, error)
  SELECT $1, i.id, $2, 'failed', i.to_version, c.flow_version, i.error::jsonb
    FROM unnest($3::uuid[], $4::text[], $5::text[]) AS i (id, error, to_version)
    JOIN public.walker_agent_user_configs c ON c.id = i.id
  ON CONFLICT (release_id, config_id) DO NOTHING
  RETURNING config_id AS id`

type Undone = Extract<RollbackWrite, { text: string }>
type Failed = Extract<RollbackWrite, { state: 'failed' }>

/** Writes a batch in one transaction; gives the ids that were still as they had been read. */
export async function writeRollback(
  database: Database,
  lease: LeaseToken,
  writes: readonly RollbackWrite[],
): Promise<ReadonlySet<ConfigId>> {
  const undone = writes.filter((write): write is Undone => write.state !== 'failed')
  const failed = writes.filter((write): write is Failed => write.state === 'failed')
  return inTransaction(database, {}, async (client) => {
    await passFence(client, lease)
    await client.query(tune(writes.length))
    const done = new Set<ConfigId>()
    if (undone.length > 0) {
      const { rows } = await client.query<{ id: ConfigId }>(ROLL_BACK, undoneValues(lease, undone))
      for (const { id } of rows) done.add(id)
    }
    if (failed.length > 0) {
      const ids = failed.map((write) => write.configId)
      const errors = failed.map(({ code, message }) => JSON.stringify({ code, message }))
      const known = await client.query<{ id: ConfigId }>(NOTE, [lease.releaseId, lease.token, ids, errors])
      const versions = failed.map((write) => write.to)
      const fresh = await client.query<{ id: ConfigId }>(NOTE_NEW, [
        lease.releaseId,
        lease.token,
        ids,
        errors,
        versions,
      ])
      for (const { id } of [...known.rows, ...fresh.rows]) done.add(id)
    }
    return done
  })
}

function undoneValues(lease: LeaseToken, writes: readonly Undone[]): unknown[] {
  return [
    lease.releaseId,
    lease.token,
    writes.map((write) => write.configId),
    writes.map((write) => write.rowVersion),
    writes.map((write) => write.text),
    writes.map((write) => write.to),
    writes.map((write) => write.state),
    writes.map((write) => write.complement),
    writes.map(editsOf),
    'rollback of a release',
  ]
}

// Of a config that nobody has edited, the history says the same: everything was restored.
function editsOf({ edits, restored }: Undone): string | null {
  if (edits.length === 0) return null
  return JSON.stringify([...edits, ...restored.map((path) => ({ path, outcome: 'restored' }))])
}
