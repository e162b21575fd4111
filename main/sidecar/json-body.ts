import type { FastifyInstance } from 'fastify'
import { fail } from '../../shared/errors/index.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json } from '../../shared/json/value.ts'

/** Levels of nesting; settings have five or six. */
const MAX_DEPTH = 64
const MAX_VALUES = 100_000

/**
 * Has bodies read by our own reader, without loss: Fastify's would round long numbers and refuse keys such as
 * `__proto__`. Nothing but JSON is taken.
 */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json(?:\s*;.*)?$/i,
    { parseAs: 'buffer' },
    (request, body, done) => {
      try {
        const encoding = request.headers['content-encoding']
        if (encoding !== undefined && encoding !== 'identity')
          fail('sidecar/unsupported', { found: encoding })
        done(null, read(body as Buffer))
      } catch (error) {
        done(error as Error)
      }
    },
  )
}

function read(body: Buffer): Json {
  if (body.length === 0) return fail('sidecar/bad-request', { problem: 'it has no body' })
  return readJson(decode(body), { duplicateKeys: 'refuse', maxDepth: MAX_DEPTH, maxValues: MAX_VALUES })
}

// What is no UTF-8 would come through with replacements, as if the user had written them.
function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (error) {
    return fail('sidecar/bad-request', { problem: 'its body is no UTF-8' }, { cause: error })
  }
}
