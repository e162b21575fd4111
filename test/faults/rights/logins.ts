// Logins with the roles that people and services have, for the tests of rights.

import type { TestContext } from 'node:test'
import pg from 'pg'
import { type TestDatabase, testRole } from '../../support/postgres.ts'

let made = 0

/** A login of a test's own with these of our roles, and its URL. */
export async function loginWith(
  t: TestContext,
  database: TestDatabase,
  ...roles: readonly string[]
): Promise<{ name: string; url: string }> {
  const name = `cw_${roles.join('_') || 'nobody'}_${process.pid}_${++made}`
  const url = await testRole(t, database, name)
  for (const role of roles) await database.query(`GRANT crosswalk_${role} TO ${name}`)
  return { name, url }
}

/** What becomes of each statement: `ok`, or the SQLSTATE. Undone either way. */
export const tryStatements = (
  url: string,
  statements: readonly string[],
  before = 'SELECT 1',
): Promise<string[]> =>
  inSession(url, async (session) => {
    const outcomes: string[] = []
    for (const statement of statements) {
      await session.query('BEGIN')
      await session.query(before)
      try {
        await session.query(statement)
        // What is done at the end of a transaction counts too.
        await session.query('SET CONSTRAINTS ALL IMMEDIATE')
        outcomes.push('ok')
      } catch (error) {
        outcomes.push((error as { code?: string }).code ?? String(error))
      } finally {
        await session.query('ROLLBACK')
      }
    }
    return outcomes
  })

export async function inSession<T>(url: string, use: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: url })
  await session.connect()
  try {
    return await use(session)
  } finally {
    await session.end()
  }
}
