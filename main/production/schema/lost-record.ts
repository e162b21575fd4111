import type pg from 'pg'
import { fail } from '../../../shared/errors/index.ts'
import type { Database } from '../connect.ts'
import { SCHEMA_LOCK } from '../locks.ts'
import { type Catalogue, compareObjects, RECORD_ENTRY, readCatalogue } from './catalogue.ts'
import type { SchemaFile } from './files.ts'
import { type FoundSchema, inspectSchema } from './inspect.ts'
import { type Objects, readObjects, readRows } from './objects.ts'
import { RECORD, recordFile } from './record.ts'

/**
 * Files that the database has, one after another from the first one that is not recorded, though the record says
 * nothing of them: whoever copied or cleared tables has lost it. To apply them over what came after them would put
 * back what that had replaced.
 *
 * One file alone is none: an attempt that was cut off leaves as much behind, and so does an adoption.
 */
export async function findUnrecorded(
  client: pg.ClientBase,
  files: readonly SchemaFile[],
  found: FoundSchema,
): Promise<readonly SchemaFile[]> {
  const recorded = new Set(found.applied.map(({ version }) => version))
  if (found.objects.length === 0 || files.every(({ version }) => recorded.has(version))) return []
  return unrecordedOf(await readObjects(client), await readCatalogue(), files, recorded)
}

function unrecordedOf(
  found: Objects,
  catalogue: Catalogue,
  files: readonly SchemaFile[],
  recorded: ReadonlySet<number>,
): readonly SchemaFile[] {
  const made = files.map(
    ({ name }) => new Map(Object.entries(catalogue[name] ?? {}).filter(([, hash]) => hash !== null)),
  )
  const isThere = (object: string, at: number): boolean =>
    found.has(object) &&
    (made.slice(at).some((file) => file.get(object) === found.get(object)) ||
      !made.slice(0, at).some((file) => file.has(object)))
  // Most of it: what somebody has dropped since must not hide the file that made it.
  const isMostlyThere = (at: number): boolean => {
    const objects = [...(made[at]?.keys() ?? [])]
    return objects.filter((object) => isThere(object, at)).length * 2 >= objects.length
  }
  const first = files.findIndex(({ version }) => !recorded.has(version))
  const lacking = files.findIndex((_, at) => at >= first && !isMostlyThere(at))
  const end = lacking === -1 ? files.length : lacking
  if (made.slice(first, end).filter(({ size }) => size > 0).length < 2) return []
  return files.slice(first, end).filter(({ version }) => !recorded.has(version))
}

/**
 * Writes the record anew where everything is just as the files leave it, and gives the names of those that it
 * wrote; refuses where it is not, for then nobody knows what has happened to the rest.
 */
export async function takeUpRecord(
  client: pg.ClientBase,
  files: readonly SchemaFile[],
  { where }: Database,
): Promise<readonly string[]> {
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [...SCHEMA_LOCK])
  const found = await inspectSchema(client, files)
  const unrecorded = await findUnrecorded(client, files, found)
  if (unrecorded.length === 0) return []
  const applied = new Set([...found.applied.map(({ name }) => name), ...unrecorded.map(({ name }) => name)])
  const differences = await differencesFrom(client, applied, found)
  if (differences.length > 0) {
    fail('production/record-lost', { ...where, files: unrecorded.map(({ name }) => name), differences })
  }
  if (!found.recorded) await client.query(RECORD)
  for (const file of unrecorded) await recordFile(client, file)
  return unrecorded.map(({ name }) => name)
}

/** What is not as these files leave it, each in words. */
async function differencesFrom(
  client: pg.ClientBase,
  applied: ReadonlySet<string>,
  { configTables }: FoundSchema,
): Promise<readonly string[]> {
  const objects = await readObjects(client)
  const found = new Map([...objects, ...(await readRows(client, objects))])
  const record = found.has(`table crosswalk.${RECORD_ENTRY}`) ? [RECORD_ENTRY] : []
  const { missing, altered, foreign, halfApplied } = compareObjects(
    found,
    await readCatalogue({ rows: true }),
    new Set([...record, ...applied]),
  )
  return [
    ...configTables.flatMap(({ table, exists, problems }) => (exists ? problems : [`${table} is missing`])),
    ...missing.map(({ object, file }) => `${object} of ${file} is missing`),
    ...altered.map(({ object, file }) => `${object} is not as ${file} makes it`),
    ...halfApplied.flatMap(({ file, objects }) => objects.map((object) => `${object} of ${file} is there`)),
    ...foreign.map((object) => `${object} is not ours`),
  ]
}
