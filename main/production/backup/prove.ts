import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import type { Backup, BackupWork, Proof } from '../../services/ports/backup.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { ROW_HASH } from './format.ts'
import { readBackupChunks } from './read-file.ts'
import { copyList, createTable, rowHash, SAME_TEXTS } from './rows.ts'
import { withScratch } from './scratch.ts'

const TABLE = 'crosswalk_proof'
const EXAMPLES = 5

/**
 * Restores a backup into a scratch database, in the types of its columns, and has that server compute the hash of
 * every row anew: it has to be the one that the row had where it comes from. Reads the file from the disk again.
 *
 * Raises `backup/unproven`, `backup/damaged`, and what the server raises.
 */
export async function proveBackup(
  database: Database,
  backup: Backup,
  { embedded, signal, progress }: BackupWork & { readonly embedded: string },
): Promise<Proof> {
  const started = performance.now()
  const kind = await withScratch(database, { embedded, ...(signal && { signal }) }, async (scratch) => {
    await inTransaction(scratch.database, {}, async (client) => {
      await client.query(SAME_TEXTS)
      await client.query('SET LOCAL statement_timeout = 0')
      await client.query(createTable(scratch.table, TABLE, backup.columns))
      await load(client, backup, { ...(signal && { signal }), ...(progress && { progress }) })
      await compare(client, backup)
      // In a session of the environment's own, nothing of it may stay.
      await client.query(`DROP TABLE ${TABLE}`)
    })
    return scratch.kind
  })
  return { scratch: kind, configs: backup.configs, seconds: Math.round(performance.now() - started) / 1000 }
}

async function load(client: pg.ClientBase, backup: Backup, { signal, progress }: BackupWork): Promise<void> {
  const sink = client.query(copyFrom(`COPY ${TABLE} (${copyList(backup.columns)}) FROM STDIN`))
  let reading: unknown
  try {
    await pipeline(
      Readable.from(contents(backup, { ...(signal && { signal }), ...(progress && { progress }) })),
      sink,
      ...(signal ? [{ signal }] : []),
    )
  } catch (error) {
    reading = error
  }
  if (reading === undefined) return
  signal?.throwIfAborted()
  // What the server does not take back is not what it gave. A damaged file and a lost server are told as such.
  if (isCrosswalkError(reading) || !isDataError(reading)) throw reading
  unproven(backup, `the server does not take its rows (${(reading as Error).message})`, reading)
}

async function* contents(backup: Backup, { signal, progress }: BackupWork): AsyncGenerator<Buffer> {
  const chunks = readBackupChunks(backup.file, signal ? { signal } : {})
  let done = 0
  for (;;) {
    const next = await chunks.next()
    if (next.done) {
      if (next.value.sha256 !== backup.sha256) unproven(backup, 'the file was changed meanwhile')
      return
    }
    done += next.value.rows
    progress?.({ done, total: backup.configs })
    yield next.value.bytes
  }
}

async function compare(client: pg.ClientBase, backup: Backup): Promise<void> {
  const differs = `${ROW_HASH} <> ${rowHash(backup.columns)}`
  const { rows } = await client.query<{ configs: number; differing: number; examples: string[] }>(
    `SELECT count(*)::int AS configs, count(*) FILTER (WHERE ${differs})::int AS differing,
            coalesce((array_agg(id::text) FILTER (WHERE ${differs}))[1:${EXAMPLES}], '{}') AS examples FROM ${TABLE}`,
  )
  const { configs, differing, examples } = rows[0] as {
    configs: number
    differing: number
    examples: string[]
  }
  if (configs !== backup.configs) unproven(backup, `${configs} of ${backup.configs} configs arrived`)
  if (differing > 0) unproven(backup, `${differing} configs differ, such as ${examples.join(', ')}`)
}

/** Data that a type or a key refuses: classes 22 and 23 of SQLSTATE. */
const isDataError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code)

const unproven = (backup: Backup, problem: string, cause?: unknown): never =>
  fail(
    'backup/unproven',
    { file: backup.file, release: backup.release, environment: backup.environment, problem },
    cause === undefined ? {} : { cause },
  )
