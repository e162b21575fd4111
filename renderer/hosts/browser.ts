import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { Api, Host } from './host.ts'

/** The interface in a browser: the services answer over a WebSocket of the same origin. */
export function browserHost(): Host {
  const websocket = new WebSocket(`ws://${location.host}/api`)
  return {
    kind: 'browser',
    api: createORPCClient(new RPCLink({ websocket })) as Api,
    onConnection: (hear) => {
      const tell = () => hear(websocket.readyState === WebSocket.OPEN)
      tell()
      websocket.addEventListener('open', tell)
      websocket.addEventListener('close', tell)
      return () => {
        websocket.removeEventListener('open', tell)
        websocket.removeEventListener('close', tell)
      }
    },
  }
}
