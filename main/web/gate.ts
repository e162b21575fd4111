import type { IncomingMessage } from 'node:http'
import { fail } from '../../shared/errors/index.ts'

/** Only this machine's own browsers reach it. */
export const LOOPBACK = '127.0.0.1'

type Asked = Pick<IncomingMessage, 'headers'>

/**
 * Refuses what names another host. A page elsewhere may have its own name lead to this machine (DNS rebinding); its
 * browser then still says that name. Raises `web/foreign-host`.
 */
export function requireOwnHost({ headers: { host } }: Asked, port: number): void {
  if (host !== `${LOOPBACK}:${port}` && host !== `localhost:${port}`) fail('web/foreign-host', {})
}

/**
 * Refuses what another page sends: browsers say where a request with consequences comes from. One that does not say
 * is none of a browser's own. After `requireOwnHost`. Raises `web/foreign-origin`.
 */
export function requireOwnOrigin({ headers: { host, origin } }: Asked): void {
  if (origin !== `http://${host}`) fail('web/foreign-origin', {})
}

/** Cookies go to every port of a host, so that each server's has a name of its own. */
export const cookieName = (port: number): string => `crosswalk-${port}`

export function cookieOf({ headers: { cookie = '' } }: Asked, port: number): string | undefined {
  const start = `${cookieName(port)}=`
  return cookie
    .split('; ')
    .find((each) => each.startsWith(start))
    ?.slice(start.length)
}

/**
 * For every answer. Monaco and the docking layout put style elements into the page; scripts come from files of ours
 * alone. `connect-src` names the sockets, for not every browser takes 'self' to mean them.
 */
export const securityHeaders = (port: number): Readonly<Record<string, string>> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    `connect-src 'self' ws://${LOOPBACK}:${port} ws://localhost:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
})
