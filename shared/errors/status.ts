import { catalogue, type ErrorCode } from './catalogue.ts'
import type { ErrorKind } from './entry.ts'

// The one place that maps a failure to the outside: `exit` for the command line, `http` for RFC 9457 problems.
const statuses: Record<ErrorKind, { readonly exit: number; readonly http: number }> = {
  bug: { exit: 1, http: 500 },
  usage: { exit: 2, http: 400 },
  refused: { exit: 3, http: 422 },
  conflict: { exit: 3, http: 409 },
  'not-found': { exit: 4, http: 404 },
  unreachable: { exit: 5, http: 503 },
  unauthenticated: { exit: 3, http: 401 },
  forbidden: { exit: 3, http: 403 },
  'changed-since': { exit: 3, http: 412 },
  unconditional: { exit: 3, http: 428 },
  'too-large': { exit: 3, http: 413 },
  unsupported: { exit: 3, http: 415 },
  'too-many': { exit: 3, http: 429 },
  upstream: { exit: 5, http: 502 },
  'upstream-slow': { exit: 5, http: 504 },
}

/** Exit status of a command that a person cancelled. */
export const CANCELLED_EXIT = 130

/** Exit status and HTTP status of an error code. */
export const statusOf = (code: ErrorCode): { readonly exit: number; readonly http: number } =>
  statuses[catalogue[code].kind]
