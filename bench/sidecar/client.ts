import { connect } from 'node:net'

/** What the client is told: where, what to send in turn, over how many connections, and how often. */
export type Order = {
  readonly port: number
  readonly token: string
  readonly bodies: readonly string[]
  readonly connections: number
  readonly requests: number
}

/** Milliseconds of single answers, in order of size, and how many were not as they had to be. */
export type Report = { readonly p50Ms: number; readonly p99Ms: number; readonly failed: number }

// A process of its own, on bare sockets: what a client costs is none of the service's.
process.on('message', (order: Order) => {
  run(order).then((report) => process.send?.(report))
})

async function run({ port, token, bodies, connections, requests }: Order): Promise<Report> {
  const texts = bodies.map((body) =>
    Buffer.from(
      `POST /api/v1/runtime/load-config HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${token}\r\n` +
        `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  )
  const times: number[] = []
  let [sent, failed] = [0, 0]
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.setNoDelay(true)
      let [startedMs, waiting, head] = [0, -1, '']
      const next = (): void => {
        if (sent >= requests) {
          socket.destroy()
          resolve()
          return
        }
        startedMs = performance.now()
        socket.write(texts[sent++ % texts.length] as Buffer)
      }
      socket.on('connect', next)
      socket.on('error', reject)
      socket.on('data', (data) => {
        let rest = data.length
        if (waiting < 0) {
          head += data.toString('latin1')
          const end = head.indexOf('\r\n\r\n')
          if (end < 0) return
          waiting = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
          if (!head.startsWith('HTTP/1.1 200')) failed++
          rest = head.length - end - 4
          head = ''
        }
        waiting -= rest
        if (waiting > 0) return
        waiting = -1
        times.push(performance.now() - startedMs)
        next()
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0
  return { p50Ms: at(0.5), p99Ms: at(0.99), failed }
}
