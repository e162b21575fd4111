import { execFile, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { serverEnvironment } from './environment.ts'
import type { Placement } from './placement.ts'
import { freePort } from './port.ts'
import { disownPostmasterPid, readPostmasterPid } from './postmaster-pid.ts'
import { endsWithin, isAlive, isSomethingElse } from './processes.ts'
import { filesOf } from './protocol.ts'
import { embeddedFailure, failureIn, lastLines, logSize } from './server-log.ts'
import { type ServerSettings, settingFlags } from './settings.ts'

const run = promisify(execFile)

/** A running PostgreSQL. `ended` resolves when it is gone, however it went. */
export type Server = { readonly pid: number; readonly port: number; readonly ended: Promise<void> }

const POLL_MS = 10
const WATCH_MS = 500
const ATTEMPTS = 20
/** How long a killed server's other processes may take to notice, and whoever has its port to give it back. */
const AGAIN_MS = 500
/** So long a server that died waits for its port: its holders know it by that. */
const SAME_PORT_MS = 5_000
const FAST_STOP_MS = 10_000
const IMMEDIATE_STOP_MS = 5_000

/**
 * The server that already runs on these data, left by a keeper that was killed; or undefined. Then a file
 * that a dead server left is no obstacle to the next one.
 */
export async function findServer(data: string): Promise<Server | undefined> {
  for (;;) {
    const found = await readPostmasterPid(data)
    if (found === undefined) return undefined
    if (!isAlive(found.pid) || (await isSomethingElse(found.pid, data))) {
      await disownPostmasterPid(data)
      return undefined
    }
    if (found.ready) return { pid: found.pid, port: found.port, ended: watch(found.pid) }
    // It is starting or stopping; either comes to an end.
    await sleep(POLL_MS)
  }
}

async function watch(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(WATCH_MS, undefined, { ref: false })
}

/** Starts a server, on the port that it had before if that can be had, and waits until it takes connections. */
export async function startServer(
  directory: string,
  placement: Placement,
  binaries: Binaries,
  { settings, port }: { settings: ServerSettings; port: number | undefined },
): Promise<Server> {
  const log = filesOf(directory).serverLog
  const samePortUntil = performance.now() + SAME_PORT_MS
  let tried = port ?? (await freePort())
  for (let attempt = 1; ; attempt++) {
    const before = await logSize(log)
    const server = await spawnServer(directory, placement, binaries, { settings, port: tried })
    if (server !== undefined) return server
    const lines = await lastLines(log, before)
    const failure = failureIn(lines)
    if ((failure !== 'port-taken' && failure !== 'still-ending') || attempt === ATTEMPTS) {
      throw embeddedFailure(directory, 'the server ended while it was starting', lines)
    }
    if (failure === 'still-ending' || (tried === port && performance.now() < samePortUntil)) {
      await sleep(AGAIN_MS)
    } else tried = await freePort()
  }
}

/** Undefined where the server ended before it was ready. */
async function spawnServer(
  directory: string,
  { data, account }: Placement,
  binaries: Binaries,
  { settings, port }: { settings: ServerSettings; port: number },
): Promise<Server | undefined> {
  const log = await open(filesOf(directory).serverLog, 'a', 0o600)
  const child = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...settingFlags(settings)], {
    ...account,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', log.fd, log.fd],
    windowsHide: true,
  })
  const failedToSpawn = new Promise<Error>((resolve) => child.once('error', resolve))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await log.close()
  if (child.pid === undefined) {
    throw embeddedFailure(directory, `${binaries.postgres} cannot be run: ${(await failedToSpawn).message}`)
  }
  let running = true
  void ended.then(() => {
    running = false
  })
  while (running) {
    const found = await readPostmasterPid(data)
    if (found?.pid === child.pid && found.ready) return { pid: child.pid, port, ended }
    await sleep(POLL_MS)
  }
  return undefined
}

/** Stops a server: what is open is cut off, what is committed is on disk. */
export async function stopServer({ pid }: Server, data: string, binaries: Binaries): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals to speak of; pg_ctl has a way of its own.
    await run(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast']).catch(() => undefined)
    return
  }
  for (const [signal, timeoutMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    if (await endsWithin(pid, timeoutMs)) return
  }
}
