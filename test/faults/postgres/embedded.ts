// What the tests of the embedded server share: a directory for one, commands that hold it, and what is
// to be seen of its processes.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { z } from 'zod'
import { readPostmasterPid } from '../../../main/production/embedded/postmaster-pid.ts'
import { isAlive } from '../../../main/production/embedded/processes.ts'
import { filesOf, readState } from '../../../main/production/embedded/protocol.ts'

export const GRACE_MS = 300
const HOLDER = fileURLToPath(new URL('holder.ts', import.meta.url))
const DEADLINE_MS = 15_000

/** An empty directory for an embedded server. At the end of the test its processes are ended and it is removed. */
export async function serverDirectory(test: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'crosswalk-embedded-'))
  await chmod(parent, 0o755)
  const directory = join(parent, 'postgres')
  test.after(async () => {
    const pids = [await keeperPid(directory), await serverPid(directory)].filter((pid) => pid !== undefined)
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    const elsewhere = await dataOf(directory)
    if (elsewhere !== join(directory, 'data')) await rm(dirname(elsewhere), { recursive: true, force: true })
    // The dead server's other processes may still write.
    await rm(parent, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  })
  return directory
}

export async function dataOf(directory: string): Promise<string> {
  try {
    return z
      .object({ data: z.string() })
      .parse(JSON.parse(await readFile(filesOf(directory).elsewhere, 'utf8'))).data
  } catch {
    return join(directory, 'data')
  }
}

export const keeperPid = async (directory: string): Promise<number | undefined> =>
  (await readState(directory))?.pid

export const serverPid = async (directory: string): Promise<number | undefined> =>
  (await readPostmasterPid(await dataOf(directory)))?.pid

/** The same, where there has to be one. */
export async function runningPid(
  find: (directory: string) => Promise<number | undefined>,
  directory: string,
) {
  const pid = await find(directory)
  if (pid === undefined || !isAlive(pid)) throw new Error('it does not run')
  return pid
}

export type Holder = { readonly process: ChildProcess; readonly url: string; end(): Promise<void> }

/** Starts a command that holds the server. */
export async function startHolder(test: TestContext, directory: string, graceMs = GRACE_MS): Promise<Holder> {
  const child = spawn(process.execPath, [HOLDER, directory, String(graceMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  test.after(() => void child.kill('SIGKILL'))
  const [line] = await once(createInterface({ input: child.stdout }), 'line', {
    signal: AbortSignal.timeout(DEADLINE_MS),
  })
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(String(line)))
  return {
    process: child,
    url,
    async end() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}

export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

export async function query(url: string, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Waits until something holds; fails the test when it takes too long. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await sleep(20)
  }
}

export const untilEnded = (what: string, pid: number): Promise<void> =>
  until(`${what} ended`, () => !isAlive(pid))
