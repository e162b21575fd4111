import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CrosswalkError, type ErrorCode, type ErrorData } from '../../../shared/errors/index.ts'
import { serverEnvironment } from './environment.ts'
import { filesOf, type KeeperOptions, startReport } from './protocol.ts'
import { embeddedFailure, lastLines, logSize, rotate } from './server-log.ts'

const KEEPER = fileURLToPath(new URL('keeper-process.ts', import.meta.url))

/** Starts a keeper as a process of its own and waits until its server takes connections, or another keeper has it. */
export async function startKeeper(options: KeeperOptions, signal: AbortSignal | undefined): Promise<void> {
  const { directory } = options
  const logFile = filesOf(directory).keeperLog
  await rotate(logFile)
  const before = await logSize(logFile)
  const log = await open(logFile, 'a', 0o600)
  const child = spawn(process.execPath, [KEEPER, JSON.stringify(options)], {
    // Its own session: Ctrl-C in our terminal must not reach it.
    detached: true,
    cwd: parse(directory).root,
    // Under Electron, execPath is Electron; this makes it plain Node.
    env: { ...serverEnvironment(), ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    windowsHide: true,
  })
  await log.close()
  try {
    const ended = new AbortController()
    child.once('exit', () => ended.abort())
    const message: unknown = await once(child, 'message', {
      signal: AbortSignal.any([ended.signal, ...(signal === undefined ? [] : [signal])]),
    }).then(
      ([first]) => first,
      async (error: unknown) => {
        signal?.throwIfAborted()
        if (!ended.signal.aborted) throw error
        throw embeddedFailure(directory, 'its keeper ended at once', await lastLines(logFile, before))
      },
    )
    const told = startReport.parse(message)
    if ('ready' in told || 'superfluous' in told) return
    if ('bug' in told) throw new Error(`the keeper of ${directory} failed: ${told.bug}`)
    throw new CrosswalkError(told.code, told.data as ErrorData<ErrorCode>)
  } finally {
    if (child.connected) child.disconnect()
    child.unref()
  }
}
