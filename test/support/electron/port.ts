// Electron's MessagePortMain: like a MessagePort, but an emitter.

import { EventEmitter } from 'node:events'

/** One end of a channel. What comes before `start` waits. */
export class StandInPort extends EventEmitter {
  peer: StandInPort | undefined
  #waiting: unknown[] | undefined = []

  postMessage(data: unknown): void {
    // As in a real port: a copy, later.
    const copy = structuredClone(data)
    queueMicrotask(() => this.peer?.receive(copy))
  }

  receive(data: unknown): void {
    if (this.#waiting) this.#waiting.push(data)
    else this.emit('message', { data, ports: [] })
  }

  start(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const data of waiting) this.emit('message', { data, ports: [] })
  }

  close(): void {
    const { peer } = this
    this.peer = undefined
    if (peer === undefined) return
    peer.peer = undefined
    queueMicrotask(() => peer.emit('close'))
  }
}

export class StandInChannel {
  readonly port1 = new StandInPort()
  readonly port2 = new StandInPort()

  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}

/** What crosses between processes for ports. */
export type PortMessage =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: number }

/** Ports whose other holder is in another process, by number. */
export class FarPorts {
  readonly #ports = new Map<number, StandInPort>()
  readonly #send: (message: PortMessage) => void

  constructor(send: (message: PortMessage) => void) {
    this.#send = send
  }

  /** Hands a port over: whatever arrives at it is sent on. */
  give(number: number, port: StandInPort): void {
    this.#ports.set(number, port)
    port.on('message', ({ data }) => this.#send({ kind: 'port', port: number, data }))
    port.on('close', () => this.#send({ kind: 'port-closed', port: number }))
    port.start()
  }

  hear(message: PortMessage): void {
    if (message.kind === 'port') this.#ports.get(message.port)?.postMessage(message.data)
    else if (message.kind === 'port-closed') this.#ports.get(message.port)?.close()
  }

  closeAll(): void {
    for (const port of this.#ports.values()) port.close()
    this.#ports.clear()
  }
}
