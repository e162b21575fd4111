import type pg from 'pg'
import { z } from 'zod'
import type { ConfigId, Hash, Version } from '../../../shared/config/ids.ts'
import type { KeptConfig, ReleaseLine, Standing, Whose } from '../../services/ports/sidecar.ts'
import { IS_OPEN } from './open-release.ts'

// By tenant, user and agent, all three, although row-level security shows no other tenant's rows: neither relies on
// the other. The agent as text, for the column is of the application's own type.
const MINE = 'c.tenant_id = $1 AND c.user_id = $2 AND c.agent_type::text = $3'

/** The columns of a KeptConfig, of a row `c`. */
export const COLUMNS = `
  c.id, c.xmin::text AS row_version, c.flow_version AS version, c.config_json::text AS text,
  c.migration_status::text AS status, c.previous_version, c.migration_completed_at AS migrated_at`

// One statement, so that config and releases are of one moment.
const FIND = `
  SELECT ${COLUMNS}, r.releases::text AS releases
    FROM (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'version', r.version, 'digest', r.digest,
                                                       'state', r.state, 'open', ${IS_OPEN})
                                    ORDER BY r.created_at DESC), '[]') AS releases
            FROM crosswalk.releases r WHERE r.agent = $3 AND r.state NOT IN ('draft', 'proposed')) r
    LEFT JOIN public.walker_agent_user_configs c ON ${MINE}`

const LOCK = `SELECT ${COLUMNS} FROM public.walker_agent_user_configs c WHERE ${MINE} FOR NO KEY UPDATE`

const releasesForm = z.array(
  z.object({
    id: z.string(),
    version: z.custom<Version>(),
    digest: z.custom<Hash>(),
    state: z.custom<ReleaseLine['state']>(),
    open: z.boolean(),
  }),
)

export type ConfigRow = {
  id: ConfigId
  row_version: string
  version: string
  text: string
  status: string | null
  previous_version: string | null
  migrated_at: string | null
}

export const toKept = (row: ConfigRow): KeptConfig => ({
  id: row.id,
  rowVersion: row.row_version,
  version: row.version,
  text: row.text,
  status: row.status,
  previousVersion: row.previous_version,
  migratedAt: row.migrated_at,
})

const valuesOf = ({ tenant, user, agent }: Whose): string[] => [tenant, user, agent]

export async function findConfig(client: pg.ClientBase, whose: Whose): Promise<Standing> {
  type Row = { [Key in keyof ConfigRow]: ConfigRow[Key] | null } & { releases: string }
  const { rows } = await client.query<Row>(FIND, valuesOf(whose))
  const { releases, ...row } = rows[0] as Row
  return {
    ...(row.id === null ? {} : { config: toKept(row as ConfigRow) }),
    releases: releasesForm.parse(JSON.parse(releases)),
  }
}

export async function lockConfig(client: pg.ClientBase, whose: Whose): Promise<KeptConfig | undefined> {
  const { rows } = await client.query<ConfigRow>(LOCK, valuesOf(whose))
  return rows.map(toKept)[0]
}
