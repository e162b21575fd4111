import type pg from 'pg'
import { fail } from '../../../shared/errors/index.ts'
import type { Database } from '../connect.ts'
import { SCHEMA_LOCK } from '../locks.ts'
import { applyRights } from '../rights/apply.ts'
import { inTransaction } from '../transaction.ts'
import { readSchemaFiles, type SchemaFile } from './files.ts'
import { inspectSchema } from './inspect.ts'
import { takeUpRecord } from './lost-record.ts'
import { RECORD, recordFile } from './record.ts'
import { compare, refuseUnknown } from './status.ts'

// Waiting for another migration may take as long as that takes; waiting for an application's lock on a
// table may not, for whoever wants that table next waits behind us.
const WAIT_FOR_MIGRATION = `SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0`
const WAIT_FOR_TABLES = `SET LOCAL lock_timeout = '5s'`

/**
 * Brings a database's schema up to date and gives the names of the files that it applied, and `record of …` for
 * those that were there and not recorded. Each file is a
 * transaction of its own under one lock, and looks again at what is applied: any number may run at once. Grants
 * what it may, and `also` makes what other parts keep in schemas of their own, which is granted to the same roles; what is left to an administrator is no failure.
 */
export async function migrate(
  database: Database,
  { signal, also }: { signal?: AbortSignal; also?: (pool: pg.Pool) => Promise<void> } = {},
): Promise<string[]> {
  const files = await readSchemaFiles()
  const taken = await inTransaction(database, {}, async (client) => {
    await client.query(WAIT_FOR_MIGRATION)
    return takeUpRecord(client, files, database)
  })
  const applied = taken.map((name) => `record of ${name}`)
  for (;;) {
    signal?.throwIfAborted()
    const name = await inTransaction(database, {}, (client) => applyNext(client, files, database))
    if (name === undefined) break
    applied.push(name)
  }
  // Also where every file was applied before: an administrator may have made the roles since.
  await applyRights(database)
  await also?.(database.pool)
  return applied
}

async function applyNext(
  client: pg.ClientBase,
  files: readonly SchemaFile[],
  { where }: Database,
): Promise<string | undefined> {
  await client.query(WAIT_FOR_MIGRATION)
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [...SCHEMA_LOCK])
  const found = await inspectSchema(client, files)
  const status = compare(found, files, where)
  refuseUnknown(status)
  const next = files.find((file) => file.version === status.pending[0]?.version)
  if (next === undefined) return undefined
  const problems = found.configTables.flatMap((table) => table.problems)
  if (problems.length > 0) fail('production/foreign-table', { ...where, problems })

  await client.query(WAIT_FOR_TABLES)
  // Not IF NOT EXISTS: that wants the right to create schemas even where ours is there.
  if (!found.schemaExists) await client.query('CREATE SCHEMA crosswalk')
  if (!found.recorded) await client.query(RECORD)
  await client.query(next.sql)
  await recordFile(client, next)
  return next.name
}
