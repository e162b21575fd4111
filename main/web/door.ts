import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { fail, isCrosswalkError, statusOf } from '../../shared/errors/index.ts'
import type { Desk } from '../api/desk.ts'
import { failureOf } from '../api/failure.ts'
import { type Access, COOKIE_SECONDS } from './access.ts'
import type { Asset } from './assets.ts'
import { cookieName, cookieOf, requireOwnHost, requireOwnOrigin, securityHeaders } from './gate.ts'
import { PROTOCOL, type Sockets } from './sockets.ts'

const MAX_BODY_BYTES = 4096
const GOODBYE_MS = 1000

type Parts = {
  readonly desk: Desk
  readonly access: Access
  readonly assets: ReadonlyMap<string, Asset>
  readonly sockets: Sockets
  readonly port: number
  readonly link: () => string
  /** By which another process of the same person asks for links. */
  readonly key: string
}

/** A token of a link, or the key of a session that goes on. */
const entering = z.union([z.strictObject({ token: z.string() }), z.strictObject({ key: z.string() })])

/** What every request goes through before anything of the workspace is shown. */
export class Door {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders(this.#parts.port))) {
      response.setHeader(name, value)
    }
    try {
      requireOwnHost(request, this.#parts.port)
      if (request.url === '/session') await this.#enter(request, response)
      else if (request.url === '/link') this.#giveLink(request, response)
      else this.#show(request, response)
    } catch (error) {
      this.#refuse(response, error)
    }
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { access, sockets, port } = this.#parts
    // One that goes away while it is looked at.
    socket.on('error', () => {})
    try {
      requireOwnHost(request, port)
      requireOwnOrigin(request)
      if (request.url !== '/api') fail('web/no-such-page', {})
      const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(/, */)
      const key = protocols.find((name) => name !== PROTOCOL)
      sockets.open(request, socket, head, access.visitorOf({ ...passOf(request, port), ...(key && { key }) }))
    } catch (error) {
      const { code, http } = this.#failure(error)
      socket.end(`HTTP/1.1 ${http} ${code}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      // Whoever is refused need not close its own side: it is not waited for.
      setTimeout(() => socket.destroy(), GOODBYE_MS).unref()
    }
  }

  /** Lets a browser in by the token of a link, or again by its key. */
  async #enter(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { access, port } = this.#parts
    if (request.method !== 'POST') fail('web/not-that-way', { allowed: 'POST' })
    requireOwnOrigin(request)
    const given = await bodyOf(request)
    if ('key' in given) {
      access.visitorOf({ ...passOf(request, port), key: given.key })
      response.writeHead(204, { 'cache-control': 'no-store' }).end()
      return
    }
    const { cookie, key } = access.enter(given.token)
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'set-cookie': `${cookieName(port)}=${cookie}; Max-Age=${COOKIE_SECONDS}; Path=/; HttpOnly; SameSite=Strict`,
      })
      .end(JSON.stringify({ key }))
  }

  /** For another `crosswalk web`, which has read the key in the workspace. */
  #giveLink(request: IncomingMessage, response: ServerResponse): void {
    const { key, link } = this.#parts
    const { authorization = '', origin } = request.headers
    if (request.method !== 'POST') fail('web/not-that-way', { allowed: 'POST' })
    if (origin !== undefined) fail('web/foreign-origin', {})
    if (!isEqual(authorization, `Bearer ${key}`)) fail('web/no-session', {})
    response
      .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify({ link: link() }))
  }

  #show(request: IncomingMessage, response: ServerResponse): void {
    const [path = ''] = (request.url ?? '').split('?')
    if (request.method !== 'GET' && request.method !== 'HEAD') fail('web/not-that-way', { allowed: 'GET' })
    const { body, etag, type, caching } = this.#parts.assets.get(path) ?? fail('web/no-such-page', {})
    const headers = { etag, 'cache-control': caching }
    const isKnown = request.headers['if-none-match'] === etag
    const described = { ...headers, 'content-type': type, 'content-length': body.length }
    response.writeHead(isKnown ? 304 : 200, isKnown ? headers : described)
    response.end(isKnown || request.method === 'HEAD' ? undefined : body)
  }

  #refuse(response: ServerResponse, error: unknown): void {
    const { code, message, http } = this.#failure(error)
    response
      .writeHead(http, { 'content-type': 'application/problem+json', connection: 'close' })
      .end(JSON.stringify({ type: 'about:blank', title: code, status: http, detail: message, code }))
  }

  #failure(error: unknown): { code: string; message: string; http: number } {
    const { code, message } = failureOf(error, { desk: this.#parts.desk, doing: 'answering a browser' })
    return { code, message, http: isCrosswalkError(error) ? statusOf(error.code).http : 500 }
  }
}

const passOf = (request: IncomingMessage, port: number): { cookie?: string } => {
  const cookie = cookieOf(request, port)
  return cookie === undefined ? {} : { cookie }
}

const isEqual = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

async function bodyOf(request: IncomingMessage): Promise<z.infer<typeof entering>> {
  const length = Number(request.headers['content-length'])
  // Whose length is not known may have no end.
  if (!(length <= MAX_BODY_BYTES)) fail('web/too-large', { limitBytes: MAX_BODY_BYTES })
  const allowed = 'JSON with a token or a key'
  if (request.headers['content-type'] !== 'application/json') fail('web/not-that-way', { allowed })
  const read = entering.safeParse(parsed(await text(request)))
  return read.success ? read.data : fail('web/not-that-way', { allowed })
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
