import type { ConfigId, Hash } from '../../../shared/config/ids.ts'
import type { LeaseToken, Pages, PushReach, PushRow } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { alongTheTable, pagesAlongTheTable } from './along-the-table.ts'
import { readByPrimaryKey } from './by-primary-key.ts'
import { PENDING, pendingValues } from './push-pending.ts'

const EARLIER = 'SELECT r.id FROM crosswalk.releases r WHERE r.agent = $2 AND r.version = $3 AND r.id <> $1'

/*
 * What earlier rollbacks of the same version had put aside from a config `c`, the latest. Whether there are such
 * releases is asked once; mostly there are none, and then nothing is done for the single config: to sort the nothing
 * that is found for each takes a seventh of a page.
 */
export const ASIDE = `
  CASE WHEN EXISTS (${EARLIER}) THEN (
    SELECT j.complement::text FROM crosswalk.journal j
     WHERE j.config_id = c.id AND j.complement IS NOT NULL AND j.state IN ('kept_edits', 'conflict')
       AND j.release_id = ANY (ARRAY(${EARLIER}))
     ORDER BY j.undone_at DESC LIMIT 1) END`

// Which ones alone goes into the inner query (OFFSET 0): a range of places, or ids, is all that the planner may go by.
const SELECT = (which: string, atMost = '') => `
  SELECT c.id, c.place, c.row_version, c.flow_version, c.text,
         encode(p.input_hash, 'hex') AS input, encode(p.output_hash, 'hex') AS output, p.shape_id AS shape,
         ${ASIDE} AS aside
    FROM (SELECT c.id, c.place::text AS place, c.xmin::text AS row_version, c.flow_version, c.config_json::text AS text
            FROM (SELECT c.id, c.ctid AS place, c.xmin, c.agent_type, c.tenant_id, c.flow_version, c.config_json
                    FROM public.walker_agent_user_configs c WHERE ${which} OFFSET 0) c
           WHERE ${PENDING} ${atMost}) c
    LEFT JOIN LATERAL (SELECT * FROM crosswalk.previewed_configs p
                        WHERE p.release_id = $1 AND p.config_id = c.id OFFSET 0) p ON true`

const RANGE = alongTheTable(5)
const PAGE = SELECT(RANGE.which, RANGE.limit)
const ROWS = SELECT('c.id = ANY ($6::uuid[])')

type Row = {
  id: string
  place: string
  row_version: string
  flow_version: string
  text: string
  input: string | null
  output: string | null
  shape: string | null
  aside: string | null
}

export function pushPages(database: Database, lease: LeaseToken, reach: PushReach): Pages<PushRow> {
  const pages = pagesAlongTheTable<Row>(database, PAGE, pendingValues(lease.releaseId, reach, lease.token))
  return async (limit) => (await pages(limit)).map(toPushRow)
}

export async function pushRows(
  database: Database,
  lease: LeaseToken,
  reach: PushReach,
  ids: readonly ConfigId[],
): Promise<readonly PushRow[]> {
  const values = [...pendingValues(lease.releaseId, reach, lease.token), ids]
  return (await readByPrimaryKey<Row>(database, ROWS, values)).map(toPushRow)
}

const toPushRow = (row: Row): PushRow => ({
  configId: row.id as ConfigId,
  rowVersion: row.row_version,
  version: row.flow_version,
  text: row.text,
  ...(row.aside === null ? {} : { aside: row.aside }),
  ...(row.input === null
    ? {}
    : {
        expected: {
          input: row.input as Hash,
          ...(row.output === null ? {} : { output: row.output as Hash }),
          ...(row.shape === null ? {} : { shape: row.shape }),
        },
      }),
})
