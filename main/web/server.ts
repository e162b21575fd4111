import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { Desk } from '../api/desk.ts'
import { router } from '../api/router.ts'
import { BUILT } from './bundle.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
}

/** Serves the interface of one desk to browsers of this machine. */
export async function serveDesk(desk: Desk, { port }: { port: number }) {
  const handler = new RPCHandler(router)
  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const name = pathname === '/' ? 'index.html' : pathname.slice(1)
    if (!/^[\w.-]+$/.test(name)) return void response.writeHead(404).end()
    try {
      const body = await readFile(
        name === 'index.html' ? new URL('../../renderer/index.html', import.meta.url) : join(BUILT, name),
      )
      response
        .writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' })
        .end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (opened) => {
      void handler.upgrade(opened, { context: { desk, visitor: { who: desk.who } } })
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { server, sockets }
}
