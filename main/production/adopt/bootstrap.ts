import { SCHEMA_LOCK } from '../locks.ts'
import { readSchemaFiles } from '../schema/files.ts'
import { RECORD } from '../schema/record.ts'
import { readSchemaStatus, refuseUnknown } from '../schema/status.ts'
import type { AdoptionSession } from './session.ts'

/** What has to be there before anything is repaired, and the file that makes it. */
const NEEDED: readonly (readonly [table: string, file: string])[] = [
  ['crosswalk.audit_log', '000002_crosswalk'],
  ['crosswalk.set_aside', '000004_adoption'],
]

/**
 * Makes the audit log and the place for rows that are set aside, where `db migrate` cannot be run before repairs.
 * The files are not recorded as applied: as after half an attempt, the next migration runs all of them in order.
 */
export async function bootstrap(session: AdoptionSession): Promise<void> {
  const files = await readSchemaFiles()
  await session.transaction(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1, $2)', [...SCHEMA_LOCK])
    refuseUnknown(await readSchemaStatus(client, session.where))
    // Not IF NOT EXISTS: that wants the right to create schemas even where ours is there.
    const { rowCount } = await client.query(`SELECT FROM pg_namespace WHERE nspname = 'crosswalk'`)
    if (rowCount === 0) await client.query('CREATE SCHEMA crosswalk')
    await client.query(RECORD)
    for (const [table, name] of NEEDED) {
      const found = await client.query(`SELECT to_regclass($1) IS NOT NULL AS there`, [table])
      const file = files.find((one) => one.name === name)
      if (file === undefined) throw new Error(`there is no schema file ${name}`)
      if (!found.rows[0].there) await client.query(file.sql)
    }
  })
}
