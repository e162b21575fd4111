import { z } from 'zod'
import { CrosswalkError } from '../../shared/errors/index.ts'
import type { Where } from './where.ts'

/**
 * Makes an expected failure of what PostgreSQL, the driver or a socket threw. Anything else comes back
 * as it is: it is a bug or a cancellation. The only place that knows SQLSTATE.
 *
 * Of a server's texts only the primary message is ever shown: its detail can quote a customer's values.
 */
export function translate(error: unknown, where: Where): unknown {
  if (!(error instanceof Error) || error instanceof CrosswalkError) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const make = BY_SQLSTATE[code] ?? SYMPTOMS.find(({ shows }) => shows(code, error))?.make
  return make === undefined ? error : make(where, error)
}

type Make = (where: Where, error: Error) => CrosswalkError

type PlainCode =
  | 'production/no-database'
  | 'production/too-many-connections'
  | 'production/read-only'
  | 'production/disk-full'
  | 'production/out-of-memory'
  | 'production/lock-timeout'
  | 'production/statement-timeout'
  | 'production/serialization'
  | 'production/deadlock'
  | 'production/not-ours'

type ProblemCode =
  | 'production/unreachable'
  | 'production/authentication-failed'
  | 'production/tls-failed'
  | 'production/gone'
  | 'production/no-right'
  | 'production/damaged'

const plain =
  (code: PlainCode): Make =>
  (where, cause) =>
    new CrosswalkError(code, where, { cause })

const withProblem =
  (code: ProblemCode, problem = (error: Error) => error.message): Make =>
  (where, cause) =>
    new CrosswalkError(code, { ...where, problem: problem(cause) }, { cause })

/** What our own functions in the database raise; their detail is JSON. See migrations/postgres. */
const raised = <D>(form: z.ZodType<D>, make: (data: D & Where, cause: Error) => CrosswalkError): Make => {
  return (where, cause) => {
    const detail = 'detail' in cause && typeof cause.detail === 'string' ? cause.detail : '{}'
    return make({ ...form.parse(JSON.parse(detail)), ...where }, cause)
  }
}
const release = z.object({ release: z.string() })

const BY_SQLSTATE: Readonly<Record<string, Make>> = {
  // Connections
  '08000': withProblem('production/gone'),
  '08001': withProblem('production/unreachable'),
  '08003': withProblem('production/gone'),
  '08004': withProblem('production/unreachable'),
  '08006': withProblem('production/gone'),
  '25P03': withProblem('production/gone'),
  '28000': withProblem('production/authentication-failed'),
  '28P01': withProblem('production/authentication-failed'),
  '3D000': plain('production/no-database'),
  '53300': plain('production/too-many-connections'),
  '57P01': withProblem('production/gone'),
  '57P02': withProblem('production/gone'),
  // The server is starting, stopping or recovering.
  '57P03': withProblem('production/unreachable'),
  '57P04': withProblem('production/gone'),
  '57P05': withProblem('production/gone'),
  // Refusals
  '25006': plain('production/read-only'),
  '3F000': plain('production/not-ours'),
  '42501': withProblem('production/no-right'),
  '42P01': plain('production/not-ours'),
  // Resources
  '53100': plain('production/disk-full'),
  '53200': plain('production/out-of-memory'),
  '58030': withProblem('production/damaged'),
  '58P01': withProblem('production/damaged'),
  XX001: withProblem('production/damaged'),
  XX002: withProblem('production/damaged'),
  // Others at work
  '25P04': plain('production/statement-timeout'),
  '40001': plain('production/serialization'),
  '40P01': plain('production/deadlock'),
  '55P03': plain('production/lock-timeout'),
  '57014': plain('production/statement-timeout'),
  // Ours
  CW001: raised(
    release,
    (d, cause) =>
      new CrosswalkError('release/not-found', { release: d.release, place: d.environment }, { cause }),
  ),
  CW002: raised(
    release.extend({ who: z.string() }),
    ({ release, who }, cause) => new CrosswalkError('release/author-approves', { release, who }, { cause }),
  ),
  CW003: raised(
    release.extend({ state: z.string() }),
    ({ release, state }, cause) =>
      new CrosswalkError(
        'release/wrong-state',
        { release, state, action: 'approve', expected: 'proposed' },
        { cause },
      ),
  ),
  CW004: raised(release, (data, cause) => new CrosswalkError('production/preview-differs', data, { cause })),
  CW005: raised(
    z.object({ table: z.string() }),
    (data, cause) => new CrosswalkError('production/append-only', data, { cause }),
  ),
  CW006: raised(
    z.object({ login: z.string() }),
    (data, cause) => new CrosswalkError('rights/may-not-approve', data, { cause }),
  ),
  CW007: raised(
    z.object({ login: z.string(), person: z.string() }),
    (data, cause) => new CrosswalkError('rights/acts-for-another', data, { cause }),
  ),
  CW008: raised(
    release.extend({
      who: z.string(),
      rules: z.array(z.object({ name: z.string(), approvers: z.string() })),
    }),
    ({ release, who, rules }, cause) => {
      const reasons = rules.map((rule) => `The rule “${rule.name}” lets only ${rule.approvers} approve.`)
      return new CrosswalkError('release/not-an-approver', { release, who, reasons }, { cause })
    },
  ),
  CW009: raised(
    release.extend({ who: z.string() }),
    ({ release, who }, cause) => new CrosswalkError('release/approved-already', { release, who }, { cause }),
  ),
  CW011: raised(release.extend({ who: z.string() }), ({ release, who }, cause) => {
    const reasons = [`${who} has proposed it.`]
    return new CrosswalkError('release/not-an-approver', { release, who, reasons }, { cause })
  }),
  CW020: raised(
    release.extend({ problem: z.string() }),
    ({ release, problem }, cause) => new CrosswalkError('verify/unrecorded', { release, problem }, { cause }),
  ),
  CW010: raised(
    release.extend({ problem: z.string() }),
    ({ release, problem }, cause) => new CrosswalkError('release/guarded', { release, problem }, { cause }),
  ),
}

/** What a socket's error code means, in words. */
const SOCKET_TEXTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'its host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  EHOSTDOWN: 'that host is down',
  ETIMEDOUT: 'it does not answer',
}
const BROKEN_SOCKET = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])
const BROKEN_CLIENT =
  /^(Connection terminated( unexpectedly)?$|Client has encountered a connection error and is not queryable)/
const TLS_CODE = /^(DEPTH_ZERO|SELF_SIGNED|CERT|UNABLE_TO|HOSTNAME_MISMATCH|ERR_TLS|ERR_SSL|EPROTO)/
const TLS_TEXT =
  /^(The server does not support SSL connections|There was an error establishing an SSL connection)/

/** Failures that come without an SQLSTATE: from sockets, by their code, and from the driver, by its text. */
const SYMPTOMS: readonly { shows: (code: string, error: Error) => boolean; make: Make }[] = [
  {
    shows: (code) => code in SOCKET_TEXTS,
    make: (where, error) => {
      const text = SOCKET_TEXTS[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message
      return withProblem('production/unreachable', () => text)(where, error)
    },
  },
  {
    // A Unix socket that is not there.
    shows: (code, error) => code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect',
    make: withProblem('production/unreachable', () => 'nothing listens there'),
  },
  {
    shows: (_, error) => error.message === 'Connection terminated due to connection timeout',
    make: withProblem('production/unreachable', () => 'it does not answer'),
  },
  {
    shows: (_, error) => error.message === 'timeout exceeded when trying to connect',
    make: withProblem('production/unreachable', () => 'all of our connections to it are busy'),
  },
  {
    shows: (_, error) => error.message.startsWith('received invalid response'),
    make: withProblem('production/unreachable', () => 'what answers there is no PostgreSQL'),
  },
  {
    // Switched off with ALTER DATABASE … ALLOW_CONNECTIONS false, as for a move.
    shows: (code, error) => code === '55000' && 'severity' in error && error.severity === 'FATAL',
    make: withProblem('production/unreachable', () => 'it takes no connections now'),
  },
  {
    shows: (_, error) => error.message.startsWith('SASL: '),
    make: withProblem('production/authentication-failed', (error) =>
      /client password must be/.test(error.message)
        ? 'it wants a password'
        : 'the exchange of passwords failed',
    ),
  },
  {
    shows: (code, error) => TLS_CODE.test(code) || TLS_TEXT.test(error.message),
    make: withProblem('production/tls-failed'),
  },
  {
    shows: (code, error) => BROKEN_SOCKET.has(code) || BROKEN_CLIENT.test(error.message),
    make: withProblem('production/gone', () => 'the server closed it'),
  },
]
