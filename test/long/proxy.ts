import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../../shared/config/sample/index.ts'

/** What a bad network does to a connection. */
const HARMS = ['reset', 'end', 'half', 'silence', 'slow'] as const

/** A network between a client and a server, good until it is told to do harm. */
export type Proxy = {
  /** The server's URL, by way of the proxy. */
  readonly url: string
  /** Does some harm to every connection that is open. Tells which. */
  harm(random: Random): string
  /** How many connections there have been. */
  readonly connections: () => number
  /** Cuts every connection; later ones go to another server. */
  lead(server: string): void
}

export async function proxyTo(t: TestContext, server: string): Promise<Proxy> {
  let target = new URL(server)
  const pairs = new Set<Pair>()
  let connections = 0
  const listener = createServer((client) => {
    connections++
    const pair = new Pair(client, connect(Number(target.port), target.hostname))
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const pair of pairs) pair.cut()
    listener.close()
  })
  const url = new URL(server)
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  return {
    url: url.toString(),
    connections: () => connections,
    lead(other) {
      target = new URL(other)
      for (const pair of pairs) pair.cut()
    },
    harm(random) {
      const harm = random.pick(HARMS)
      for (const pair of pairs) pair.suffer(harm)
      return harm
    },
  }
}

/** How long a connection that nothing comes through stays open. */
const SILENCE_MS = 3_000
const SLOW_MS = 40

class Pair {
  readonly #client: Socket
  readonly #server: Socket
  #suffers: (typeof HARMS)[number] | undefined

  constructor(client: Socket, server: Socket) {
    this.#client = client
    this.#server = server
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (bytes) => void this.#pass(from, to, bytes))
      from.on('end', () => to.end())
      // The other end learns of it; here it is what was to be.
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  }

  suffer(harm: (typeof HARMS)[number]): void {
    this.#suffers = harm
    if (harm === 'reset') this.#client.resetAndDestroy()
    else if (harm === 'end') this.#client.end()
    else if (harm === 'silence') setTimeout(() => this.cut(), SILENCE_MS)
  }

  cut(): void {
    this.#client.destroy()
    this.#server.destroy()
  }

  async #pass(from: Socket, to: Socket, bytes: Buffer): Promise<void> {
    if (this.#suffers === 'silence') return
    if (this.#suffers === 'half') {
      // The first part of a message arrives, and then nothing: of an answer as well as of a request.
      to.write(bytes.subarray(0, Math.ceil(bytes.length / 2)))
      this.cut()
      return
    }
    if (this.#suffers === 'slow') {
      from.pause()
      await sleep(SLOW_MS)
      from.resume()
    }
    if (!to.destroyed) to.write(bytes)
  }
}
