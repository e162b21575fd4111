import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { configField } from '../../../shared/api/sidecar/fields.ts'
import {
  agentParams,
  changeHeaders,
  migrateBody,
  migrationStatusAnswer,
  schemaAnswer,
  setupBody,
} from '../../../shared/api/sidecar/walker-agents.ts'
import type { AgentName } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { Sidecar, Whose } from '../../compose.ts'
import { userOf } from '../callers.ts'
import { answers, JSON_TYPE } from '../openapi.ts'
import type { Settings } from '../settings.ts'

const BASE = '/api/v1/walker-agents'
const READS = [400, 401, 404, 422, 429, 503] as const
const WRITES = [400, 401, 404, 409, 412, 413, 415, 422, 428, 429, 503] as const

const route = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Walker agents'],
  security: [{ user: [] }],
})

/** What users ask of their own configs. Whose they are, the token says and nothing else. */
export const walkerAgentRoutes =
  (sidecar: Sidecar, { ifMatch: rule }: Pick<Settings, 'ifMatch'>): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const config = { audience: 'user' } as const

    app.post(
      `${BASE}/config`,
      {
        config,
        schema: {
          ...route('setUpConfig', 'First setup: the default config, with settings laid over it'),
          body: setupBody,
          response: answers(201, configField, WRITES),
        },
      },
      async (request, reply) => {
        const { agent, agent_type, config: settings } = request.body
        const made = await sidecar.setUp(whoseOf(request, (agent ?? agent_type) as AgentName), settings)
        return sendConfig(reply.code(201).header('location', `${BASE}/${agent ?? agent_type}/config`), made)
      },
    )

    app.get(
      `${BASE}/:agent/config`,
      {
        config,
        schema: {
          ...route('readConfig', 'The config, with its state in the header ETag'),
          params: agentParams,
          response: answers(200, configField, READS),
        },
      },
      async (request, reply) => {
        const read = await sidecar.read(whoseOf(request, request.params.agent))
        const { 'if-none-match': known } = request.headers
        if (known === read.etag) return reply.code(304).header('etag', read.etag).send()
        return sendConfig(reply, read)
      },
    )

    // By PUT; by POST too, for so the first applications' wizard sends what a user has confirmed.
    for (const method of ['PUT', 'POST'] as const) {
      app.route({
        method,
        url: `${BASE}/:agent/config`,
        config,
        schema: {
          ...route(
            method === 'PUT' ? 'changeConfig' : 'confirmConfig',
            'Change the config; If-Match says of which state, X-Change-Reason why',
          ),
          params: agentParams,
          headers: changeHeaders,
          body: configField,
          response: answers(200, configField, WRITES),
        },
        handler: async (request, reply) => {
          const { 'if-match': ifMatch = noIfMatch(rule), 'x-change-reason': reason } = request.headers
          const changed = await sidecar.change(whoseOf(request, request.params.agent), {
            config: request.body as JsonObject,
            ifMatch,
            reason: reasonOf(reason),
          })
          return sendConfig(reply, changed)
        },
      })
    }

    app.get(
      `${BASE}/:agent/schema`,
      {
        config,
        schema: {
          ...route('configSchema', 'What the config has to fit, and the default config of its version'),
          params: agentParams,
          response: answers(200, schemaAnswer, [...READS, 409]),
        },
      },
      async (request, reply) => sendJson(reply, await sidecar.schema(whoseOf(request, request.params.agent))),
    )

    app.get(
      `${BASE}/:agent/migration-status`,
      {
        config,
        schema: {
          ...route('migrationStatus', 'What migrations have changed and will change, and what is left to do'),
          params: agentParams,
          response: answers(200, migrationStatusAnswer, READS),
        },
      },
      async (request, reply) => sendJson(reply, await sidecar.status(whoseOf(request, request.params.agent))),
    )

    app.post(
      `${BASE}/:agent/migrate`,
      {
        config,
        schema: {
          ...route('migrateConfig', 'Migrate the config to a version now'),
          params: agentParams,
          body: migrateBody,
          response: answers(200, migrationStatusAnswer, WRITES),
        },
      },
      async (request, reply) =>
        sendJson(
          reply,
          await sidecar.migrate(whoseOf(request, request.params.agent), request.body.target_version),
        ),
    )
    done()
  }

const whoseOf = (request: Pick<FastifyRequest, 'caller'>, agent: AgentName): Whose => {
  const { tenant, user } = userOf(request)
  return { tenant, user, agent }
}

const noIfMatch = (rule: Settings['ifMatch']): 'any' =>
  rule === 'optional' ? 'any' : fail('sidecar/no-if-match', {})

/** Node reads headers as Latin-1; who writes more than ASCII there sends UTF-8. */
function reasonOf(header: string | undefined): string {
  const reason = Buffer.from(header ?? '', 'latin1')
    .toString('utf8')
    .replaceAll(/[\p{Cc}\uFFFD]/gu, ' ')
    .trim()
  return reason === '' ? 'changed by the user' : reason
}

const sendConfig = (
  reply: FastifyReply,
  { text, etag, version }: { text: string; etag: string; version: string },
): FastifyReply => reply.header('etag', etag).header('x-config-version', version).type(JSON_TYPE).send(text)

const sendJson = (reply: FastifyReply, value: JsonObject): FastifyReply =>
  reply.type(JSON_TYPE).send(writeJson(value))
