// The workbench's services over HTTP and a socket, as a window has them, without a browser.

import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import WebSocket from 'ws'
import type { Contract } from '../../shared/api/index.ts'

export type WebClient = {
  readonly api: ContractRouterClient<Contract>
  readonly socket: WebSocket
}

/** What a browser keeps of a session. */
export type WebPass = { readonly cookie: string; readonly key: string }

/** Sends a request to the session's address as a page of the workbench does. */
export const askSession = (
  url: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(new URL('/session', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin, ...headers },
    body: JSON.stringify(body),
  })

/** Comes in by a link. */
export async function enterBy(link: string): Promise<WebPass> {
  const answer = await askSession(link, { token: new URL(link).hash.slice('#token='.length) })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const { key } = (await answer.json()) as { key: string }
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';')
  return { cookie, key }
}

/** Opens a socket; rejects with the status where it is refused. */
export function openSocket(
  url: string,
  { cookie, key }: Partial<WebPass>,
  headers: Record<string, string> = {},
): Promise<WebSocket> {
  const { host, origin } = new URL(url)
  const socket = new WebSocket(`ws://${host}/api`, ['crosswalk', ...(key === undefined ? [] : [key])], {
    headers: { origin, ...(cookie === undefined ? {} : { cookie }), ...headers },
    maxPayload: 0,
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (request, { statusCode }) => {
      request.destroy()
      reject(new Error(`refused with ${statusCode}`))
    })
    socket.once('error', reject)
  })
}

/** A window: a socket with the calls over it. */
export async function openWindow(url: string, pass: WebPass): Promise<WebClient> {
  const socket = await openSocket(url, pass)
  // The one that Node has sends no cookie; this one does, and is the same to whoever uses it.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return { api: createORPCClient(link), socket }
}
