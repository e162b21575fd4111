import type pg from 'pg'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'

/*
 * A page is a range of the primary key, read in its order and no further than its end. The planner does not
 * know it: it takes `agent_type::text` (which also fits a column of another type than the seed's) for very
 * selective, expects a few rows and sorts all that are left, for every page anew. So it is left no other way
 * than along the key, for this transaction.
 */
const ALONG_THE_KEY = `
  SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
         set_config('enable_sort', 'off', true)`

/** Runs one reading statement along the primary key. */
export const readByPrimaryKey = <Row extends pg.QueryResultRow>(
  database: Database,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> =>
  inTransaction(database, { readOnly: true }, async (client) => {
    await client.query(ALONG_THE_KEY)
    return (await client.query<Row>(text, [...values])).rows
  })
