import type { ConfigId, Hash } from '../../../shared/config/ids.ts'
import type { LeaseToken, Pages, PushReach, PushRow } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'
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

/*
 * Pages go through the table as it lies on the disk: rows that stand together are read and written together, where in
 * the order of their ids, which is none, each row is another place of the disk. What the push itself and others
 * write stands behind the end as it was at the beginning, or in a gap that was passed: the end of a push looks for that.
 */
const PAGE = SELECT('c.ctid > $6::tid AND c.ctid < $7::tid', 'LIMIT $8')
const ROWS = SELECT('c.id = ANY ($6::uuid[])')

const BEGINNING = '(0,0)'
const END = `
  SELECT format('(%s,0)', pg_relation_size('public.walker_agent_user_configs') / current_setting('block_size')::int) AS end`

// Else the planner may read the whole table for each page, or by several processes, which keep no order, or make a bitmap
// of the one row that it looks for elsewhere: of a table that was just filled it expects more (4 % of a push).
const ALONG_THE_TABLE = `
  SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
         set_config('max_parallel_workers_per_gather', '0', true)`

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
  const known = pendingValues(lease.releaseId, reach, lease.token)
  let place = BEGINNING
  let end: string | undefined
  return async (limit) => {
    end ??= await endOf(database)
    const rows = await inTransaction(database, { readOnly: true }, async (client) => {
      await client.query(ALONG_THE_TABLE)
      return (await client.query<Row>(PAGE, [...known, place, end, limit])).rows
    })
    place = rows.at(-1)?.place ?? place
    return rows.map(toPushRow)
  }
}

async function endOf(database: Database): Promise<string | undefined> {
  const { rows } = await withClient(database, (client) => client.query<{ end: string }>(END))
  return rows[0]?.end
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
