import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../shared/api/sidecar/problem.ts'
import { CrosswalkError, isCrosswalkError, statusOf } from '../../shared/errors/index.ts'
import type { Settings } from './settings.ts'

type Limits = Pick<Settings, 'bodyBytes' | 'timeoutMs'>

/** Failures whose words are for whoever calls. All others are about our own house, and may name its places. */
const PUBLIC = /^(sidecar|json|config|general)\//

const UNAVAILABLE = new CrosswalkError('sidecar/unavailable', {})
const RETRY_SECONDS = 2

/** Makes what answers failures: RFC 9457, with the code of the catalogue. */
export const problemHandler =
  (limits: Limits) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { problem, seconds } = tell(error, request, limits)
    const { status } = problem
    if (status === 429 || status === 503) reply.header('retry-after', seconds)
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    return reply.code(status).type('application/problem+json').send(JSON.stringify(problem))
  }

/** What a failure is told as, where the answer has begun already. Writes it to the log as well. */
export const problemOf = (error: unknown, request: FastifyRequest, limits: Limits): Problem =>
  tell(error, request, limits).problem

function tell(
  error: unknown,
  request: FastifyRequest,
  limits: Limits,
): { readonly problem: Problem; readonly seconds: number } {
  const known = toKnown(error, request, limits)
  const isPublic = PUBLIC.test(known.code)
  const status = isPublic ? statusOf(known.code).http : 503
  if (status >= 500 && known.code !== 'sidecar/busy') {
    // Its own message may quote what it failed on; the stack begins with it. The name of the place is enough.
    request.log.error({ code: known.code, err: describe(error) }, 'failed')
  }
  const tellsWhen =
    isCrosswalkError(known, 'sidecar/too-many') || isCrosswalkError(known, 'sidecar/langflow-away')
  return {
    seconds: tellsWhen ? known.data.seconds : RETRY_SECONDS,
    problem: {
      type: `urn:crosswalk:problem:${known.code}`,
      title: STATUS_CODES[status] ?? 'Failure',
      status,
      detail: isPublic ? known.message : UNAVAILABLE.message,
      instance: pathOf(request.url),
      code: known.code,
      request_id: request.id,
      ...(isCrosswalkError(known, 'sidecar/does-not-fit') ? { problems: [...known.data.problems] } : {}),
    },
  }
}

/** A path without its query, which may hold what somebody took for a secret place. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''

type FrameworkError = Error & {
  readonly code?: string
  readonly statusCode?: number
  readonly validation?: readonly { readonly instancePath?: string; readonly message?: string }[]
  readonly validationContext?: string
}

function toKnown(error: unknown, request: FastifyRequest, { bodyBytes, timeoutMs }: Limits): CrosswalkError {
  if (isCrosswalkError(error)) return error
  const {
    code = '',
    statusCode = 500,
    validation,
    validationContext = 'body',
    message,
  } = error as FrameworkError
  if (validation !== undefined) {
    const problems = validation.map(({ instancePath = '', message: why = '' }) => {
      const place = instancePath === '/' ? '' : instancePath
      return `${validationContext}${place} ${why}`.trim()
    })
    return new CrosswalkError('sidecar/invalid', { problems: problems.slice(0, 10) })
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new CrosswalkError('sidecar/too-large', { limitBytes: bodyBytes })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const found = String(request.headers['content-type'] ?? '').slice(0, 100)
    return new CrosswalkError('sidecar/unsupported', { found })
  }
  if (code === 'FST_ERR_HANDLER_TIMEOUT')
    return new CrosswalkError('sidecar/timed-out', { limitMs: timeoutMs })
  if (code === 'FST_ERR_BAD_URL') {
    return new CrosswalkError('sidecar/bad-request', { problem: 'its path is not encoded rightly' })
  }
  if (code.startsWith('FST_') && statusCode < 500) {
    return new CrosswalkError('sidecar/bad-request', { problem: message.replace(/\.$/, '') })
  }
  return new CrosswalkError(
    'general/bug',
    { reference: request.id, log: 'The log of the service' },
    { cause: error },
  )
}

/** Where something failed, without what it failed on. */
function describe(error: unknown): { type: string; stack: string } {
  const lines: string[] = []
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    const places = (each.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
    lines.push(each.name + ('code' in each ? ` ${String(each.code)}` : ''), ...places)
  }
  return { type: error instanceof Error ? error.name : typeof error, stack: lines.join('\n') }
}
