import { lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isErrno } from './protocol.ts'

const GROUP_OR_OTHERS_WRITE = 0o022

/**
 * A folder of root's that every account can pass through, for what cannot stay where it is: a workspace
 * under /root is out of reach of the account that the server runs under.
 *
 * In /var/lib, for a system's cleaning of old files in its temporary folders would take a server's data
 * away piece by piece; in a temporary folder only where /var/lib takes no writes.
 */
export async function outsideFolder(): Promise<string> {
  let lastError: unknown
  for (const folder of ['/var/lib/crosswalk', join(tmpdir(), 'crosswalk-root')]) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o755 })
    } catch (error) {
      if (!isErrno(error, 'EROFS', 'EACCES', 'EPERM', 'ENOENT')) throw error
      lastError = error
      continue
    }
    // Somebody else may have made a folder of that name first, to have us put our data into it.
    const { uid, mode } = await lstat(folder)
    if (uid === process.getuid?.() && (mode & GROUP_OR_OTHERS_WRITE) === 0) return folder
    lastError = new Error(`${folder} belongs to somebody else`)
  }
  throw lastError
}
