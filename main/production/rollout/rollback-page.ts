import type { ConfigId, Hash, Version } from '../../../shared/config/ids.ts'
import type { Pages, RollbackReach, RollbackRow } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { alongTheTable, pagesAlongTheTable } from './along-the-table.ts'
import { readByPrimaryKey } from './by-primary-key.ts'
import { inScope, scopeValue } from './rollback-scope.ts'

/*
 * What a rollback has still to look at: configs at the release's version that it migrated, and those that
 * were created since, as the database itself has noted: the column created_at has no time zone. One that this run
 * could not take back is not looked at again, though by the next run it is.
 */
const CREATED_SINCE = `EXISTS (
  SELECT FROM crosswalk.created_configs n
   WHERE n.config_id = c.id AND n.created_at >= (SELECT r.created_at FROM crosswalk.releases r WHERE r.id = $1))`
const STANDING = `
       c.agent_type::text = $2 AND c.flow_version = $3
   AND coalesce((SELECT j.state = 'migrated' AND (j.run < $4 OR j.error IS NULL)
                     OR j.state = 'failed' AND j.run < $4 AND ${CREATED_SINCE}
                   FROM crosswalk.journal j WHERE j.release_id = $1 AND j.config_id = c.id),
                ${CREATED_SINCE})
   AND ${inScope('$6')}`

// Row by row, as a push reads: see push-pending.ts.
const SELECT = (from: string) => `
  SELECT c.id, c.place, c.row_version, c.flow_version, c.text, coalesce(j.from_version, $5) AS to,
         (SELECT h.config_snapshot::text FROM public.walker_agent_config_versions h WHERE h.id = j.before_id) AS before,
         encode(j.output_hash, 'hex') AS output, j.complement::text AS complement
    FROM (SELECT c.id, c.place::text AS place, c.xmin::text AS row_version, c.flow_version, c.config_json::text AS text
            FROM ${from}) c
    LEFT JOIN LATERAL (SELECT * FROM crosswalk.journal j
                        WHERE j.release_id = $1 AND j.config_id = c.id OFFSET 0) j ON true`

// Only which ones stands in the inner query (OFFSET 0), as in push-page.ts.
const CONFIGS = (which: string) => `
  (SELECT c.id, c.ctid AS place, c.xmin, c.agent_type, c.tenant_id, c.flow_version, c.config_json
     FROM public.walker_agent_user_configs c WHERE ${which} OFFSET 0) c WHERE ${STANDING}`

const RANGE = alongTheTable(6)
const PAGE = SELECT(`${CONFIGS(RANGE.which)} ${RANGE.limit}`)
const ORDERED = `${SELECT(`${CONFIGS('c.id > $7 ORDER BY c.id')} LIMIT $8`)} ORDER BY c.id`
const ROWS = SELECT(CONFIGS('c.id = ANY ($7::uuid[])'))

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

type Row = {
  id: string
  place: string
  row_version: string
  flow_version: string
  text: string
  to: string
  before: string | null
  output: string | null
  complement: string | null
}

export function rollbackPages(database: Database, reach: RollbackReach): Pages<RollbackRow> {
  const pages = pagesAlongTheTable<Row>(database, PAGE, reachValues(reach))
  return async (limit) => (await pages(limit)).map(toRollbackRow)
}

export function rollbackPagesById(database: Database, reach: RollbackReach): Pages<RollbackRow> {
  let after = BEFORE_ALL
  return async (limit) => {
    const rows = await readByPrimaryKey<Row>(database, ORDERED, [...reachValues(reach), after, limit])
    after = rows.at(-1)?.id ?? after
    return rows.map(toRollbackRow)
  }
}

export async function rollbackRows(
  database: Database,
  reach: RollbackReach,
  ids: readonly ConfigId[],
): Promise<readonly RollbackRow[]> {
  return (await readByPrimaryKey<Row>(database, ROWS, [...reachValues(reach), ids])).map(toRollbackRow)
}

const reachValues = ({ releaseId, agent, from, token, previous, scope }: RollbackReach): unknown[] => [
  releaseId,
  agent,
  from,
  token,
  previous,
  scopeValue(scope),
]

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
