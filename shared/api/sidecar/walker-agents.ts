import { z } from 'zod'
import { agentField, configField, versionField } from './fields.ts'

/** The agent in a path. */
export const agentParams = z.strictObject({ agent: agentField })

/** The body of `POST /api/v1/walker-agents/config`. `agent_type` is what the first applications call it. */
export const setupBody = z
  .strictObject({
    agent: agentField.optional(),
    agent_type: agentField.optional(),
    config: configField.optional().meta({
      description: 'Settings that are laid over the default config, member by member.',
    }),
  })
  .refine(({ agent, agent_type }) => (agent === undefined) !== (agent_type === undefined), {
    error: 'names the agent neither by "agent" nor by "agent_type", or by both',
  })

/** The body of `POST /api/v1/walker-agents/{agent}/migrate`. */
export const migrateBody = z.strictObject({ target_version: versionField })

const change = z.looseObject({
  from: z.string(),
  to: z.string(),
  summary: z.string(),
  steps: z.array(z.string()),
})

/** The answer of `GET …/migration-status` and of `POST …/migrate`. */
export const migrationStatusAnswer = z.looseObject({
  agent: z.string(),
  config_id: z.string(),
  status: z.enum(['current', 'migrated', 'waiting', 'failed']),
  version: z.string(),
  previous_version: z.string().nullable(),
  target_version: z.string(),
  reason: z.string().optional(),
  migrated_at: z.string().nullable(),
  changes: z.array(change).meta({ description: 'What the last migration has changed, in words.' }),
  upcoming: z.array(change).meta({ description: 'What the next one will change.' }),
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  requires_user_action: z.boolean(),
  etag: z.string(),
})

/** The answer of `GET …/schema`. */
export const schemaAnswer = z.looseObject({
  agent: z.string(),
  tenant_id: z.string(),
  user_id: z.string(),
  version: z.string(),
  has_config: z
    .boolean()
    .meta({ description: 'Whether the user has a config, or this is for a first setup.' }),
  schema: z.unknown().meta({ description: 'JSON Schema, draft 2020-12.' }),
  defaults: configField
    .nullable()
    .meta({ description: 'The default config of the version, where it is known.' }),
})

/** Headers of a change. `x-change-reason` goes into the history. */
export const changeHeaders = z.looseObject({
  'if-match': z.string().max(2_000, 'is longer than 2000 characters').optional(),
  'x-change-reason': z.string().max(500, 'is longer than 500 characters').optional(),
})
