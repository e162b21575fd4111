import type pg from 'pg'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { MAX_GENTLE_BATCH } from '../../../shared/release/pace.ts'
import type { LeaseToken, PushWrite, TargetColumns } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { jsonbArray } from '../jsonb-array.ts'
import { inTransaction } from '../transaction.ts'
import { waveOfTenant } from './in-wave.ts'
import { passFence } from './lease.ts'

/*
 * Config, history and journal in one statement, for the rows that are still as they were read: `xmin`
 * changes with every write to a row, and a row that was changed between the statement's snapshot and its
 * lock is looked at again with its new `xmin`, so it drops out. Whoever wrote it is not overwritten.
 *
 * A row that somebody else has locked is skipped, and comes again later: a batch must not wait for one
 * transaction while it keeps the rest of its rows from their users. As it waits for none, no order of locks is needed.
 *
 * What takes the locks knows no more of the input than it needs, for PostgreSQL carries all of that along with each
 * row, to look at the row again. The history's ids are made before it is written: what an INSERT returns is joined row
 * with row, since the planner takes it for one or two rows (a quarter of all at 500 rows a batch, none at 800). A
 * locked row stays where it is, so the update finds it by its place and not by the index once more.
 */
const MIGRATE = `
  WITH input AS MATERIALIZED (
    SELECT * FROM unnest($3::uuid[], $5::jsonb[], $6::text[], $7::text[], $8::text[], $9::jsonb[],
                         $10::jsonb[], $11::boolean[], $12::text[], $17::jsonb[])
      AS i (id, config, input_hash, output_hash, shape_id, complement, warnings, drifted, from_version, read_back)
  ), locked AS MATERIALIZED (
    SELECT c.id, c.ctid AS place, c.tenant_id, c.config_json, c.flow_version, gen_random_uuid() AS before_id,
           jsonb_build_object('flow_hash', c.flow_hash, 'config_schema_version', c.config_schema_version,
                              'previous_version', c.previous_version) AS row_before
      FROM public.walker_agent_user_configs c
      JOIN unnest($3::uuid[], $4::xid[]) AS i (id, row_version) ON i.id = c.id
     WHERE c.xmin = i.row_version
       FOR NO KEY UPDATE OF c SKIP LOCKED
  ), history AS (
    INSERT INTO public.walker_agent_config_versions (id, config_id, version, config_snapshot, change_reason)
    SELECT before_id, id, flow_version, config_json, $13 FROM locked
  ), written AS (
    UPDATE public.walker_agent_user_configs c
       SET config_json = i.config,
           flow_version = $14,
           flow_hash = coalesce($15, c.flow_hash),
           config_schema_version = coalesce($16, c.config_schema_version),
           previous_version = c.flow_version,
           migration_status = 'active',
           migration_attempted_at = now(),
           migration_completed_at = now(),
           migration_error = NULL,
           updated_at = now()
      FROM input i, locked l
     WHERE c.ctid = l.place AND c.id = l.id AND l.id = i.id
    RETURNING c.id
  ), noted AS (
    INSERT INTO crosswalk.journal AS j
           (release_id, config_id, run, state, from_version, to_version, input_hash, output_hash, shape_id,
            complement, warnings, before_id, row_before, drifted, wave, read_back)
    SELECT $1, i.id, $2, 'migrated', i.from_version, $14, decode(i.input_hash, 'hex'), decode(i.output_hash, 'hex'),
           i.shape_id, i.complement, i.warnings, l.before_id, l.row_before, i.drifted,
           ${waveOfTenant('l.tenant_id')}, i.read_back
      FROM input i JOIN locked l ON l.id = i.id
    ON CONFLICT (release_id, config_id) DO UPDATE
       SET run = excluded.run, state = excluded.state, from_version = excluded.from_version,
           input_hash = excluded.input_hash, output_hash = excluded.output_hash, shape_id = excluded.shape_id,
           complement = excluded.complement, warnings = excluded.warnings, before_id = excluded.before_id,
           row_before = excluded.row_before, drifted = excluded.drifted, wave = excluded.wave, read_back = excluded.read_back, error = NULL,
           done_at = now()
  )
  SELECT id FROM written`

/*
 * The seed's index over the whole config costs more than all else: about a hundred entries a row. PostgreSQL
 * gathers them in a pending list and sorts them in when it is full; a longer list, and the memory to sort
 * it, makes that once for many batches. Beside others at work, when batches are small, the list is short. A batch that takes long holds its rows, so it is cut off. For our
 * transactions only.
 *
 * A batch does not wait until the disk has it (9 % of the time). A server that loses its power may lose the last
 * batches with it: whole ones, config, history and journal together, and the next push does them again. What comes
 * after a batch in the log, a user's edit on top of it or the state of the release, is on the disk only after it, for
 * these do wait.
 */
export const tune = (rows: number): string => `
  SELECT set_config('gin_pending_list_limit', '${pendingListKb(rows)}', true), set_config('work_mem', '65536', true),
         set_config('statement_timeout', '20000', true), set_config('synchronous_commit', 'off', true)`

// Shorter than PostgreSQL has it for everybody (4 MB), so that no user's edit is the one to sort.
const pendingListKb = (rows: number): number => (rows <= MAX_GENTLE_BATCH ? 2048 : 32_768)

// A held or failed config is left as it is; only the columns that say so change.
const NOTE = `
  WITH input AS MATERIALIZED (
    SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
      AS i (id, row_version, state, input_hash, shape_id, error)
  ), locked AS MATERIALIZED (
    SELECT c.id, c.tenant_id, c.flow_version
      FROM public.walker_agent_user_configs c
      JOIN input i ON i.id = c.id
     WHERE c.xmin::text = i.row_version
     ORDER BY c.id
       FOR NO KEY UPDATE OF c SKIP LOCKED
  ), failed AS (
    UPDATE public.walker_agent_user_configs c
       SET migration_status = 'failed', migration_attempted_at = now(), migration_error = i.error::jsonb ->> 'message'
      FROM input i, locked l
     WHERE c.id = i.id AND l.id = i.id AND i.state = 'failed'
  ), noted AS (
    INSERT INTO crosswalk.journal AS j
           (release_id, config_id, run, state, from_version, to_version, input_hash, shape_id, error, drifted, wave)
    SELECT $1, i.id, $2, i.state, l.flow_version, $9, decode(i.input_hash, 'hex'), i.shape_id, i.error::jsonb,
           i.state = 'held', ${waveOfTenant('l.tenant_id')}
      FROM input i JOIN locked l ON l.id = i.id
    ON CONFLICT (release_id, config_id) DO UPDATE
       SET run = excluded.run, state = excluded.state, from_version = excluded.from_version,
           input_hash = excluded.input_hash, shape_id = excluded.shape_id, error = excluded.error,
           drifted = excluded.drifted, wave = excluded.wave, done_at = now()
  )
  SELECT id FROM locked`

type Migrated = Extract<PushWrite, { state: 'migrated' }>
type Noted = Exclude<PushWrite, { state: 'migrated' }>

/** Writes a batch in one transaction; gives the ids that were still as they had been read. */
export async function writePush(
  database: Database,
  lease: LeaseToken,
  target: TargetColumns,
  writes: readonly PushWrite[],
): Promise<ReadonlySet<ConfigId>> {
  return inTransaction(database, {}, async (client) => {
    await passFence(client, lease)
    await client.query(tune(writes.length))
    return writeWithin(client, lease, target, writes)
  })
}

/** For which release something is written, and by which run of it; 0 is none, and every run looks at it again. */
type Run = Pick<LeaseToken, 'releaseId' | 'token'>

/** The same within a transaction that is there already. */
export async function writeWithin(
  client: pg.ClientBase,
  run: Run,
  target: TargetColumns,
  writes: readonly PushWrite[],
): Promise<ReadonlySet<ConfigId>> {
  const migrated = writes.filter((write): write is Migrated => write.state === 'migrated')
  const noted = writes.filter((write): write is Noted => write.state !== 'migrated')
  const done = new Set<ConfigId>()
  if (migrated.length > 0) {
    const { rows } = await client.query<{ id: ConfigId }>({
      text: MIGRATE,
      values: migrateValues(run, target, migrated),
    })
    for (const { id } of rows) done.add(id)
  }
  if (noted.length > 0) {
    const { rows } = await client.query<{ id: ConfigId }>(NOTE, noteValues(run, target, noted))
    for (const { id } of rows) done.add(id)
  }
  return done
}

function migrateValues(lease: Run, target: TargetColumns, writes: readonly Migrated[]): unknown[] {
  return [
    lease.releaseId,
    lease.token,
    writes.map((write) => write.configId),
    writes.map((write) => write.rowVersion),
    jsonbArray(writes.map((write) => write.text)),
    writes.map((write) => write.inputHash),
    writes.map((write) => write.outputHash),
    writes.map((write) => write.shapeId),
    jsonbArray(writes.map((write) => write.complement)),
    jsonbArray(writes.map((write) => write.warnings)),
    writes.map((write) => write.drifted),
    writes.map((write) => write.from),
    `release to ${target.version}`,
    target.version,
    target.flowHash,
    target.configSchemaVersion,
    jsonbArray(writes.map(({ readBack = [] }) => (readBack.length === 0 ? null : JSON.stringify(readBack)))),
  ]
}

function noteValues(lease: Run, target: TargetColumns, writes: readonly Noted[]): unknown[] {
  return [
    lease.releaseId,
    lease.token,
    writes.map((write) => write.configId),
    writes.map((write) => write.rowVersion),
    writes.map((write) => write.state),
    writes.map((write) => write.inputHash),
    writes.map((write) => (write.state === 'held' ? write.shapeId : null)),
    writes.map((write) =>
      JSON.stringify(
        write.state === 'held' ? { message: write.reason } : { code: write.code, message: write.message },
      ),
    ),
    target.version,
  ]
}
