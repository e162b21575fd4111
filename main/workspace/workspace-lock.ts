import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { fail } from '../../shared/errors/index.ts'
import type { WorkspaceLock } from '../services/ports/workspace.ts'
import { privateFolder } from './private-folder.ts'
import { translating } from './sqlite/translate.ts'

/**
 * Takes the lock of the commands that write, or raises `workspace/busy` at once.
 *
 * The lock is the system's own lock on a file, taken through SQLite, which knows how on every
 * platform. It ends with its process, however that ends, so there is never a stale one to detect; a
 * file with a process id in it would need guesses about dead and reused ids. `command.json` beside it
 * only tells others who holds it.
 */
export function lockWorkspace(root: string, command: string): WorkspaceLock {
  const folder = privateFolder(root)
  const file = join(folder, 'command.lock')
  const note = join(folder, 'command.json')
  return translating(file, () => {
    const db = new Database(file, { timeout: 0 })
    try {
      db.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      db.close()
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!busy) throw error
      fail('workspace/busy', { dir: root, holder: holderFrom(note) })
    }
    const holder: Holder = { pid: process.pid, command, since: new Date().toISOString() }
    writeNote(note, JSON.stringify(holder))
    return {
      release: async () => {
        if (!db.open) return
        rmSync(note, { force: true })
        db.close()
      },
    }
  })
}

type Holder = { pid: number; command: string; since: string }

/** The note is a courtesy: no room for it is no reason to stop. */
function writeNote(note: string, text: string): void {
  try {
    writeFileSync(note, text)
  } catch {
    rmSync(note, { force: true })
  }
}

function holderFrom(note: string): string {
  try {
    const { pid, command, since } = JSON.parse(readFileSync(note, 'utf8')) as Partial<Holder>
    return `\`${command}\`, process ${pid}, since ${since}`
  } catch {
    return 'it has not said which'
  }
}
