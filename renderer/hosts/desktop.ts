import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import {
  type DesktopAnswer,
  type DesktopEvent,
  type DesktopInput,
  type DesktopOutput,
  type DesktopRequest,
  desktopEvent,
} from '../../shared/api/desktop.ts'
import { type DesktopBridge, desktopChannels } from '../../shared/api/desktop-channels.ts'
import type { Failure } from '../../shared/api/procedure.ts'
import type { Api, Host } from './host.ts'

/** A call that finds no connection waits so long for one. */
const PATIENCE_MS = 5_000

/** What the preload script has put there; undefined in a browser. */
export const desktopBridge = (): DesktopBridge | undefined =>
  (globalThis as { crosswalkDesktop?: DesktopBridge }).crosswalkDesktop

/** What the main process said to a request that it did not carry out. */
class DesktopFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** The system around this window: dialogs, the menu, the keychain. */
export class DesktopSystem {
  readonly #bridge: DesktopBridge
  readonly #listeners = new Set<(event: DesktopEvent) => void>()

  constructor(bridge: DesktopBridge) {
    this.#bridge = bridge
    bridge.hear((message) => {
      const event = desktopEvent.parse(message)
      for (const hear of this.#listeners) hear(event)
    })
  }

  /** Raises `DesktopFailure`. */
  async ask<R extends DesktopRequest>(request: R, input: DesktopInput<R>): Promise<DesktopOutput[R]> {
    const answer = (await this.#bridge.ask(request, input)) as DesktopAnswer
    if (!answer.ok) throw new DesktopFailure(answer.failure)
    // Both ends are of one build, and the main process is typed by the same table.
    return answer.value as DesktopOutput[R]
  }

  listen(hear: (event: DesktopEvent) => void): void {
    this.#listeners.add(hear)
  }
}

/** The interface in the desktop app: the services answer over a port, and over the next one when they had to start anew. */
export function desktopHost(system: DesktopSystem): Host {
  const line = new PortLine(system)
  return {
    kind: 'desktop',
    // Calls that were under way when the services ended fail: nobody knows how far they got. New ones wait.
    api: createORPCClient<Api>({
      call: async (path, input, options) => (await line.link(options.signal)).call(path, input, options),
    }),
    onConnection: (hear) => line.listen(hear),
  }
}

class PortLine {
  readonly #system: DesktopSystem
  #link: RPCLink<object> | undefined
  readonly #listeners = new Set<(connected: boolean) => void>()

  constructor(system: DesktopSystem) {
    this.#system = system
    addEventListener('message', ({ source, data, ports: [port] }) => {
      if (source !== window || data !== desktopChannels.port || port === undefined) return
      this.#take(port)
    })
    system.listen(({ kind }) => {
      if (kind === 'services-gone') this.#set(undefined)
      else if (kind === 'services-back') this.#connect()
    })
    this.#connect()
  }

  listen(hear: (connected: boolean) => void): () => void {
    this.#listeners.add(hear)
    hear(this.#link !== undefined)
    return () => this.#listeners.delete(hear)
  }

  /** What carries a call now. */
  async link(signal: AbortSignal | undefined): Promise<RPCLink<object>> {
    if (this.#link) return this.#link
    const patience = AbortSignal.timeout(PATIENCE_MS)
    await new Promise<void>((resolve) => {
      const stop = this.listen((connected) => connected && resolve())
      const leave = () => {
        stop()
        resolve()
      }
      for (const one of [patience, signal]) one?.addEventListener('abort', leave, { once: true })
    })
    signal?.throwIfAborted()
    if (!this.#link) throw new Error('The services do not answer. The page goes on as soon as they do.')
    return this.#link
  }

  #connect(): void {
    // A refusal is the same as no port: calls wait, and then say so.
    this.#system.ask('services.connect', undefined).catch(() => this.#set(undefined))
  }

  #take(port: MessagePort): void {
    const link = new RPCLink({ port })
    port.addEventListener('close', () => {
      if (this.#link === link) this.#set(undefined)
    })
    port.start()
    this.#set(link)
  }

  #set(link: RPCLink<object> | undefined): void {
    this.#link = link
    for (const hear of [...this.#listeners]) hear(link !== undefined)
  }
}
