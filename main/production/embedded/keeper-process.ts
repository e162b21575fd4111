// The process that keeps one embedded PostgreSQL. Every command that uses the server holds a lease on
// it; with the last one gone it waits a little for the next command of a script, then stops the server.
//
//   start → hold the lock → find or make the data → find or start the server → give leases → stop
//
// It outlives the command that started it, so that two commands at once can share the server.

import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { findBinaries } from './binaries.ts'
import { DATABASE, findPassword, initialise, SUPERUSER } from './initialise.ts'
import { listenForLeases } from './lease-server.ts'
import { type Lock, tryLock } from './lock.ts'
import { placeData } from './placement.ts'
import {
  filesOf,
  type KeeperOptions,
  keeperOptions,
  readState,
  type StartReport,
  writeState,
} from './protocol.ts'
import { findServer, type Server, startServer, stopServer } from './server.ts'
import { asEmbeddedFailure, embeddedFailure, rotate } from './server-log.ts'

const FIRST_LEASE_MS = 15_000
const LOCK_TIMEOUT_MS = 1_000

async function keep({ directory, settings, graceMs }: KeeperOptions): Promise<void> {
  const files = filesOf(directory)
  const lock = await holdLock(directory)
  if (lock === undefined) return report({ superfluous: true })
  const placement = await placeData(directory)
  const binaries = await findBinaries(placement.account)
  if (!placement.initialised) await initialise(directory, placement, binaries, settings)
  const password = await findPassword(directory)
  if (password === undefined) {
    throw embeddedFailure(
      directory,
      `its password is gone from ${files.password}. Put that file back from a copy`,
    )
  }
  const server = (await findServer(placement.data)) ?? (await start())
  const token = randomBytes(24).toString('base64url')
  const url = `postgresql://${SUPERUSER}:${password}@127.0.0.1:${server.port}/${DATABASE}`
  const leases = await listenForLeases({
    token,
    url,
    graceMs,
    firstGraceMs: Math.max(graceMs, FIRST_LEASE_MS),
  })
  const terminated = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  await writeState(directory, {
    format: 1,
    pid: process.pid,
    port: leases.port,
    token,
    serverPort: server.port,
  })
  await report({ ready: true })

  const end = await Promise.race([
    leases.idle.then(() => 'idle'),
    server.ended.then(() => 'server ended'),
    terminated.then(() => 'terminated'),
  ])
  log(`stopping: ${end}`)
  leases.close()
  await stopServer(server, placement.data, binaries)
  // Where commands still hold leases, the port stays known: they find the server's successor there.
  if (end === 'idle') await rm(files.state, { force: true })
  lock.release()

  async function start(): Promise<Server> {
    await rotate(files.serverLog)
    const port = (await readState(directory))?.serverPort
    return startServer(directory, placement, binaries, { settings, port })
  }
}

/**
 * Undefined where another keeper lives: one that was started just before us by a command that was
 * cancelled. A command that only looks whether the lock is held does so for a moment.
 */
async function holdLock(directory: string): Promise<Lock | undefined> {
  const deadline = performance.now() + LOCK_TIMEOUT_MS
  for (;;) {
    const lock = tryLock(filesOf(directory).keeperLock)
    if (lock !== undefined || performance.now() > deadline) return lock
    await sleep(20)
  }
}

/** Tells the command that started us. It may be gone: that changes nothing for those that come later. */
async function report(message: StartReport): Promise<void> {
  if (!process.connected) return
  await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()))
  if (process.connected) process.disconnect()
}

const log = (line: string): void => {
  console.error(`${new Date().toISOString()} keeper ${process.pid} ${line}`)
}

// A terminal that closes takes its commands along, not us.
process.on('SIGHUP', () => log('terminal closed'))
const options = keeperOptions.parse(JSON.parse(process.argv[2] ?? ''))
try {
  await keep(options)
  process.exit(0)
} catch (thrown) {
  const error = asEmbeddedFailure(thrown, options.directory)
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  await report(isCrosswalkError(error) ? { code: error.code, data: error.data } : { bug: String(error) })
  process.exitCode = 1
}
