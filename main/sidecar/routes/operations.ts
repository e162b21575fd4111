import { timingSafeEqual } from 'node:crypto'
import type { FastifyPluginCallback, FastifyRequest } from 'fastify'
import { type CrosswalkError, fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import type { Sidecar } from '../../compose.ts'
import { bearerOf } from '../callers.ts'
import type { Metrics } from '../metrics.ts'
import type { Settings } from '../settings.ts'

type OperationsParts = {
  readonly sidecar: Sidecar
  readonly metrics: Metrics
  readonly settings: Pick<Settings, 'operationsToken' | 'langflowUrl'>
}

const LANGFLOW_MS = 2_000

/** Whether it lives, whether all is well, and numbers. The last two are for operators. */
export const operationsRoutes =
  ({ sidecar, metrics, settings }: OperationsParts): FastifyPluginCallback =>
  (app, _, done) => {
    const hide = { schema: { hide: true } }
    app.get('/health', hide, async () => ({ status: 'alive' }))

    app.get('/health/detailed', hide, async (request, reply) => {
      requireOperator(request, settings.operationsToken)
      const [database, langflow] = await Promise.all([
        databaseState(sidecar),
        langflowState(settings.langflowUrl),
      ])
      const circuit = sidecar.circuit()
      const isWell = database.status === 'up' && langflow.status !== 'down' && circuit !== 'open'
      return reply
        .code(isWell ? 200 : 503)
        .send({ status: isWell ? 'well' : 'unwell', database, langflow: { ...langflow, circuit } })
    })

    app.get('/metrics', hide, async (request, reply) => {
      requireOperator(request, settings.operationsToken)
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
    })
    done()
  }

/**
 * With a token set, by that alone. Else from the machine itself, unless the request has come through a proxy: seen from
 * here, a proxy on the same machine makes everybody a neighbour.
 */
function requireOperator(request: FastifyRequest, token: string | undefined): void {
  if (token !== undefined) {
    const [given, wanted] = [Buffer.from(bearerOf(request)), Buffer.from(token)]
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) fail('sidecar/operators-only', {})
    return
  }
  const { remoteAddress = '' } = request.raw.socket
  const isNeighbour = /^(127\.|::1$|::ffff:127\.)/.test(remoteAddress)
  const isForwarded = ['forwarded', 'x-forwarded-for', 'via', 'x-real-ip'].some(
    (name) => name in request.headers,
  )
  if (!isNeighbour || isForwarded) fail('sidecar/operators-only', {})
}

async function databaseState(sidecar: Sidecar) {
  try {
    const { answeredMs, schemaVersion, workers, isReplica, listens } = await sidecar.health()
    return {
      status: isReplica ? 'down' : 'up',
      answered_ms: Math.round(answeredMs * 10) / 10,
      schema_version: schemaVersion,
      listens,
      workers,
    }
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return { status: 'down', code: (error satisfies CrosswalkError).code }
  }
}

async function langflowState(url: string | undefined) {
  if (url === undefined) return { status: 'unset' }
  try {
    const answer = await fetch(`${url.replace(/\/+$/, '')}/health`, {
      signal: AbortSignal.timeout(LANGFLOW_MS),
    })
    await answer.body?.cancel()
    return { status: answer.ok ? 'up' : 'down', http: answer.status }
  } catch {
    // Whatever keeps it from answering: it is not there for us.
    return { status: 'down' }
  }
}
