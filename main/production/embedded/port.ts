import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below what Linux (from 32 768), macOS and Windows (both from 49 152) give to outgoing connections. A port of
// theirs can be taken while its server is down for a moment, even by somebody's attempt to reach that server.
const FIRST = 16_384
const LAST = 32_767
const ATTEMPTS = 100

/** A port of the loopback on which nobody listens, and which no outgoing connection is given. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST, LAST + 1)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port among ${ATTEMPTS} between ${FIRST} and ${LAST}`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
