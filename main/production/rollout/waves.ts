import type { Lease } from '../../services/ports/rollouts.ts'
import type { WaveRecord, WaveState, WaveStore } from '../../services/ports/waves.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'
import { passFence } from './lease.ts'

const FAILING = `
  (SELECT count(*) FROM public.walker_agent_user_configs c
    WHERE c.agent_type::text = r.agent AND c.migration_status::text = 'failed')`
const READS = `
  (SELECT sum(e.reads) FROM crosswalk.journal j
     JOIN crosswalk.execution_counts e ON e.config_id = j.config_id AND e.flow_version = r.version
    WHERE j.release_id = r.id AND j.state = 'migrated')`

const LIST = `
  SELECT w.wave, w.reach, w.bake_minutes::float8 AS bake_minutes, w.bake_reads::float8 AS bake_reads, w.state,
         coalesce(j.migrated, 0)::int AS migrated, coalesce(j.held, 0)::int AS held, coalesce(j.failed, 0)::int AS failed,
         extract(epoch FROM now() - w.ended_at)::float8 / 60 AS baked_minutes,
         CASE WHEN n.counted THEN (coalesce(n.reads, 0) - coalesce(w.reads, 0))::float8 END AS baked_reads,
         (n.failing - w.failing)::int AS failing_more
    FROM crosswalk.releases r
    JOIN crosswalk.release_waves w ON w.release_id = r.id
    CROSS JOIN LATERAL (SELECT ${FAILING} AS failing, ${READS} AS reads,
                               EXISTS (SELECT FROM crosswalk.execution_counts) AS counted) n
    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE j.state = 'migrated' AND j.error IS NULL) AS migrated,
                              count(*) FILTER (WHERE j.state = 'held') AS held,
                              count(*) FILTER (WHERE j.state = 'failed' OR j.state = 'migrated' AND j.error IS NOT NULL) AS failed
                         FROM crosswalk.journal j WHERE j.release_id = r.id AND j.wave = w.wave) j ON true
   WHERE r.id = $1 ORDER BY w.wave`

// One that is completed already is not begun again by a later one, and keeps the time from which it bakes.
const BEGIN = `
  UPDATE crosswalk.release_waves SET state = 'rolling_out', begun_at = coalesce(begun_at, now()), ended_at = NULL
   WHERE release_id = $1 AND (wave < $2 AND state <> 'completed' OR wave = $2)`
const PAUSE = `
  UPDATE crosswalk.release_waves SET state = 'paused' WHERE release_id = $1 AND wave <= $2 AND state = 'rolling_out'`
const COMPLETE = `
  UPDATE crosswalk.release_waves w
     SET state = 'completed', ended_at = now(), failing = ${FAILING}, reads = coalesce(${READS}, 0)
    FROM crosswalk.releases r
   WHERE r.id = $1 AND w.release_id = r.id AND w.wave <= $2 AND w.state = 'rolling_out'`

const STATEMENTS: Readonly<Record<Exclude<WaveState, 'pending'>, string>> = {
  rolling_out: BEGIN,
  paused: PAUSE,
  completed: COMPLETE,
}

type Row = {
  wave: number
  reach: number
  bake_minutes: number
  bake_reads: number
  state: WaveState
  migrated: number
  held: number
  failed: number
  baked_minutes: number | null
  baked_reads: number | null
  failing_more: number | null
}

export class PostgresWaveStore implements WaveStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async list(releaseId: string): Promise<readonly WaveRecord[]> {
    const { rows } = await withClient(this.#database, (client) => client.query<Row>(LIST, [releaseId]))
    return rows.map(toRecord)
  }

  async set(lease: Lease, upTo: number, state: Exclude<WaveState, 'pending'>): Promise<void> {
    await inTransaction(this.#database, {}, async (client) => {
      await passFence(client, lease)
      await client.query(STATEMENTS[state], [lease.releaseId, upTo])
    })
  }
}

const toRecord = (row: Row): WaveRecord => ({
  wave: row.wave,
  reach: row.reach,
  bakeMinutes: row.bake_minutes,
  bakeReads: row.bake_reads,
  state: row.state,
  migrated: row.migrated,
  held: row.held,
  failed: row.failed,
  ...(row.state !== 'completed' || row.baked_minutes === null
    ? {}
    : {
        baked: {
          minutes: row.baked_minutes,
          failingMore: row.failing_more ?? 0,
          ...(row.baked_reads === null ? {} : { reads: row.baked_reads }),
        },
      }),
})
