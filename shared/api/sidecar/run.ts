import { z } from 'zod'
import { uuidField } from './fields.ts'

/** The body of `POST /api/v1/walker-agents/{agent}/run`. */
export const runBody = z.strictObject({
  input_value: z.string().meta({ description: 'What the flow is given.' }),
  input_type: z.enum(['chat', 'text', 'any']).optional(),
  output_type: z.enum(['chat', 'text', 'any', 'debug']).optional(),
  session_id: z.string().min(1, 'is empty').max(200, 'is longer than 200 characters').optional().meta({
    description:
      'What this user calls the conversation; nobody else gets at it. Left out, it is a new one, which the answer names.',
  }),
  stream: z
    .boolean()
    .optional()
    .meta({ description: 'Have the answer piece by piece (text/event-stream), as Langflow makes it.' }),
  tenant_id: uuidField
    .optional()
    .meta({ description: 'For services, which say for whom they run the flow.' }),
  user_id: uuidField.optional().meta({ description: 'For services, as tenant_id.' }),
})

/** Its answer. The events of a stream are `start`, which has the same but for `texts` and `outputs`; Langflow's own; and `error`, with a problem. */
export const runAnswer = z.looseObject({
  agent: z.string(),
  tenant_id: z.string(),
  user_id: z.string(),
  config_id: z.string(),
  config_version: z.string(),
  flow_version: z.string().meta({ description: 'The version of the flow that has run.' }),
  session_id: z.string(),
  texts: z.array(z.string()).meta({ description: 'The texts of the messages, in the order of the outputs.' }),
  outputs: z.array(z.unknown()).meta({ description: 'As Langflow gives them.' }),
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  migration: z.looseObject({
    status: z.enum(['current', 'migrated', 'waiting', 'failed']),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
})
