import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Electron } from './electron.ts'

/** The interface's own address. No network is asked for it, and no other page has its origin. */
const SCHEME = 'app'
export const ORIGIN = `${SCHEME}://crosswalk`

const SCHEME_PRIVILEGES = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  codeCache: true,
  bypassCSP: false,
  allowServiceWorkers: false,
  corsEnabled: false,
} as const

/**
 * Monaco and the docking layout put style elements into the page; scripts come from our own files alone. Nothing
 * connects anywhere: the services answer over a port.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Has to happen before the app is ready. */
export function registerScheme({ protocol }: Electron): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: SCHEME_PRIVILEGES }])
}

/** Answers for the interface's address with the files of one folder. */
export function serveScheme({ session }: Electron, folder: string): void {
  session.defaultSession.protocol.handle(SCHEME, (request) => answer(request, folder))
}

/** Files are all in one folder, so a name with a separator in it, however it is written, is none of them. */
export async function answer(request: Request, folder: string): Promise<Response> {
  const { origin, host, protocol, pathname } = new URL(request.url)
  // Of a scheme of our own, Node's URL knows no origin.
  const own = origin === ORIGIN || `${protocol}//${host}` === ORIGIN
  if (!own || request.method !== 'GET') return new Response(null, { status: 403, headers: HEADERS })
  const name = pathname === '/' ? 'index.html' : pathname.slice(1)
  const type = TYPES[extname(name)]
  if (type === undefined || !/^[A-Za-z0-9][\w.-]*$/.test(name))
    return new Response(null, { status: 404, headers: HEADERS })
  try {
    const body = new Uint8Array(await readFile(join(folder, name)))
    return new Response(body, { headers: { ...HEADERS, 'content-type': type } })
  } catch {
    return new Response(null, { status: 404, headers: HEADERS })
  }
}
