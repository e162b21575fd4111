import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/websocket'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { fail } from '../../shared/errors/index.ts'
import type { Visitor } from '../api/context.ts'
import type { Desk } from '../api/desk.ts'
import { failureOf } from '../api/failure.ts'
import { router } from '../api/router.ts'

/** A flow export of 20 MB, as a text within JSON. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024
const MAX_SOCKETS = 64
const HEARTBEAT_MS = 20_000
const GOODBYE_MS = 1000

/** Codes of RFC 6455. */
const GOING_AWAY = 1001
const NOT_UNDERSTOOD = 1007
const BUG = 1011

/** The protocol that the workbench speaks. The key of a session comes as another one beside it. */
export const PROTOCOL = 'crosswalk'

/** The sockets of all windows: each call of the interface is a message of one of them. */
export class Sockets {
  readonly #desk: Desk
  readonly #link: () => string
  readonly #handler = new RPCHandler(router)
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    // On the same machine it costs more than it saves.
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  })
  readonly #alive = new WeakSet<WebSocket>()
  readonly #heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS)

  constructor(desk: Desk, link: () => string) {
    this.#desk = desk
    this.#link = link
  }

  /** Opens the socket of a window whose request was looked at. Raises `web/too-many-windows`. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer, visitor: Visitor): void {
    if (this.#server.clients.size >= MAX_SOCKETS) fail('web/too-many-windows', { limit: MAX_SOCKETS })
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#serve(opened, visitor))
  }

  /** Tells every window that the services go, and waits until they have heard. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat)
    const closed = [...this.#server.clients].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    )
    for (const socket of this.#server.clients) socket.close(GOING_AWAY)
    const timer = setTimeout(() => {
      for (const socket of this.#server.clients) socket.terminate()
    }, GOODBYE_MS)
    await Promise.all(closed)
    clearTimeout(timer)
    this.#server.close()
  }

  #serve(socket: WebSocket, visitor: Visitor): void {
    const context = { desk: this.#desk, visitor, link: this.#link }
    const peer = {
      addEventListener: () => {},
      // Waits until it is written: a window that reads slowly is told of less, and nothing piles up for it here.
      send: (data: string | ArrayBufferLike | Blob | ArrayBufferView) =>
        new Promise<void>((resolve, reject) => {
          socket.send(data as string | Uint8Array, (error) => (error ? reject(error) : resolve()))
        }),
    }
    this.#alive.add(socket)
    socket.on('pong', () => this.#alive.add(socket))
    // Too large, not UTF-8: it is closed with the code that says so.
    socket.on('error', () => {})
    socket.on('close', () => this.#handler.close(peer))
    socket.on('message', async (data: RawData, isBinary) => {
      try {
        const message = isBinary ? new Uint8Array(data as Buffer).buffer : data.toString()
        await this.#handler.message(peer, message, { context })
      } catch (error) {
        this.#giveUp(socket, error)
      }
    })
  }

  /** Nobody would answer the call: the window hears that it has to ask anew. */
  #giveUp(socket: WebSocket, error: unknown): void {
    if (socket.readyState !== socket.OPEN) return
    const isOurs = !(error instanceof SyntaxError)
    if (isOurs) failureOf(error, { desk: this.#desk, doing: 'answering a window' })
    socket.close(isOurs ? BUG : NOT_UNDERSTOOD)
  }

  /** Ends the sockets of windows that have gone without a word. */
  #beat(): void {
    for (const socket of this.#server.clients) {
      if (!this.#alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }
}
