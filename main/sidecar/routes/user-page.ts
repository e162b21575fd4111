import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { Settings } from '../settings.ts'

const FOLDER = new URL('../page/', import.meta.url)
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}
const YEAR_S = 31_536_000

type Asset = {
  readonly body: Buffer
  readonly packed: Buffer
  readonly type: string
  readonly etag: string
}

/**
 * The page on which a user sees and changes the settings of an agent. It holds nothing of anybody: what it shows, it asks
 * of the routes for users, with the user's token. Its parts have a name that changes with them, and are kept for good.
 */
export const userPageRoutes =
  ({ frameAncestors }: Pick<Settings, 'frameAncestors'>): FastifyPluginCallback =>
  (app, _, done) => {
    const assets = readAssets()
    const edition = etagText([...assets.values()].map(({ etag }) => etag).join())
    const page = pageOf(edition, [...assets.keys()], frameAncestors)
    const schema = { hide: true }

    app.get('/walker-agents/:agent(^[a-z][a-z0-9_]{0,62}$)', { schema }, (request, reply) =>
      sendKept(request, reply.headers(safely(frameAncestors)), page),
    )

    app.get<{ Params: { edition: string; file: string } }>(
      '/walker-agents/-/:edition/:file',
      { schema },
      (request, reply) => {
        const asset = assets.get(request.params.file)
        if (asset === undefined || request.params.edition !== edition) return reply.callNotFound()
        reply.header('cache-control', `public, max-age=${YEAR_S}, immutable`)
        return sendKept(request, reply.header('cross-origin-resource-policy', 'same-origin'), asset)
      },
    )
    done()
  }

function readAssets(): ReadonlyMap<string, Asset> {
  const names = readdirSync(FOLDER)
    .filter((name) => extname(name) in TYPES)
    .sort()
  return new Map(names.map((name) => [name, assetOf(slim(read(name)), TYPES[extname(name)] as string)]))
}

const read = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8')

/** Without what only those read who work on it: types and comments, which begin their line, and margins. */
const slim = (text: string): string =>
  text
    .replaceAll(/\/\*\*.*?\*\/[ \n]*/gs, '')
    .replaceAll(/^\s*\/\/.*\n/gm, '')
    .replaceAll(/^\s+/gm, '')

function assetOf(text: string, type: string): Asset {
  const body = Buffer.from(text)
  return { body, packed: gzipSync(body), type, etag: `"${etagText(body)}"` }
}

const etagText = (of: Buffer | string): string =>
  createHash('sha256').update(of).digest('base64url').slice(0, 16)

/** Addresses are relative, so that the page also works behind a proxy that serves it under a path of its own. */
function pageOf(edition: string, names: readonly string[], frameAncestors: readonly string[]): Asset {
  const modules = names
    .filter((name) => name.endsWith('.js'))
    .map((name) => `<link rel="modulepreload" href="./-/${edition}/${name}">`)
  const text = read('page.html')
    .replaceAll('{edition}', edition)
    .replace('{modules}', () => modules.join('\n    '))
    // Nothing but origins, which have no character that HTML would take for its own.
    .replace('{origins}', () => frameAncestors.join(' '))
  return assetOf(text, 'text/html; charset=utf-8')
}

const safely = (frameAncestors: readonly string[]) => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
  ].join('; '),
  'referrer-policy': 'no-referrer',
})

function sendKept(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, packed, type, etag }: Asset,
): FastifyReply {
  const { 'if-none-match': known, 'accept-encoding': encodings = '' } = request.headers
  reply.headers({ etag, vary: 'accept-encoding' })
  if (known === etag) return reply.code(304).send()
  reply.type(type)
  if (!/\bgzip\b/.test(String(encodings))) return reply.send(body)
  return reply.header('content-encoding', 'gzip').send(packed)
}
