import Database from 'better-sqlite3'
import { fail } from '../../../shared/errors/index.ts'

/** SQLite tells a full disk apart, but not a used-up quota or a limit on the size of files. */
const REFUSED = 'the disk does not take it, as when a quota is used up'

/** SQLite's primary result codes that are expected, and what they mean here. Anything else is a bug. */
const meanings: readonly (readonly [prefix: string, raise: (file: string, problem: string) => never])[] = [
  // Found past the end of a file that was cut short: before the other I/O errors, for it is no trouble of the disk.
  [
    'SQLITE_IOERR_SHORT_READ',
    (file) => fail('workspace/store-damaged', { file, problem: 'it ends too early' }),
  ],
  ['SQLITE_CORRUPT', (file, problem) => fail('workspace/store-damaged', { file, problem })],
  ['SQLITE_NOTADB', (file) => fail('workspace/store-damaged', { file, problem: 'it is no SQLite file' })],
  ['SQLITE_BUSY', (file) => fail('workspace/store-busy', { file })],
  ['SQLITE_LOCKED', (file) => fail('workspace/store-busy', { file })],
  ['SQLITE_FULL', (file) => fail('workspace/disk-full', { file })],
  ['SQLITE_READONLY', (file, problem) => fail('workspace/not-writable', { file, problem })],
  ['SQLITE_CANTOPEN', (file, problem) => fail('workspace/not-writable', { file, problem })],
  ['SQLITE_PERM', (file, problem) => fail('workspace/not-writable', { file, problem })],
  ['SQLITE_IOERR_WRITE', (file) => fail('workspace/not-writable', { file, problem: REFUSED })],
  ['SQLITE_IOERR_READ', (file, problem) => fail('workspace/not-readable', { file, problem })],
  ['SQLITE_IOERR', (file, problem) => fail('workspace/not-writable', { file, problem })],
]

/** Runs work on the store's file; SQLite's expected failures come out as the catalogue's. */
export function translating<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    const meaning = meanings.find(([prefix]) => error.code.startsWith(prefix))
    if (!meaning) throw error
    return meaning[1](file, error.message)
  }
}
