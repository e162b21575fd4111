import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Redis } from 'ioredis'
import { fail } from '../../shared/errors/index.ts'
import type { Sidecar } from '../compose.ts'
import { type Audience, identify, keyOf } from './callers.ts'
import type { Settings } from './settings.ts'
import type { UserTokenCheck } from './user-tokens.ts'

const MINUTE_MS = 60_000

/** Refuses what is more than the service takes at once. Counted until the answer is out or its reader gone. */
export function limitConcurrency(
  app: FastifyInstance,
  { concurrent }: Pick<Settings, 'concurrent'>,
): () => number {
  let running = 0
  app.addHook('onRequest', async (request, reply) => {
    // Whoever watches over the service has to reach it just then.
    if (running >= concurrent && request.routeOptions.config.audience !== undefined) fail('sidecar/busy', {})
    running++
    // Of the socket: Fastify's own hook does not come where a caller leaves early.
    reply.raw.once('close', () => {
      running--
    })
  })
  return () => running
}

/**
 * Bounds what waits for Langflow, so that a slow one leaves room for everything else. Gives what a route asks before it
 * begins: it raises `sidecar/busy`.
 */
export function limitRuns({ runs }: Pick<Settings, 'runs'>): {
  readonly admit: (reply: FastifyReply) => void
  readonly running: () => number
} {
  let running = 0
  return {
    running: () => running,
    admit: (reply) => {
      if (running >= runs) fail('sidecar/busy', {})
      running++
      reply.raw.once('close', () => {
        running--
      })
    },
  }
}

type CallerParts = { readonly tokens: Sidecar['tokens']; readonly users: UserTokenCheck | undefined }

/** Has every route for users and services know who calls, and count it: by token and user, not by address. */
export async function limitCallers(
  app: FastifyInstance,
  parts: CallerParts,
  {
    ratePerMinute,
    refusalsPerMinute,
    redisUrl,
  }: Pick<Settings, 'ratePerMinute' | 'refusalsPerMinute' | 'redisUrl'>,
): Promise<void> {
  const redis = redisUrl === undefined ? undefined : connectRedis(app, redisUrl)
  await app.register(rateLimit, {
    global: false,
    nameSpace: 'crosswalk-sidecar-',
    // A Redis that is away stops nobody's work; the service says so in its log.
    skipOnError: true,
    ...(redis === undefined ? {} : { redis }),
  })
  const perCaller = app.createRateLimit({
    max: ratePerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ caller }) => (caller === undefined ? 'nobody' : keyOf(caller)),
  })
  // Of one address: enough for a service that was set up wrongly, too few to go on guessing.
  const perAddress = app.createRateLimit({
    max: refusalsPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ ip }) => `refused ${ip}`,
  })
  const check = async (request: FastifyRequest, audience: Audience) => {
    refuseExceeded(await perAddress(request, { increment: false }))
    try {
      request.caller = await identify(parts, request, audience)
    } catch (error) {
      await perAddress(request)
      throw error
    }
    refuseExceeded(await perCaller(request))
  }
  app.decorateRequest('caller', undefined)
  app.addHook('onRequest', async (request) => {
    const { audience } = request.routeOptions.config
    if (audience !== undefined && audience !== 'operators') await check(request, audience)
  })
}

type Counted = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>

function refuseExceeded(counted: Counted): void {
  if (counted.isAllowed || !counted.isExceeded) return
  fail('sidecar/too-many', { limit: counted.max, seconds: Math.max(1, counted.ttlInSeconds) })
}

function connectRedis(app: FastifyInstance, url: string): Redis {
  const redis = new Redis(url, { connectTimeout: 1_000, maxRetriesPerRequest: 1, enableOfflineQueue: false })
  let isDown = false
  redis.on('error', (error: Error & { code?: string }) => {
    if (!isDown) app.log.warn({ code: error.code }, 'Redis is away: requests are not counted meanwhile')
    isDown = true
  })
  redis.on('ready', () => {
    isDown = false
  })
  app.addHook('onClose', () => redis.disconnect())
  return redis
}
