import type { ConfigId, Hash } from '../../../shared/config/ids.ts'
import type { LeaseToken, Page, PushReach, PushRow } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'
import { readByPrimaryKey } from './by-primary-key.ts'
import { inWave } from './in-wave.ts'

/*
 * What a push has still to look at: configs of the agent at an earlier version than the target's, in the waves
 * that are open, which the journal does not have, or has as held or failed by an earlier run. One at a later
 * version is none of its business. In id order, so that a page is a range
 * of the primary key and a push of any length reads the table once.
 *
 * The journal is asked row by row, by a subquery that the planner cannot turn into a join: it grows with the
 * push, and a join read all of it again for every page (58 µs a row at 20 000, more with every page).
 */
const PENDING = `
       c.agent_type::text = $2 AND crosswalk.version_before(c.flow_version, $3)
   AND coalesce((SELECT j.state IN ('held', 'failed') AND j.run < $4
                   FROM crosswalk.journal j WHERE j.release_id = $1 AND j.config_id = c.id), true)
   AND ${inWave('$5')}`

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

const SELECT = (which: string) => `
  SELECT c.id, c.row_version, c.flow_version, c.text,
         encode(p.input_hash, 'hex') AS input, encode(p.output_hash, 'hex') AS output, p.shape_id AS shape,
         ${ASIDE} AS aside
    FROM (SELECT c.id, c.xmin::text AS row_version, c.flow_version, c.config_json::text AS text
            FROM public.walker_agent_user_configs c WHERE ${PENDING} AND ${which}) c
    LEFT JOIN LATERAL (SELECT * FROM crosswalk.previewed_configs p
                        WHERE p.release_id = $1 AND p.config_id = c.id OFFSET 0) p ON true
   ORDER BY c.id`

const PAGE = SELECT('c.id > $6 ORDER BY c.id LIMIT $7')
const ROWS = SELECT('c.id = ANY ($6::uuid[])')
const COUNT = `SELECT count(*)::int AS count FROM public.walker_agent_user_configs c WHERE ${PENDING}`
// Not along the key: at the end of a push, to pass all rows in the order of their ids takes more than twice as long.
const LEFT = `SELECT EXISTS (SELECT FROM public.walker_agent_user_configs c WHERE ${PENDING}) AS left`

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
  aside: string | null
}

export async function pushPage(
  database: Database,
  lease: LeaseToken,
  reach: PushReach,
  page: Page,
): Promise<readonly PushRow[]> {
  const values = [...valuesOf(lease.releaseId, reach, lease.token), page.after ?? BEFORE_ALL, page.limit]
  return (await readByPrimaryKey<Row>(database, PAGE, values)).map(toPushRow)
}

export async function pushRows(
  database: Database,
  lease: LeaseToken,
  reach: PushReach,
  ids: readonly ConfigId[],
): Promise<readonly PushRow[]> {
  const values = [...valuesOf(lease.releaseId, reach, lease.token), ids]
  return (await readByPrimaryKey<Row>(database, ROWS, values)).map(toPushRow)
}

export async function isPushLeft(database: Database, lease: LeaseToken, reach: PushReach): Promise<boolean> {
  const values = valuesOf(lease.releaseId, reach, lease.token)
  const { rows } = await withClient(database, (client) => client.query<{ left: boolean }>(LEFT, values))
  return rows[0]?.left === true
}

/** How many configs another run of the push would look at. */
export async function countPending(database: Database, releaseId: string, reach: PushReach): Promise<number> {
  const values = valuesOf(releaseId, reach, NEXT_RUN)
  const { rows } = await withClient(database, (client) => client.query<{ count: number }>(COUNT, values))
  return rows[0]?.count ?? 0
}

const valuesOf = (releaseId: string, { agent, to, wave }: PushReach, run: number): unknown[] => [
  releaseId,
  agent,
  to,
  run,
  wave ?? null,
]

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
