import type { FastifyInstance } from 'fastify'
import type { Settings } from './settings.ts'

const ALLOWED = {
  'access-control-allow-methods': 'GET, PUT, POST',
  'access-control-allow-headers': 'authorization, content-type, if-match, if-none-match, x-change-reason',
  'access-control-max-age': '600',
}

/**
 * Lets pages of these origins ask from a browser (CORS): an application's own pages mostly come from another host than
 * its API. Never with cookies, of which the service knows none; every other origin is left to what browsers do by
 * themselves, which is to refuse.
 */
export function admitOrigins(app: FastifyInstance, { origins }: Pick<Settings, 'origins'>): void {
  if (origins.length === 0) return
  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin === undefined || !origins.includes(origin)) return
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'etag, x-config-version, x-request-id, retry-after, location',
    })
    const isPreflight =
      request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
    if (isPreflight) return reply.headers(ALLOWED).code(204).send()
  })
}
