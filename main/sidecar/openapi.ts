import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { problemAnswer } from '../../shared/api/sidecar/problem.ts'

export const JSON_TYPE = 'application/json; charset=utf-8'

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'No token, or one that is not accepted',
  403: 'The token is not for this',
  404: 'There is no such thing',
  409: 'Not as things stand',
  412: 'The config has changed since it was read',
  413: 'The body is too large',
  415: 'The body is no JSON',
  422: 'Not as it has to be',
  428: 'The header If-Match is missing',
  429: 'Too many requests; Retry-After says when to go on',
  502: 'Langflow failed; the problem says whether the flow may have run',
  503: 'Not at the moment; Retry-After says when to try again',
  504: 'Langflow did not answer in time; the flow may have run',
}

type Documented = { description: string; content: { [type: string]: { schema: z.ZodType } } }

/** The answers of a route: what it gives, and the refusals that it knows, each a problem (RFC 9457). */
export function answers<S extends number>(
  status: S,
  schema: z.ZodType,
  refusals: readonly number[],
): { [status: number]: Documented } {
  return {
    [status]: { description: 'Done', content: { 'application/json': { schema } } },
    ...Object.fromEntries(
      refusals.map((refusal) => [
        refusal,
        {
          description: REFUSALS[refusal] ?? 'Refused',
          content: { 'application/problem+json': { schema: problemAnswer } },
        },
      ]),
    ),
  }
}

/** The document of all routes, and a page to read it. To be registered before the routes. */
export async function documentRoutes(
  app: FastifyInstance,
  { version }: { readonly version: string },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Crosswalk sidecar',
        description:
          'The configs of walker agents: for the flows that run by them, and for the users whose they are.',
        version,
      },
      components: {
        securitySchemes: {
          service: {
            type: 'http',
            scheme: 'bearer',
            description: 'A service token, from `crosswalk token new`',
          },
          user: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The token of a user' },
        },
      },
    },
    transform: jsonSchemaTransform,
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  app.get('/openapi.json', { schema: { hide: true } }, (_, reply) =>
    reply.type(JSON_TYPE).send(app.swagger()),
  )
}
