import type pg from 'pg'
import type { Pages } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'

/*
 * Pages go through the table as it lies on the disk: rows that stand together are read and written together, where in
 * the order of their ids, which is none, each row is another place of the disk. What the rollout itself and others
 * write stands behind the end as it was at the beginning, or in a gap that was passed: the end of a rollout looks for that.
 */

const BEGINNING = '(0,0)'
const END = `
  SELECT format('(%s,0)', pg_relation_size('public.walker_agent_user_configs') / current_setting('block_size')::int) AS end`

// Else the planner may read the whole table for each page, or by several processes, which keep no order, or make a bitmap
// of the one row that it looks for elsewhere: of a table that was just filled it expects more (4 % of a push).
const ALONG_THE_TABLE = `
  SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
         set_config('max_parallel_workers_per_gather', '0', true)`

/** The condition on a config's place for a statement with so many parameters of its own, and how many rows it may give. */
export const alongTheTable = (own: number) => ({
  which: `c.ctid > $${own + 1}::tid AND c.ctid < $${own + 2}::tid`,
  limit: `LIMIT $${own + 3}`,
})

/** Reads page after page by such a statement, with its own parameters; each row has its `place` as text. */
export function pagesAlongTheTable<Row extends pg.QueryResultRow & { readonly place: string }>(
  database: Database,
  text: string,
  own: readonly unknown[],
): Pages<Row> {
  let place = BEGINNING
  let end: string | undefined
  return async (limit) => {
    end ??= await endOf(database)
    const rows = await inTransaction(database, { readOnly: true }, async (client) => {
      await client.query(ALONG_THE_TABLE)
      return (await client.query<Row>(text, [...own, place, end, limit])).rows
    })
    place = rows.at(-1)?.place ?? place
    return rows
  }
}

async function endOf(database: Database): Promise<string | undefined> {
  const { rows } = await withClient(database, (client) => client.query<{ end: string }>(END))
  return rows[0]?.end
}
