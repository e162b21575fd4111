import { mkdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tryLock } from './lock.ts'
import { filesOf, type KeeperOptions, leaseGrant, readState } from './protocol.ts'
import { asEmbeddedFailure, embeddedFailure } from './server-log.ts'
import type { ServerSettings } from './settings.ts'
import { startKeeper } from './start-keeper.ts'

/** A lease on an embedded server. It also ends with our process, however that ends. */
export type Embedded = {
  /** The superuser's URL, with its password: never for a message or a log. */
  readonly url: string
  release(): Promise<void>
}

export type AcquireOptions = {
  readonly signal?: AbortSignal
  /** Server settings in place of our defaults. They count for whoever starts the server. */
  readonly settings?: ServerSettings
  /** How long the server stays after the last lease, for the next command of a script. */
  readonly graceMs?: number
}

const DEFAULT_GRACE_MS = 3_000
const POLL_MS = 40
const ANSWER_MS = 2_000
/** A keeper that lives but gives no lease for so long is stuck. Stopping a server takes up to 15 s. */
const STUCK_MS = 60_000
/** A server that dies as often as this is not started again for the same holder. */
const MAX_LOSSES = 5

/**
 * Gives the PostgreSQL whose files are in this directory, and makes or starts it where needed. Any
 * number of processes may ask at once: they share one server, which stops soon after the last lease.
 */
export async function acquireEmbedded(directory: string, options: AcquireOptions = {}): Promise<Embedded> {
  const absolute = resolve(directory)
  try {
    // The account that the server runs under has to pass through, and no one else has to look inside.
    await mkdir(absolute, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    const first = await acquire(absolute, options)
    return holdOn(first, () => acquire(absolute, options))
  } catch (error) {
    throw asEmbeddedFailure(error, absolute)
  }
}

type Lease = { readonly url: string; readonly socket: Socket }

async function acquire(
  directory: string,
  { signal, settings = {}, graceMs }: AcquireOptions,
): Promise<Lease> {
  const files = filesOf(directory)
  const options: KeeperOptions = { directory, settings, graceMs: graceMs ?? DEFAULT_GRACE_MS }
  let stuckAt: number | undefined
  for (;;) {
    signal?.throwIfAborted()
    const lease = await findLease(directory)
    if (lease !== undefined) return lease
    // One at a time looks whether a keeper lives, and starts one where none does.
    const startLock = tryLock(files.startLock)
    if (startLock !== undefined) {
      try {
        const keeperLock = tryLock(files.keeperLock)
        keeperLock?.release()
        if (keeperLock !== undefined) {
          await startKeeper(options, signal)
          continue
        }
      } finally {
        startLock.release()
      }
      // A keeper lives but gives no lease: it is stopping, or slow.
      stuckAt ??= performance.now() + STUCK_MS
      if (performance.now() > stuckAt) {
        const pid = (await readState(directory))?.pid ?? 'unknown'
        throw embeddedFailure(
          directory,
          `its keeper (process ${pid}) does not answer. End that process and try again`,
        )
      }
    }
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal })
  }
}

/** A lease from the keeper that left its state, or undefined where it is gone. */
async function findLease(directory: string): Promise<Lease | undefined> {
  const state = await readState(directory)
  if (state === undefined) return undefined
  const socket = connect({ host: '127.0.0.1', port: state.port })
  const url = await new Promise<string | undefined>((resolve) => {
    let answer = ''
    socket.setEncoding('utf8')
    socket.setTimeout(ANSWER_MS, () => resolve(undefined))
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
    socket.on('data', (text) => {
      answer += text
      if (answer.includes('\n')) resolve(urlIn(answer))
    })
    socket.write(`${JSON.stringify({ token: state.token })}\n`)
  })
  if (url === undefined) {
    socket.destroy()
    return undefined
  }
  socket.setTimeout(0)
  socket.unref()
  return { url, socket }
}

function urlIn(answer: string): string | undefined {
  try {
    return leaseGrant.parse(JSON.parse(answer)).url
  } catch {
    // Something else answers on the port of a keeper that is gone.
    return undefined
  }
}

/**
 * Keeps the lease for as long as its holder wants it. Where the keeper or the server was killed, a new
 * keeper adopts the server, or starts it again on the same port, so that the URL stays good.
 */
function holdOn(first: Lease, again: () => Promise<Lease>): Embedded {
  let socket = first.socket
  let released = false
  let losses = 0
  const watch = () => {
    if (socket.destroyed) void replace()
    else socket.once('close', replace)
  }
  const replace = async () => {
    if (released || ++losses > MAX_LOSSES) return
    // Where it fails, the next query tells.
    const next = await again().catch(() => undefined)
    if (next === undefined) return
    socket = next.socket
    if (released) socket.destroy()
    else watch()
  }
  watch()
  return {
    url: first.url,
    async release() {
      if (released) return
      released = true
      if (socket.destroyed) return
      await new Promise<void>((resolve) => {
        socket.once('close', () => resolve())
        socket.destroy()
      })
    },
  }
}
