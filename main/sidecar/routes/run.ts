import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { Problem } from '../../../shared/api/sidecar/problem.ts'
import { runAnswer, runBody } from '../../../shared/api/sidecar/run.ts'
import { agentParams } from '../../../shared/api/sidecar/walker-agents.ts'
import type { AgentName, TenantId, UserId } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { Sidecar, Whose } from '../../compose.ts'
import { requireScope } from '../callers.ts'
import { answers, JSON_TYPE } from '../openapi.ts'
import { problemOf } from '../problems.ts'

type Body = z.infer<typeof runBody>
type Limits = Parameters<typeof problemOf>[2]
type RunEvents = Awaited<ReturnType<Sidecar['stream']>>

/** For everything, a stream to its end. What is slow in between has bounds of its own. */
const MOST_MS = 3_600_000
const REFUSALS = [400, 401, 403, 404, 409, 413, 415, 422, 429, 502, 503, 504] as const

/** Runs of flows: for a user who comes himself, and for services that come for many. */
export const runRoutes =
  (
    sidecar: Sidecar,
    { admit, limits }: { readonly admit: (reply: FastifyReply) => void; readonly limits: Limits },
  ): FastifyPluginCallbackZod =>
  (app, _, done) => {
    app.post(
      '/api/v1/walker-agents/:agent/run',
      {
        config: { audience: 'either' },
        handlerTimeout: MOST_MS,
        schema: {
          operationId: 'runAgent',
          summary: 'Run the flow version that fits the config, with the values of the config',
          tags: ['Runtime'],
          security: [{ user: [] }, { service: [] }],
          params: agentParams,
          body: runBody,
          response: answers(200, runAnswer, REFUSALS),
        },
      },
      async (request, reply) => {
        const { body } = request
        const whose = whoseOf(request, request.params.agent, body)
        admit(reply)
        const asked = {
          input: body.input_value,
          ...(body.input_type === undefined ? {} : { inputType: body.input_type }),
          ...(body.output_type === undefined ? {} : { outputType: body.output_type }),
          session: body.session_id ?? request.id,
          signal: goneOf(reply),
        }
        try {
          if (body.stream !== true) {
            return reply.type(JSON_TYPE).send(writeJson(await sidecar.run(whose, asked)))
          }
          const events = await sidecar.stream(whose, asked)
          return reply
            .type('text/event-stream; charset=utf-8')
            .header('x-accel-buffering', 'no')
            .send(
              Readable.from(
                linesOf(events, asked.signal, (error) => problemOf(error, request, limits)),
                { objectMode: false },
              ),
            )
        } catch (error) {
          // Nobody is there to be told.
          if (asked.signal.aborted) return reply.hijack()
          throw error
        }
      },
    )
    done()
  }

/** A user runs for himself alone; a service says for whom. */
function whoseOf(
  request: Pick<FastifyRequest, 'caller'>,
  agent: AgentName,
  { tenant_id: tenant, user_id: user }: Pick<Body, 'tenant_id' | 'user_id'>,
): Whose {
  const { caller } = request
  if (caller?.kind === 'user') {
    if (tenant !== undefined || user !== undefined) {
      fail('sidecar/invalid', { problems: ['body has tenant_id or user_id, which are for services alone'] })
    }
    return { agent, tenant: caller.tenant, user: caller.user }
  }
  requireScope(request, agent)
  if (tenant === undefined || user === undefined) {
    return fail('sidecar/invalid', { problems: ['body has no tenant_id and user_id, which a service sends'] })
  }
  return { agent, tenant: tenant as TenantId, user: user as UserId }
}

/** Aborted where the caller has gone before the answer was out. */
function goneOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

/** Server-sent events. What fails once the answer has begun can only be told within it. */
async function* linesOf(
  events: RunEvents,
  signal: AbortSignal,
  toProblem: (error: unknown) => Problem,
): AsyncGenerator<string, void> {
  try {
    for await (const { event, data } of events) yield line(event, data)
  } catch (error) {
    if (signal.aborted) return
    yield line('error', toProblem(error))
  }
}

// The name is Langflow's: a line break in it would begin a line of our own.
const line = (event: string, data: Json | Problem): string =>
  `event: ${event.replaceAll(/[^\w.-]/g, '_')}\ndata: ${writeJson(data as Json)}\n\n`
