import { timingSafeEqual } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { leaseGrant, leaseRequest } from './protocol.ts'

const MAX_REQUEST_CHARACTERS = 1_000
const REQUEST_MS = 10_000

export type LeaseServer = {
  readonly port: number
  /** Resolves when the last lease has been closed for as long as the grace says, and no new one is given. */
  readonly idle: Promise<void>
  close(): void
}

/**
 * Gives leases on a loopback port. A lease is an open socket whose holder has shown the token; it ends
 * with the socket, and a socket ends with its process, so that a killed command holds nothing back.
 */
export async function listenForLeases(options: {
  token: string
  url: string
  graceMs: number
  /** How long the first lease may take: the command that started us was perhaps killed meanwhile. */
  firstGraceMs: number
}): Promise<LeaseServer> {
  const leases = new Set<Socket>()
  const strangers = new Set<Socket>()
  const server = createServer()
  const idle = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined

  const close = () => {
    clearTimeout(timer)
    server.close()
    // A command that has not been answered yet is not a lease; it finds no keeper and starts another.
    for (const socket of strangers) socket.destroy()
  }
  const waitForLease = (graceMs: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      close()
      idle.resolve()
    }, graceMs)
  }

  server.on('connection', (socket) => {
    strangers.add(socket)
    let request = ''
    socket.setEncoding('utf8')
    socket.setTimeout(REQUEST_MS, () => socket.destroy())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      strangers.delete(socket)
      if (leases.delete(socket) && leases.size === 0) waitForLease(options.graceMs)
    })
    socket.on('data', (text) => {
      if (leases.has(socket)) return
      request += text
      if (!request.includes('\n')) {
        if (request.length > MAX_REQUEST_CHARACTERS) socket.destroy()
        return
      }
      if (!showsToken(request, options.token)) {
        socket.destroy()
        return
      }
      strangers.delete(socket)
      leases.add(socket)
      clearTimeout(timer)
      socket.setTimeout(0)
      socket.write(`${JSON.stringify(leaseGrant.parse({ url: options.url }))}\n`)
    })
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a port has no number')
  waitForLease(options.firstGraceMs)
  return { port: address.port, idle: idle.promise, close }
}

function showsToken(request: string, token: string): boolean {
  try {
    const shown = Buffer.from(leaseRequest.parse(JSON.parse(request)).token)
    const expected = Buffer.from(token)
    return shown.length === expected.length && timingSafeEqual(shown, expected)
  } catch {
    return false
  }
}
