import type pg from 'pg'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { Database } from './connect.ts'
import { translate } from './translate.ts'

type Isolation = 'read committed' | 'repeatable read' | 'serializable'
type TransactionOptions = { readonly isolation?: Isolation; readonly readOnly?: boolean }

/** Sessions whose transaction could not be rolled back: nobody knows their state. */
const broken = new WeakSet<pg.ClientBase>()

/**
 * Lends a session of the pool. Failures come out translated; a session that broke is closed instead of
 * returned, so that the next borrower never finds another's transaction open.
 */
export async function withClient<T>(
  database: Database,
  use: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  let client: pg.PoolClient | undefined
  // A lent session that the server closes tells so by an event, which would end our process if nobody heard it.
  const onError = () => client !== undefined && broken.add(client)
  try {
    client = await database.pool.connect()
    client.on('error', onError)
    return await use(client)
  } catch (error) {
    const known = translate(error, database.where)
    // The server says farewell before it closes; the session still looks sound at that moment.
    if (client !== undefined && isCrosswalkError(known, 'production/gone')) broken.add(client)
    throw known
  } finally {
    client?.off('error', onError)
    client?.release(broken.has(client))
  }
}

/** Runs a transaction on a session: committed when `work` is done, rolled back when it throws. */
export async function withTransaction<C extends pg.ClientBase, T>(
  client: C,
  options: TransactionOptions,
  work: (client: C) => Promise<T>,
): Promise<T> {
  // Never READ WRITE: it would lift the read-only default of a session or a server.
  const access = options.readOnly === true ? 'READ ONLY' : ''
  await client.query(
    `BEGIN ISOLATION LEVEL ${(options.isolation ?? 'read committed').toUpperCase()} ${access}`,
  )
  try {
    const result = await work(client)
    const { command } = await client.query('COMMIT')
    // PostgreSQL answers the COMMIT of a failed transaction with success, and rolls it back.
    if (command !== 'COMMIT')
      throw new Error('a failed statement was overlooked; the transaction was rolled back')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => broken.add(client))
    throw error
  }
}

/** A transaction on a session of the pool. */
export const inTransaction = <T>(
  database: Database,
  options: TransactionOptions,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> => withClient(database, (client) => withTransaction(client, options, work))
