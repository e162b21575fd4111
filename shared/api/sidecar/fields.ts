import { z } from 'zod'
import { isAgentName } from '../../config/agent.ts'
import type { AgentName, Version } from '../../config/ids.ts'
import { isVersion } from '../../config/version.ts'
import { isObject, type JsonObject } from '../../json/value.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text is a UUID of any version, in either case. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** A UUID; comes out in lower case. */
export const uuidField = z
  .string()
  .regex(UUID, 'is no UUID')
  .overwrite((text) => text.toLowerCase())
  .meta({ format: 'uuid' })

/** The name of an agent. */
export const agentField = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,62}$/,
    'is no agent name: lower-case letters, digits and underscores, a letter first',
  )
  .transform((text) => text as AgentName)
  .refine(isAgentName)
  .meta({ example: 'seo' })

/** A flow version. */
export const versionField = z
  .string()
  .max(29, 'is no version such as 1.2.0')
  .regex(/^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/, 'is no version such as 1.2.0')
  .transform((text) => text as Version)
  .refine(isVersion)
  .meta({ example: '1.2.0' })

/**
 * A config, or settings of one: any JSON object. Not `z.record`, which makes a new object and would lose members such
 * as `__proto__` and numbers that are kept as text.
 */
export const configField = z
  .custom<JsonObject>((value) => isObject(value), 'is no JSON object')
  .meta({ type: 'object', description: 'The config, as the schema of its version has it.' })
