import { z } from 'zod'
import { agentField, configField, uuidField, versionField } from './fields.ts'

/** The body of `POST /api/v1/runtime/load-config`. */
export const loadConfigBody = z.strictObject({
  agent: agentField,
  tenant_id: uuidField,
  user_id: uuidField,
  flow_version: versionField.optional().meta({ description: 'The version of the flow that asks.' }),
})

const anything = z.unknown()

/** Its answer. */
export const loadConfigAnswer = z.looseObject({
  agent: z.string(),
  tenant_id: z.string(),
  user_id: z.string(),
  config_id: z.string(),
  config_version: z.string(),
  flow_version: z.string().meta({ description: 'The version of the flow that fits this config.' }),
  config: configField,
  variables: z
    .record(
      z.string(),
      z.looseObject({
        value: anything,
        type: z.enum(['string', 'number', 'boolean', 'object']),
        path: z.string().nullable(),
      }),
    )
    .meta({ description: 'What the flow takes from the config, by name.' }),
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  migration: z.looseObject({
    status: z.enum(['current', 'migrated', 'waiting', 'failed']),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  etag: z.string(),
})
