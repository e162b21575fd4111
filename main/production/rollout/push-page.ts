import type { ConfigId, Hash, Version } from '../../../shared/config/ids.ts'
import type { Lease, Page, PushRow } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'
import { readByPrimaryKey } from './by-primary-key.ts'

/*
 * What a push has still to look at: configs of the agent at another version than the target's, which the
 * journal does not have, or has as held or failed by an earlier run. In id order, so that a page is a range
 * of the primary key and a push of any length reads the table once.
 *
 * The journal is asked row by row, by a subquery that the planner cannot turn into a join: it grows with the
 * push, and a join read all of it again for every page (58 µs a row at 20 000, more with every page).
 */
const PENDING = `
       c.agent_type::text = $2 AND c.flow_version <> $3
   AND coalesce((SELECT j.state IN ('held', 'failed') AND j.run < $4
                   FROM crosswalk.journal j WHERE j.release_id = $1 AND j.config_id = c.id), true)`

const SELECT = (which: string) => `
  SELECT c.id, c.row_version, c.flow_version, c.text,
         encode(p.input_hash, 'hex') AS input, encode(p.output_hash, 'hex') AS output, p.shape_id AS shape
    FROM (SELECT c.id, c.xmin::text AS row_version, c.flow_version, c.config_json::text AS text
            FROM public.walker_agent_user_configs c WHERE ${PENDING} AND ${which}) c
    LEFT JOIN LATERAL (SELECT * FROM crosswalk.previewed_configs p
                        WHERE p.release_id = $1 AND p.config_id = c.id OFFSET 0) p ON true
   ORDER BY c.id`

const PAGE = SELECT('c.id > $5 ORDER BY c.id LIMIT $6')
const ROWS = SELECT('c.id = ANY ($5::uuid[])')
const COUNT = `SELECT count(*)::int AS count FROM public.walker_agent_user_configs c WHERE ${PENDING}`

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'
const NEXT_RUN = Number.MAX_SAFE_INTEGER

type Row = {
  id: string
  row_version: string
  flow_version: string
  text: string
  input: string | null
  output: string | null
  shape: string | null
}

export async function pushPage(
  database: Database,
  lease: Lease,
  agent: string,
  to: Version,
  page: Page,
): Promise<readonly PushRow[]> {
  const values = [lease.releaseId, agent, to, lease.token, page.after ?? BEFORE_ALL, page.limit]
  return (await readByPrimaryKey<Row>(database, PAGE, values)).map(toPushRow)
}

export async function pushRows(
  database: Database,
  lease: Lease,
  agent: string,
  to: Version,
  ids: readonly ConfigId[],
): Promise<readonly PushRow[]> {
  const values = [lease.releaseId, agent, to, lease.token, ids]
  return (await readByPrimaryKey<Row>(database, ROWS, values)).map(toPushRow)
}

/** How many configs another run of the push would look at. */
export async function countPending(
  database: Database,
  releaseId: string,
  agent: string,
  to: Version,
): Promise<number> {
  const values = [releaseId, agent, to, NEXT_RUN]
  const { rows } = await withClient(database, (client) => client.query<{ count: number }>(COUNT, values))
  return rows[0]?.count ?? 0
}

const toPushRow = (row: Row): PushRow => ({
  configId: row.id as ConfigId,
  rowVersion: row.row_version,
  version: row.flow_version,
  text: row.text,
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
