import type pg from 'pg'
import { fail } from '../../../shared/errors/index.ts'
import type { SchemaStatus } from '../../services/ports/database.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import type { Where } from '../where.ts'
import { readSchemaFiles, type SchemaFile } from './files.ts'
import { type FoundSchema, inspectSchema } from './inspect.ts'
import { findUnrecorded } from './lost-record.ts'

/** What of our schema a database has. Changes nothing. */
export const schemaStatus = (database: Database): Promise<SchemaStatus> =>
  inTransaction(database, { readOnly: true }, (client) => readSchemaStatus(client, database.where))

/** The same on a session that is there already. */
export async function readSchemaStatus(client: pg.ClientBase, where: Where): Promise<SchemaStatus> {
  const files = await readSchemaFiles()
  const found = await inspectSchema(client, files)
  return compare(found, files, where, await findUnrecorded(client, files, found))
}

/** Raises what keeps every command but `db migrate` from working on this database. */
export async function requireSchema(database: Database): Promise<void> {
  const status = await schemaStatus(database)
  refuseUnknown(status)
  if (status.state === 'absent') fail('production/not-ours', database.where)
  if (status.state === 'older') {
    fail('production/older', { ...database.where, pending: status.pending.map((file) => file.name) })
  }
}

export function compare(
  found: FoundSchema,
  files: readonly SchemaFile[],
  { environment, place }: Where,
  unrecorded: readonly SchemaFile[] = [],
): SchemaStatus {
  const known = files.length
  const sameAsOurs = (applied: { version: number; name: string; checksum: string }) => {
    const ours = files[applied.version - 1]
    return ours?.name === applied.name && ours.checksum === applied.checksum
  }
  const newer = found.applied.filter((file) => file.version > known).map((file) => file.version)
  const drifted = found.applied
    .filter((file) => file.version <= known && !sameAsOurs(file))
    .map((file) => file.name)
  const appliedVersions = new Set(found.applied.map((file) => file.version))
  const pending = files
    .filter((file) => !appliedVersions.has(file.version))
    .map(({ version, name, tables }) => ({
      version,
      name,
      present: tables.filter((table) => found.tables.has(table)),
    }))
  const foreign = found.recorded || unrecorded.length > 0 ? [] : found.objects
  return {
    environment,
    place,
    state: stateOf(),
    applied: found.applied.map(({ checksum: _, ...file }) => file),
    pending,
    known,
    drifted,
    newer,
    unrecorded: unrecorded.map(({ name }) => name),
    foreign,
    configTables: found.configTables,
  }

  function stateOf(): SchemaStatus['state'] {
    if (foreign.length > 0) return 'foreign'
    if (newer.length > 0) return 'newer'
    if (drifted.length > 0) return 'drifted'
    if (unrecorded.length > 0) return 'unrecorded'
    if (found.applied.length === 0) return 'absent'
    return pending.length > 0 ? 'older' : 'current'
  }
}

/** Refuses a schema that no version of ours can work on or migrate. */
export function refuseUnknown(status: SchemaStatus): void {
  const { environment, place, newer, known } = status
  const where = { environment, place }
  if (status.state === 'foreign') fail('production/foreign-schema', { ...where, objects: status.foreign })
  if (status.state === 'newer') {
    fail('production/newer', { ...where, version: Math.max(...newer), known })
  }
  if (status.state === 'drifted') fail('production/schema-drifted', { ...where, versions: status.drifted })
  if (status.state === 'unrecorded') fail('production/unrecorded', { ...where, files: status.unrecorded })
}
