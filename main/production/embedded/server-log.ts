import { open, rename, stat } from 'node:fs/promises'
import { CrosswalkError } from '../../../shared/errors/index.ts'
import { isErrno } from './protocol.ts'

const TAIL_BYTES = 8 * 1024
const TAIL_LINES = 12
const ROTATE_BYTES = 5 * 1024 * 1024

/** Size of a log now, so that what a start writes can be told from what stood there before. */
export async function logSize(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return 0
    throw error
  }
}

/** The last lines of a log from a place on; none where there is no log. */
export async function lastLines(file: string, fromByte = 0): Promise<string[]> {
  const size = await logSize(file)
  const start = Math.max(fromByte, size - TAIL_BYTES)
  if (size <= start) return []
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
    return lines.filter((line) => line.trim() !== '').slice(-TAIL_LINES)
  } finally {
    await handle.close()
  }
}

/** Puts a log aside once it is long: one older log is kept. Called while nobody writes to it. */
export async function rotate(file: string): Promise<void> {
  if ((await logSize(file)) > ROTATE_BYTES) await rename(file, `${file}.old`)
}

/** Why the server did not start, from what it wrote. */
export type StartFailure = 'port-taken' | 'still-ending' | 'disk-full' | 'other'

// The server runs with LC_MESSAGES=C, so these texts are the same everywhere.
const FAILURES: readonly (readonly [StartFailure, RegExp])[] = [
  ['disk-full', /No space left on device|Disk quota exceeded|There is not enough space/i],
  ['port-taken', /could not bind|could not create any TCP\/IP sockets/],
  // A killed server's other processes need a moment to notice.
  ['still-ending', /pre-existing shared memory block .* is still in use/],
]

export const failureIn = (lines: readonly string[]): StartFailure =>
  FAILURES.find(([, pattern]) => lines.some((line) => pattern.test(line)))?.[0] ?? 'other'

export const embeddedFailure = (directory: string, problem: string, log: readonly string[] = []) =>
  failureIn(log) === 'disk-full'
    ? new CrosswalkError('production/embedded-disk-full', { directory })
    : new CrosswalkError('production/embedded-failed', { directory, problem, log })

/** A file that cannot be made, read or written is an expected failure, with the file named. */
export function asEmbeddedFailure(error: unknown, directory: string): unknown {
  if (!(error instanceof Error) || !('path' in error) || !('errno' in error)) return error
  if (isErrno(error, 'ENOSPC', 'EDQUOT'))
    return new CrosswalkError('production/embedded-disk-full', { directory })
  return embeddedFailure(directory, error.message)
}
