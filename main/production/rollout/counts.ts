import type { RolloutFigures } from '../../../shared/api/rollouts.ts'
import type { ConfigId, Version } from '../../../shared/config/ids.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

const JOURNAL = `
  SELECT count(*) FILTER (WHERE state IN ('migrated', 'restored', 'kept_edits', 'conflict') AND output_hash IS NOT NULL)::int AS migrated,
         count(*) FILTER (WHERE drifted AND state NOT IN ('held', 'failed'))::int AS drifted,
         count(*) FILTER (WHERE state = 'held')::int AS held,
         count(*) FILTER (WHERE state = 'failed' OR error IS NOT NULL AND state = 'migrated')::int AS failed,
         count(*) FILTER (WHERE state = 'restored')::int AS restored,
         count(*) FILTER (WHERE state = 'kept_edits')::int AS kept_edits,
         count(*) FILTER (WHERE state = 'conflict')::int AS conflicts,
         count(*) FILTER (WHERE read_back IS NOT NULL AND state = 'migrated')::int AS read_back
    FROM crosswalk.journal WHERE release_id = $1`

const CONFIGS = `
  SELECT count(*)::int AS configs,
         count(*) FILTER (WHERE c.flow_version = $3 AND j.config_id IS NULL)::int AS unchanged
    FROM public.walker_agent_user_configs c
    LEFT JOIN crosswalk.journal j ON j.release_id = $1 AND j.config_id = c.id
   WHERE c.agent_type::text = $2`

const TROUBLES = `
  SELECT config_id AS id, CASE WHEN state = 'migrated' THEN 'failed' ELSE state END AS state,
         coalesce(error ->> 'message', '') AS reason
    FROM crosswalk.journal
   WHERE release_id = $1 AND (state IN ('held', 'failed') OR error IS NOT NULL)
   ORDER BY config_id LIMIT $2`

type JournalCounts = {
  migrated: number
  drifted: number
  held: number
  failed: number
  restored: number
  kept_edits: number
  conflicts: number
  read_back: number
}

export async function countRollout(
  database: Database,
  releaseId: string,
  agent: string,
  to: Version,
): Promise<RolloutFigures> {
  type Configs = { configs: number; unchanged: number }
  // Each reads a whole table, so both at once.
  const [journal, configs] = await Promise.all([
    withClient(database, (client) => client.query<JournalCounts>(JOURNAL, [releaseId])),
    withClient(database, (client) => client.query<Configs>(CONFIGS, [releaseId, agent, to])),
  ])
  const { kept_edits: keptEdits, read_back: readBack, ...counts } = journal.rows[0] as JournalCounts
  return { ...counts, keptEdits, readBack, ...(configs.rows[0] as Configs) }
}

export async function listTroubles(
  database: Database,
  releaseId: string,
  limit: number,
): Promise<readonly { configId: ConfigId; state: string; reason: string }[]> {
  type Row = { id: ConfigId; state: string; reason: string }
  const { rows } = await withClient(database, (client) => client.query<Row>(TROUBLES, [releaseId, limit]))
  return rows.map(({ id, state, reason }) => ({ configId: id, state, reason }))
}
