// An embedded server of a test's own, which it may kill.

import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { connect } from '../../../main/production/connect.ts'
import { acquireEmbedded } from '../../../main/production/embedded/acquire.ts'
import type { ServerSettings } from '../../../main/production/embedded/settings.ts'
import { migrate } from '../../../main/production/schema/migrate.ts'
import type { TestDatabase } from '../../support/postgres.ts'

/** A database on an embedded server of the test's own, which waits for the disk as one in production does. */
export async function embeddedDatabase(
  t: TestContext,
  directory: string,
  { settings = {} }: { readonly settings?: ServerSettings } = {},
): Promise<TestDatabase> {
  const { url, release } = await acquireEmbedded(directory, { graceMs: 300, settings })
  t.after(release)
  return databaseAt(t, url)
}

/** The database at a URL, with our schema. */
export async function databaseAt(t: TestContext, url: string): Promise<TestDatabase> {
  const opened = await connect({ environment: 'test', server: { url }, part: 'schema' })
  await migrate(opened).finally(() => opened.close())
  return {
    name: `embedded_${randomBytes(4).toString('hex')}`,
    url,
    async connect(options = {}) {
      const database = await connect({ environment: 'test', server: { url }, part: 'test', ...options })
      t.after(() => database.close())
      return database
    },
    async query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => undefined)
      await client.connect()
      try {
        return (await client.query<Row>(sql, values === undefined ? undefined : [...values])).rows
      } finally {
        await client.end()
      }
    },
  }
}
