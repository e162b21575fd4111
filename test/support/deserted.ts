// Folders in which commands start an embedded server, and whether anything still runs in one.

import { execFile } from 'node:child_process'
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** A server stays 3 s after its last command, and may take some more to write what it has. */
const DEADLINE_MS = 20_000

/** A folder that a server's own account can pass through. At the end of the test it is removed, once nothing runs in it. */
export async function serverFolder(test: Pick<TestContext, 'after'>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'crosswalk-')))
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
  test.after(async () => {
    await untilDeserted(folder)
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

/** Waits until no process has the folder in its command line. */
export async function untilDeserted(folder: string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS
  for (;;) {
    const left = await commandsNaming(folder)
    if (left.length === 0) return
    if (performance.now() > deadline) throw new Error(`still running in ${folder}: ${left.join('; ')}`)
    await sleep(100)
  }
}

async function commandsNaming(folder: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['axo', 'args='])
  return stdout.split('\n').filter((line) => line.includes(folder))
}
