import type pg from 'pg'
import type { Database } from '../connect.ts'
import { SCHEMA_LOCK } from '../locks.ts'
import { inTransaction } from '../transaction.ts'

const MISSING = 'SELECT statement FROM crosswalk.missing_rights()'

// Waiting for another migration may take as long as that takes; for an application's lock on a table, it may not.
const WAIT = `SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0`
const GO_ON = `SET LOCAL lock_timeout = '5s'`

/**
 * Whether a statement is left to somebody else: to an administrator, for this login may not; or because another
 * migration has just done the same. Roles belong to the whole server, so that one may be on another database,
 * where no lock of this one is seen.
 */
const LEFT_TO_OTHERS = new Set([
  '42501', // insufficient_privilege
  '42704', // undefined_object: a role that could not be made
  '42710', // duplicate_object
  '23505', // unique_violation: a role that is being made by two at once
])

/** Makes roles, grants and policies as far as this login may, and gives the statements that are left. */
export async function applyRights(database: Database): Promise<readonly string[]> {
  // Each by itself: until its transaction ends, a new role keeps the migrations of other databases waiting.
  for (const statement of await missingRights(database)) {
    if (statement.startsWith('CREATE ROLE ')) {
      await inTransaction(database, {}, (client) => attempt(client, statement))
    }
  }
  if ((await missingRights(database)).length === 0) return []
  return inTransaction(database, {}, async (client) => {
    await client.query(WAIT)
    await client.query('SELECT pg_advisory_xact_lock($1, $2)', [...SCHEMA_LOCK])
    await client.query(GO_ON)
    for (const statement of await readMissing(client)) await attempt(client, statement)
    return readMissing(client)
  })
}

/** The statements that would have to be run for everybody to have the rights that they should. */
export const missingRights = (database: Database): Promise<readonly string[]> =>
  inTransaction(database, { readOnly: true }, readMissing)

export async function readMissing(client: pg.ClientBase): Promise<readonly string[]> {
  return (await client.query<{ statement: string }>(MISSING)).rows.map((row) => row.statement)
}

async function attempt(client: pg.ClientBase, statement: string): Promise<void> {
  await client.query('SAVEPOINT attempt')
  try {
    await client.query(statement)
    await client.query('RELEASE SAVEPOINT attempt')
  } catch (error) {
    const left = error instanceof Error && 'code' in error && LEFT_TO_OTHERS.has(String(error.code))
    if (!left) throw error
    await client.query('ROLLBACK TO SAVEPOINT attempt')
  }
}
