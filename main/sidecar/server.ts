import { randomUUID } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { CrosswalkError } from '../../shared/errors/index.ts'
import type { Sidecar } from '../compose.ts'
import { readBodies } from './json-body.ts'
import { limitCallers, limitConcurrency, limitRuns } from './limits.ts'
import { type Metrics, routeOf } from './metrics.ts'
import { documentRoutes } from './openapi.ts'
import { admitOrigins } from './origins.ts'
import { pathOf, problemHandler } from './problems.ts'
import { operationsRoutes } from './routes/operations.ts'
import { runRoutes } from './routes/run.ts'
import { runtimeRoutes } from './routes/runtime.ts'
import { userPageRoutes } from './routes/user-page.ts'
import { walkerAgentRoutes } from './routes/walker-agents.ts'
import type { Settings } from './settings.ts'
import { userTokenCheck } from './user-tokens.ts'

export type ServerParts = {
  readonly sidecar: Sidecar
  readonly settings: Settings
  readonly metrics: Metrics
  readonly version: string
  /** Where the log goes; stdout unless told. */
  readonly log?: { write(line: string): void }
}

/** The HTTP service, ready to listen. Closing it finishes what is under way and closes nothing beneath it. */
export async function makeServer(parts: ServerParts): Promise<FastifyInstance> {
  const { sidecar, settings, metrics, version } = parts
  const handleProblem = problemHandler(settings)
  const app = fastify({
    ...bounds(settings),
    logger: {
      level: settings.logLevel,
      base: null,
      ...(parts.log === undefined ? {} : { stream: parts.log }),
    },
    // One line for each request, at its end, with what is safe to write: see below.
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    trustProxy: settings.trustProxy,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void handleProblem(error, request, reply),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(handleProblem)
  app.setNotFoundHandler((request, reply) => {
    const data = { method: request.method, path: pathOf(request.url).slice(0, 200) }
    return handleProblem(new CrosswalkError('sidecar/no-route', data), request, reply)
  })
  readBodies(app)
  metrics.observe(app)
  answerSafely(app)
  admitOrigins(app, settings)
  const running = limitConcurrency(app, settings)
  const users = settings.userTokens === undefined ? undefined : userTokenCheck(settings.userTokens)
  await limitCallers(app, { tokens: sidecar.tokens, users }, settings)
  const runs = limitRuns(settings)
  countThings(metrics, sidecar, { running, runs: runs.running })

  await documentRoutes(app, { version })
  await app.register(operationsRoutes({ sidecar, metrics, settings }))
  await app.register(runtimeRoutes(sidecar))
  await app.register(walkerAgentRoutes(sidecar, settings))
  await app.register(runRoutes(sidecar, { admit: runs.admit, limits: settings }))
  await app.register(userPageRoutes(settings))
  return app
}

const bounds = ({ bodyBytes, timeoutMs }: Settings): FastifyServerOptions => ({
  bodyLimit: bodyBytes,
  // To send a request, and to answer it.
  requestTimeout: timeoutMs,
  handlerTimeout: timeoutMs,
  keepAliveTimeout: 72_000,
  routerOptions: { maxParamLength: 100 },
})

/** Headers that every answer has, and one line of the log for each. Neither bodies nor tokens nor queries are in it. */
function answerSafely(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    })
  })
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  // Else whoever waits for an answer while the service stops keeps its connection, and the service with it.
  app.addHook('onSend', async (_, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request, reply) => {
    const { caller } = request
    request.log.info(
      {
        method: request.method,
        path: pathOf(request.url),
        route: routeOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ...(caller?.kind === 'user' ? { tenant: caller.tenant, user: caller.user } : {}),
        ...(caller?.kind === 'service' ? { token: caller.token.id } : {}),
      },
      'answered',
    )
  })
}

function countThings(
  metrics: Metrics,
  sidecar: Sidecar,
  { running, runs }: { readonly running: () => number; readonly runs: () => number },
): void {
  metrics.gauge('crosswalk_sidecar_requests_running', 'Requests under way', running)
  metrics.gauge('crosswalk_sidecar_runs_running', 'Runs of flows under way', runs)
  metrics.gauge(
    'crosswalk_sidecar_langflow_open',
    '1 while Langflow is left alone after several failures in a row',
    () => (sidecar.circuit() === 'open' ? 1 : 0),
  )
  metrics.gauge(
    'crosswalk_sidecar_answers_kept',
    'Configs that are kept in memory',
    () => sidecar.stats().kept,
  )
  metrics.counter(
    'crosswalk_sidecar_kept_hits_total',
    'Reads answered from memory',
    () => sidecar.stats().hits,
  )
  metrics.counter(
    'crosswalk_sidecar_kept_misses_total',
    'Reads answered from the database',
    () => sidecar.stats().misses,
  )
}
