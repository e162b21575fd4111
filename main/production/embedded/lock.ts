import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'

export type Lock = { release(): void }

/**
 * Takes a lock on a file, or gives undefined where somebody holds it.
 *
 * SQLite's exclusive lock is one of the operating system's: it is freed when its holder dies, however
 * it dies, so that there is no stale lock to recognise, and it works on every platform that we run on.
 * A lock file with a process id in it would need both a check and a race-free way to take it over.
 */
export function tryLock(file: string): Lock | undefined {
  // SQLite would make it readable to all, and a reader can hold a lock against us.
  closeSync(openSync(file, 'a', 0o600))
  const database = new Database(file, { timeout: 0 })
  try {
    // Nothing is ever written, so there is nothing to journal.
    database.pragma('journal_mode = memory')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
  return { release: () => database.close() }
}
