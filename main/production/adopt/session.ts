import type pg from 'pg'
import { fail } from '../../../shared/errors/index.ts'
import type { Database } from '../connect.ts'
import { ADOPTION_LOCK } from '../locks.ts'
import { withClient, withTransaction } from '../transaction.ts'
import type { Where } from '../where.ts'
import { audit } from './audit.ts'
import { patiently } from './patience.ts'

// An application waits behind whoever waits for a lock on its table.
const LOCK_TIMEOUT = '2s'
// Building an index beside the application holds up nobody, and waits for every transaction before it.
const BUILD_TIMEOUT = '5min'

const PREPARE = `
  SELECT set_config('lock_timeout', '${LOCK_TIMEOUT}', false), set_config('statement_timeout', '0', false),
         set_config('row_security', 'off', false)`
// Not one that waits: its snapshot would keep an index from being finished, and that one keeps the lock.
const LOCK = 'SELECT pg_try_advisory_lock($1, $2) AS locked'

/** The session of an adoption: it does one thing after the other, each again where others are in its way. */
export type AdoptionSession = {
  readonly client: pg.ClientBase
  readonly where: Where
  readonly who: string
  readonly signal: AbortSignal
  /** A transaction of its own. */
  transaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>
  /** A transaction that changes a table itself, and says so in the audit log. */
  alter(table: string, what: string, statements: readonly string[]): Promise<void>
  /** A statement that cannot be part of one. Where it is cut off, what it has begun may remain, marked as not valid. */
  build(statement: string): Promise<void>
}

/**
 * Opens the one session that adopts a database. It ends with the process, and its lock with it. Raises
 * `adoption/busy` while there is another.
 */
export const withAdoptionSession = <T>(
  database: Database,
  { who, signal }: { readonly who: string; readonly signal: AbortSignal },
  use: (session: AdoptionSession) => Promise<T>,
): Promise<T> =>
  withClient(database, async (client) => {
    const { where } = database
    await client.query(PREPARE)
    const { rows } = await client.query<{ locked: boolean }>(LOCK, [...ADOPTION_LOCK])
    if (!rows[0]?.locked) fail('adoption/busy', where)
    const transaction: AdoptionSession['transaction'] = (work) =>
      patiently(where, signal, () => withTransaction(client, {}, () => work(client)))
    try {
      return await use({
        client,
        where,
        who,
        signal,
        transaction,
        alter: (table, what, statements) =>
          transaction(async () => {
            for (const statement of statements) await client.query(statement)
            await audit(client, who, 'adopt.alter', table, { what })
          }),
        build: (statement) =>
          patiently(where, signal, async () => {
            await client.query(`SET lock_timeout = '${BUILD_TIMEOUT}'`)
            await client.query(statement).finally(() => client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`))
          }),
      })
    } finally {
      // A session that is broken has lost its lock already.
      await client.query('SELECT pg_advisory_unlock($1, $2)', [...ADOPTION_LOCK]).catch(() => undefined)
    }
  })
