// What the sidecar and the component hold each other to: POST /api/v1/runtime/load-config. A second writing-down,
// on purpose: a change of the sidecar's own schema that components out there would not survive fails here.

import { z } from 'zod'

const version = z.string().regex(/^\d+\.\d+\.\d+$/)

export const loadConfigRequest = z.strictObject({
  agent: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
  tenant_id: z.uuid(),
  user_id: z.uuid(),
  flow_version: version.optional(),
})

export const loadConfigAnswer = z.looseObject({
  agent: z.string(),
  tenant_id: z.uuid(),
  user_id: z.uuid(),
  config_id: z.uuid(),
  config_version: version,
  /** Of the flow that fits this config. */
  flow_version: version,
  config: z.record(z.string(), z.unknown()),
  variables: z.record(
    z.string(),
    z.looseObject({
      value: z.unknown(),
      type: z.enum(['string', 'number', 'boolean', 'object']),
      path: z.string().nullable().optional(),
    }),
  ),
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  migration: z.looseObject({
    status: z.enum(['current', 'migrated', 'waiting', 'failed']),
    from: version.optional(),
    to: version.optional(),
  }),
  etag: z.string(),
})

export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string().optional(),
  code: z.string(),
  request_id: z.string().optional(),
})

export type LoadConfigAnswer = z.infer<typeof loadConfigAnswer>
