import type { ConfigId, Hash, Version } from '../../../shared/config/ids.ts'
import type { Lease, Page, RollbackRow } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { readByPrimaryKey } from './by-primary-key.ts'

/*
 * What a rollback has still to look at: configs at the release's version that it migrated, and those that
 * were created at that version since. One that this run could not take back is not looked at again, though by
 * the next run it is.
 */
const CREATED_SINCE = `c.created_at >= (SELECT r.created_at FROM crosswalk.releases r WHERE r.id = $1)`
const STANDING = `
       c.agent_type::text = $2 AND c.flow_version = $3
   AND coalesce((SELECT j.state = 'migrated' AND (j.run < $4 OR j.error IS NULL)
                     OR j.state = 'failed' AND j.run < $4 AND ${CREATED_SINCE}
                   FROM crosswalk.journal j WHERE j.release_id = $1 AND j.config_id = c.id),
                ${CREATED_SINCE})`

// Row by row, as a push reads: see push-page.ts.
const SELECT = (which: string) => `
  SELECT c.id, c.row_version, c.flow_version, c.text, coalesce(j.from_version, $5) AS to,
         (SELECT h.config_snapshot::text FROM public.walker_agent_config_versions h WHERE h.id = j.before_id) AS before,
         encode(j.output_hash, 'hex') AS output, j.complement::text AS complement
    FROM (SELECT c.id, c.xmin::text AS row_version, c.flow_version, c.config_json::text AS text
            FROM public.walker_agent_user_configs c WHERE ${STANDING} AND ${which}) c
    LEFT JOIN LATERAL (SELECT * FROM crosswalk.journal j
                        WHERE j.release_id = $1 AND j.config_id = c.id OFFSET 0) j ON true
   ORDER BY c.id`

const PAGE = SELECT('c.id > $6 ORDER BY c.id LIMIT $7')
const ROWS = SELECT('c.id = ANY ($6::uuid[])')

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

type Row = {
  id: string
  row_version: string
  flow_version: string
  text: string
  to: string
  before: string | null
  output: string | null
  complement: string | null
}

export async function rollbackPage(
  database: Database,
  lease: Lease,
  agent: string,
  from: Version,
  previous: Version,
  page: Page,
): Promise<readonly RollbackRow[]> {
  const values = [lease.releaseId, agent, from, lease.token, previous, page.after ?? BEFORE_ALL, page.limit]
  return (await readByPrimaryKey<Row>(database, PAGE, values)).map(toRollbackRow)
}

export async function rollbackRows(
  database: Database,
  lease: Lease,
  agent: string,
  from: Version,
  previous: Version,
  ids: readonly ConfigId[],
): Promise<readonly RollbackRow[]> {
  const values = [lease.releaseId, agent, from, lease.token, previous, ids]
  return (await readByPrimaryKey<Row>(database, ROWS, values)).map(toRollbackRow)
}

function toRollbackRow(row: Row): RollbackRow {
  const pushed =
    row.before === null || row.output === null
      ? undefined
      : {
          before: row.before,
          outputHash: row.output as Hash,
          ...(row.complement === null ? {} : { complement: row.complement }),
        }
  return {
    configId: row.id as ConfigId,
    rowVersion: row.row_version,
    version: row.flow_version,
    text: row.text,
    to: row.to as Version,
    ...(pushed ? { pushed } : {}),
  }
}
