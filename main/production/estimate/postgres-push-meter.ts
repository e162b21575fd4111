import type { PushMeter, WriteRate } from '../../services/ports/estimate.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

/** So few have been written before the measure has settled. */
const LEAST_CONFIGS = 1000
const SAMPLE = 1000
const STATEMENT_MS = '20000'

// The last release of the agent that is long enough to tell. Waves bake in between: only the time in them counts.
const LAST = `
  SELECT sum(w.configs)::int AS configs, sum(w.seconds)::float8 AS seconds
    FROM (SELECT r.id FROM crosswalk.releases r
           WHERE r.agent = $1 AND r.completed_at IS NOT NULL ORDER BY r.completed_at DESC LIMIT 1) AS last,
         LATERAL (SELECT count(*) AS configs, extract(epoch FROM max(j.done_at) - min(j.done_at)) AS seconds
                    FROM crosswalk.journal j
                   WHERE j.release_id = last.id AND j.output_hash IS NOT NULL GROUP BY j.wave) AS w`

// With all indexes of the real table, which are most of what a push costs. The history's own columns may ask for more
// than we know of, so that one has ours.
const PREPARE = `
  CREATE TEMPORARY TABLE crosswalk_sample (LIKE public.walker_agent_user_configs INCLUDING INDEXES) ON COMMIT DROP;
  CREATE TEMPORARY TABLE crosswalk_sample_history (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), config_id uuid, version text, config_snapshot jsonb,
    created_at timestamp DEFAULT now()) ON COMMIT DROP;
  CREATE INDEX ON crosswalk_sample_history (config_id);
  CREATE INDEX ON crosswalk_sample_history (created_at)`
const FILL = `
  INSERT INTO crosswalk_sample SELECT * FROM public.walker_agent_user_configs
   WHERE agent_type::text = $1 ORDER BY id LIMIT ${SAMPLE}`
const WRITE = `
  WITH history AS (
    INSERT INTO crosswalk_sample_history (config_id, version, config_snapshot)
    SELECT id, flow_version, config_json FROM crosswalk_sample
  )
  UPDATE crosswalk_sample SET config_json = config_json || '{"crosswalk_sample": true}'`

/** Measures on a session of its own. Give it a database that may write temporary tables. */
export class PostgresPushMeter implements PushMeter {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async measure(agent: string): Promise<WriteRate | undefined> {
    return (await this.#byJournal(agent)) ?? (await this.#bySample(agent))
  }

  async #byJournal(agent: string): Promise<WriteRate | undefined> {
    type Row = { configs: number | null; seconds: number | null }
    const { rows } = await withClient(this.#database, (client) => client.query<Row>(LAST, [agent]))
    const { configs, seconds } = rows[0] ?? {}
    if (configs == null || seconds == null || configs < LEAST_CONFIGS || seconds <= 0) return undefined
    return { configsPerSecond: configs / seconds, by: 'journal', configs }
  }

  /** In a transaction that is undone. Temporary tables are not logged, so that the real ones take longer still. */
  async #bySample(agent: string): Promise<WriteRate | undefined> {
    return withClient(this.#database, async (client) => {
      await client.query('BEGIN')
      try {
        await client.query(`SELECT set_config('statement_timeout', '${STATEMENT_MS}', true)`)
        await client.query(PREPARE)
        const { rowCount } = await client.query(FILL, [agent])
        if (rowCount === null || rowCount === 0) return undefined
        const started = performance.now()
        await client.query(WRITE)
        const seconds = (performance.now() - started) / 1000
        return { configsPerSecond: rowCount / seconds, by: 'sample', configs: rowCount }
      } finally {
        await client.query('ROLLBACK')
      }
    })
  }
}
