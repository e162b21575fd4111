import type pg from 'pg'
import { z } from 'zod'

/**
 * Which rows a row version (xmin) can be compared with: those of the same table, on the same history
 * of the same server. A restored or recreated database hands out the same numbers again.
 */
const mark = z.strictObject({
  server: z.string(),
  timeline: z.number(),
  database: z.string(),
  table: z.string(),
  /** The next transaction, as a number that never wraps. */
  transaction: z.string().regex(/^\d+$/),
})

/** Row versions wrap after 2^32 transactions; half of that is a safe distance. */
const COMPARABLE_TRANSACTIONS = 2n ** 31n

/** Reads where a session stands, as text. */
export async function readSourceMark(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query(`
    SELECT system_identifier::text AS server, timeline_id AS timeline,
           (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database,
           'walker_agent_user_configs'::regclass::oid::text AS table,
           pg_snapshot_xmax(pg_current_snapshot())::text AS transaction
      FROM pg_control_system(), pg_control_checkpoint()`)
  return JSON.stringify(mark.parse(rows[0]))
}

/** Whether equal row versions at both marks mean equal rows. `now` is the later one. */
export function sameVersions(then: string, now: string): boolean {
  const [a, b] = [mark.parse(JSON.parse(then)), mark.parse(JSON.parse(now))]
  const distance = BigInt(b.transaction) - BigInt(a.transaction)
  return (
    a.server === b.server &&
    a.timeline === b.timeline &&
    a.database === b.database &&
    a.table === b.table &&
    distance >= 0n &&
    distance < COMPARABLE_TRANSACTIONS
  )
}
