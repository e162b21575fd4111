import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { Check } from '../services/ports/database.ts'
import { type ConnectOptions, connect, type Database, versionName } from './connect.ts'
import { examineIndex, examineOrphans, examineSchema } from './doctor/data.ts'
import type { Examination, Finding } from './doctor/finding.ts'
import { examineGuards, examineRights, examineRoles, examineTenants } from './doctor/rights.ts'
import {
  examineClock,
  examineDisk,
  examineEncoding,
  examineReplication,
  examineWrites,
} from './doctor/server.ts'
import { FURTHER_EXAMINATIONS } from './examine/index.ts'
import { withClient } from './transaction.ts'

/** Looks over an environment's database and says what is and what is not as it should be. Changes nothing. */
export async function examineDatabase(options: ConnectOptions): Promise<Check[]> {
  let database: Database
  try {
    database = await connect({ ...options, max: 1, readOnly: true, statementTimeoutMs: STATEMENT_MS })
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return [{ name: 'connection', ok: false, message: error.message }]
  }
  try {
    const checks: Check[] = [
      { name: 'connection', ok: true, message: `${database.where.place} answers` },
      { name: 'server', ok: true, message: `PostgreSQL ${versionName(database.serverVersion)}` },
    ]
    for (const [name, examine] of EXAMINATIONS) {
      options.signal?.throwIfAborted()
      checks.push({ name, ...(await attempt(database, examine)) })
    }
    return checks
  } finally {
    await database.close()
  }
}

const STATEMENT_MS = 20_000

/** One that cannot be made is a finding like any other: the rest is still worth knowing. */
async function attempt(database: Database, examine: Examination): Promise<Finding> {
  try {
    return await withClient(database, (client) => examine(client, database))
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return { ok: 'warn', message: `not examined: ${error.message}` }
  }
}

const EXAMINATIONS: readonly (readonly [string, Examination])[] = [
  ['encoding', examineEncoding],
  ['writes', examineWrites],
  ['schema', examineSchema],
  ['rights', examineRights],
  ['roles', examineRoles],
  ['tenants', examineTenants],
  ['guards', examineGuards],
  ['orphans', examineOrphans],
  ['index', examineIndex],
  ['clock', examineClock],
  ['disk', examineDisk],
  ['replication', examineReplication],
  ...FURTHER_EXAMINATIONS,
]
