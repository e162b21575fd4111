import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isErrno } from './protocol.ts'

const run = promisify(execFile)

/** Whether a process runs. One that ended counts as ended even where nobody collects it, as in some containers. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return !isErrno(error, 'ESRCH')
  }
  return process.platform !== 'linux' || !isZombie(pid)
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name before the state is in brackets and may itself hold any character.
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch (error) {
    return isErrno(error, 'ENOENT', 'ESRCH')
  }
}

/** Whether a process ends within the time. */
export async function endsWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false
    await sleep(20)
  }
  return true
}

/**
 * Whether a process id that `postmaster.pid` names is surely not the server of these data: after a
 * reboot the id may belong to anything. In doubt, false: two servers on the same data destroy them.
 */
export async function isSomethingElse(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  if (process.platform === 'linux') {
    try {
      // A postmaster's working directory is its data directory.
      return (await realpath(`/proc/${pid}/cwd`)) !== (await realpath(data))
    } catch (error) {
      // Not ours to look into: then it runs under another account than our server would.
      return isErrno(error, 'EACCES', 'EPERM')
    }
  }
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: 'postgres',
  }))
  return !stdout.includes('postgres')
}
