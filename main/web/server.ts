import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { fail } from '../../shared/errors/index.ts'
import type { Desk } from '../api/desk.ts'
import { Access } from './access.ts'
import { loadAssets } from './assets.ts'
import { BUILT } from './built.ts'
import { Door } from './door.ts'
import { LOOPBACK } from './gate.ts'
import { leaveNote } from './running.ts'
import { Sockets } from './sockets.ts'

export type WebOptions = {
  /** 0 for any that is free. */
  readonly port: number
  /** The workspace's folder that is not in Git: sessions outlive the server there. */
  readonly privateFolder: string
}

/** The workbench of one desk, served to browsers of this machine. */
export type Web = {
  readonly port: number
  /** A link that lets one browser in, once, within an hour. Its token is in the fragment, which browsers never send. */
  link(): string
  close(): Promise<void>
}

const MAX_CONNECTIONS = 256

/** Serves the interface as it is built. Raises `web/port-taken`. */
export async function serveDesk(desk: Desk, { port, privateFolder }: WebOptions): Promise<Web> {
  const assets = await loadAssets(BUILT)
  const access = new Access({ file: join(privateFolder, 'web/sessions.json'), who: desk.who })
  let bound = 0
  const link = () => `http://${LOOPBACK}:${bound}/#token=${access.newToken()}`
  const sockets = new Sockets(desk, link)
  const server = createServer({
    // Whoever opens a connection and says nothing is not waited for.
    headersTimeout: 5000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 16 * 1024,
  })
  server.maxConnections = MAX_CONNECTIONS
  const connections = new Set<Socket>()
  server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  bound = await listen(server, port).catch(async (error: unknown) => {
    await sockets.close()
    throw error
  })
  const key = randomBytes(32).toString('base64url')
  const door = new Door({ desk, access, assets, sockets, port: bound, link, key })
  server.on('request', (request, response) => void door.answer(request, response))
  server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head))
  await leaveNote(privateFolder, { port: bound, key })
  return {
    port: bound,
    link,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await sockets.close()
      // Those too that were on their way to become a window's: the server knows of them no longer, and waits for them.
      for (const socket of connections) socket.destroy()
      await closed
    },
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const problem = LISTEN_PROBLEMS[error.code ?? '']
      if (problem === undefined) return reject(error)
      try {
        fail('web/port-taken', { port, problem }, { cause: error })
      } catch (failure) {
        reject(failure)
      }
    })
    server.listen(port, LOOPBACK, resolve)
  })
  return (server.address() as AddressInfo).port
}

const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something listens there already',
  EACCES: 'this account may not',
}
