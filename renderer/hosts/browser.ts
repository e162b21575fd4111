import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { Api, Host } from './host.ts'
import { enterSession } from './session.ts'

/** Waits between attempts to connect again, the last one over and over. */
const BACKOFF_MS = [100, 250, 500, 1_000, 2_000, 5_000] as const
/** A call that finds no connection waits so long for one. */
const PATIENCE_MS = 5_000

/** The interface in a browser: the services answer over a WebSocket of the same origin, and over the next one when it is lost. */
export async function browserHost(): Promise<Host> {
  const line = new Line(await enterSession())
  return {
    kind: 'browser',
    // Calls that were under way when the connection was lost fail: nobody knows how far they got. New ones wait.
    api: createORPCClient<Api>({
      call: async (path, input, options) => (await line.link(options.signal)).call(path, input, options),
    }),
    onConnection: (hear) => line.listen(hear),
  }
}

class Line {
  #protocols: readonly string[]
  #link: RPCLink<object> | undefined
  #attempts = 0
  #wake = () => {}
  readonly #listeners = new Set<(connected: boolean) => void>()

  constructor(protocols: readonly string[]) {
    this.#protocols = protocols
    this.#open()
    // A computer that wakes up, a network that is back: no reason to wait any longer.
    addEventListener('online', () => this.#wake())
    document.addEventListener('visibilitychange', () => this.#wake())
  }

  listen(hear: (connected: boolean) => void): () => void {
    this.#listeners.add(hear)
    hear(this.#link !== undefined)
    return () => this.#listeners.delete(hear)
  }

  /** What carries a call now. */
  async link(signal: AbortSignal | undefined): Promise<RPCLink<object>> {
    if (this.#link) return this.#link
    await new Promise<void>((resolve) => {
      const settle = () => {
        clearTimeout(timer)
        stop()
        signal?.removeEventListener('abort', settle)
        resolve()
      }
      const timer = setTimeout(settle, PATIENCE_MS)
      signal?.addEventListener('abort', settle, { once: true })
      const stop = this.listen((connected) => connected && queueMicrotask(settle))
    })
    signal?.throwIfAborted()
    if (!this.#link) throw new Error('The services do not answer. The page goes on as soon as they do.')
    return this.#link
  }

  #open(): void {
    const websocket = new WebSocket(`ws://${location.host}/api`, [...this.#protocols])
    let opened = false
    websocket.addEventListener('open', () => {
      opened = true
      this.#attempts = 0
      this.#set(new RPCLink({ websocket }))
    })
    websocket.addEventListener('close', () => {
      this.#set(undefined)
      void this.#again(opened)
    })
  }

  async #again(opened: boolean): Promise<void> {
    const waitMs = BACKOFF_MS[Math.min(this.#attempts++, BACKOFF_MS.length - 1)]
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      setTimeout(resolve, waitMs)
    })
    // Who answers and yet does not let the socket in has forgotten our session.
    if (!opened && (await isAnswering())) this.#protocols = await enterSession()
    this.#open()
  }

  #set(link: RPCLink<object> | undefined): void {
    this.#link = link
    for (const hear of this.#listeners) hear(link !== undefined)
  }
}

const isAnswering = (): Promise<boolean> =>
  fetch('/', { method: 'HEAD' }).then(
    () => true,
    () => false,
  )
