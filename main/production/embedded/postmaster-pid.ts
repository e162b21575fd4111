import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from './protocol.ts'

/** What a running PostgreSQL says of itself in `postmaster.pid`. */
export type PostmasterPid = { readonly pid: number; readonly port: number; readonly ready: boolean }

// The file's lines: process id, data directory, start time, port, socket directory, address, memory key, status.
const PORT_LINE = 3
const STATUS_LINE = 7

/** Reads `postmaster.pid`; undefined where there is none, or while it is being written. */
export async function readPostmasterPid(data: string): Promise<PostmasterPid | undefined> {
  const text = await findText(data)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[PORT_LINE] ?? 0), ready: lines[STATUS_LINE]?.trim() === 'ready' }
}

/**
 * Writes our own process id over that of a dead server. After a reboot the id may be another program's, and
 * in a container without a proper init a dead process keeps its id; a new server would then refuse to
 * start. It never takes its parent for a rival. The rest of the file stays, for by its memory key the new
 * server sees whether processes of the dead one still work on the data; so the file is not simply removed.
 */
export async function disownPostmasterPid(data: string): Promise<void> {
  const text = await findText(data)
  if (text === undefined || process.platform === 'win32') return
  const [, ...rest] = text.split('\n')
  await writeFile(join(data, 'postmaster.pid'), [process.pid, ...rest].join('\n'))
}

async function findText(data: string): Promise<string | undefined> {
  try {
    return await readFile(join(data, 'postmaster.pid'), 'utf8')
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}
