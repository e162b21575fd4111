import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { loadConfigAnswer, loadConfigBody } from '../../../shared/api/sidecar/runtime.ts'
import type { TenantId, UserId } from '../../../shared/config/ids.ts'
import type { Sidecar } from '../../compose.ts'
import { requireScope } from '../callers.ts'
import { answers, JSON_TYPE } from '../openapi.ts'

/** What flows ask when they run. */
export const runtimeRoutes =
  (sidecar: Sidecar): FastifyPluginCallbackZod =>
  (app, _, done) => {
    app.post(
      '/api/v1/runtime/load-config',
      {
        config: { audience: 'service' },
        schema: {
          operationId: 'loadConfig',
          summary: 'The config of a user, with the variables that a flow takes from it',
          tags: ['Runtime'],
          security: [{ service: [] }],
          body: loadConfigBody,
          response: answers(200, loadConfigAnswer, [400, 401, 403, 404, 413, 415, 422, 429, 503]),
        },
      },
      async (request, reply) => {
        const { agent, tenant_id: tenant, user_id: user, flow_version: flowVersion } = request.body
        requireScope(request, agent)
        const whose = { agent, tenant: tenant as TenantId, user: user as UserId }
        return reply.type(JSON_TYPE).send(await sidecar.load(whose, { flowVersion }))
      },
    )
    done()
  }
