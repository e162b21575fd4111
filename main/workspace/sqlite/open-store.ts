import { join } from 'node:path'
import Database from 'better-sqlite3'
import { fail } from '../../../shared/errors/index.ts'
import { privateFolder } from '../private-folder.ts'
import { readSchemaFiles, type SchemaFile } from './schema-files.ts'
import { translating } from './translate.ts'

/** "CWLK": marks the file as ours, so that another program's is never touched. */
const APPLICATION_ID = 0x43574c4b

/** How long a writer waits for another process's transaction: far more than a batch takes. */
const BUSY_TIMEOUT_MS = 10_000

/** The open SQLite file of a workspace. Every access goes through `run`, which translates its failures. */
export type Store = {
  readonly file: string
  readonly db: Database.Database
  run<T>(work: () => T): T
  /** All of it or nothing; taken for writing at once, so that it never fails halfway for a busy file. */
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * Opens `.crosswalk/workspace.sqlite`, making it where there is none and bringing it up to this
 * Crosswalk's schema. Safe to call from many processes at once.
 */
export function openStore(root: string): Store {
  const file = join(privateFolder(root), 'workspace.sqlite')
  return translating(file, () => {
    const db = new Database(file, { timeout: BUSY_TIMEOUT_MS })
    try {
      prepare(db, file)
    } catch (error) {
      db.close()
      throw error
    }
    const run = <T>(work: () => T): T => translating(file, work)
    return {
      file,
      db,
      run,
      transaction: (work) => run(() => db.transaction(work).immediate()),
      close: () => run(() => db.close()),
    }
  })
}

function prepare(db: Database.Database, file: string): void {
  const id = db.pragma('application_id', { simple: true })
  const empty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  if (id !== APPLICATION_ID && !empty) fail('workspace/store-foreign', { file })
  // The page size holds from the first write on; 000001_workspace.sql says why this one.
  if (empty) db.pragma('page_size = 16384')
  enterWal(db)
  // A power cut may cost the last batches, which a resume brings again; it never damages the file.
  db.pragma('synchronous = NORMAL')
  // After a burst the log gives its room back to the disk.
  db.pragma('journal_size_limit = 16777216')
  applySchema(db, file)
}

/** Retried here, for this one statement does not wait by itself while another process does the same. */
function enterWal(db: Database.Database): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      db.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!busy || Date.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

function applySchema(db: Database.Database, file: string): void {
  const files = readSchemaFiles()
  if (isCurrent(db, file, files)) return
  db.transaction(() => {
    // Asked again under the lock: another process may have been first.
    if (isCurrent(db, file, files)) return
    db.exec(
      'CREATE TABLE IF NOT EXISTS schema_files (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT',
    )
    const applied = new Set(db.prepare('SELECT number FROM schema_files').pluck().all())
    for (const { number, name, sql, sha256 } of files) {
      if (applied.has(number)) continue
      db.exec(sql)
      db.prepare('INSERT INTO schema_files VALUES (?, ?, ?)').run(number, name, sha256)
    }
    db.pragma(`application_id = ${APPLICATION_ID}`)
  }).immediate()
}

type Applied = { number: number; name: string; sha256: string }

function isCurrent(db: Database.Database, file: string, files: readonly SchemaFile[]): boolean {
  const known = files.at(-1)?.number ?? 0
  const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_files'").get() !== undefined
  if (!has) return false
  const applied = db.prepare<[], Applied>('SELECT * FROM schema_files ORDER BY number').all()
  const newest = applied.at(-1)?.number ?? 0
  if (newest > known) fail('workspace/store-newer', { file, version: newest, known })
  for (const row of applied) {
    const ours = files.find(({ number }) => number === row.number)
    if (ours?.sha256 !== row.sha256) fail('workspace/store-altered', { file, schemaFile: row.name })
  }
  return newest === known
}
