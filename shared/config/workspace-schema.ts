import { z } from 'zod'
import { parsePointer } from '../json/pointer.ts'
import { isAgentName } from './agent.ts'
import { number } from './number-form.ts'
import { rolloutSchema } from './rollout-schema.ts'
import { KEY_ID } from './secret-value.ts'
import { smokeSchema } from './smoke-schema.ts'

export const agentSchema = z.strictObject({
  title: z.string().min(1, 'is empty'),
  description: z.string().optional(),
})

const protectedFlag = z.boolean().default(false)

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable')

/** Names of the environment variables that hold the address and the API key. */
export const langflowSchema = z.strictObject({ url_env: variableName, api_key_env: variableName })

export const environmentSchema = z
  .strictObject({
    url_env: z.string().optional(),
    embedded: z.literal(true, 'is neither true nor left out').optional(),
    protected: protectedFlag,
    /** An embedded one goes out to everybody at once, unless it says that it has the waves of `rollout`. */
    waves: z.boolean().optional(),
    /** The Langflow that runs the flows there. */
    langflow: langflowSchema.optional(),
    /** Releases are verified here before they get to what is protected. */
    staging: z.boolean().optional(),
    /** Id of the key that encrypts the secrets of its configs. Left out: the one that is there. */
    key_id: z.string().regex(KEY_ID, 'is no id of a key: capital letters, digits and _').optional(),
  })
  .refine((value) => (value.url_env === undefined) !== (value.embedded === undefined), {
    error: 'has to say either "url_env" or "embedded", and not both',
  })
  .refine(({ url_env: name }) => name === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name), {
    path: ['url_env'],
    error: 'is not the name of an environment variable',
  })
  .refine((value) => !(value.staging === true && value.protected), {
    path: ['staging'],
    error: 'is said of a protected environment, which no release may get to before it was verified elsewhere',
  })

const mask = z.preprocess(
  (value) => (typeof value === 'string' ? { path: value } : value),
  z.strictObject({
    path: z.string().refine(isPointer, 'is no JSON Pointer'),
    /** Left out: every agent. */
    agents: z.array(z.string()).optional(),
  }),
)

export const backupsSchema = z.strictObject({
  /** Backups of so many releases of an agent are kept for each environment. */
  keep: number(z.number().int('is no whole number').min(1, 'is below 1')).default(5),
  /** How old a backup of the operator's own may be when a push begins. */
  max_age_hours: number(z.number().gt(0, 'is not above 0')).default(24),
})

const people = z.array(z.string().trim().min(1, 'is empty')).min(1, 'names nobody')

export const approvalConditionsSchema = z.strictObject({
  environments: z.array(z.string()).optional(),
  agents: z.array(z.string()).optional(),
  classes: z.array(z.enum(['additive', 'restructuring', 'transformative', 'deprecating'])).optional(),
  /** At least so many tenants have configs that the preview saw. */
  tenants: number(z.number().int('is no whole number').min(1, 'is below 1')).optional(),
  /** At least so many losses were accepted by name. */
  accepted_losses: number(z.number().int('is no whole number').min(1, 'is below 1')).optional(),
})

/** Who has to approve a release that fits all conditions of `when`; each left out fits every release. */
export const approvalRuleSchema = z
  .strictObject({
    name: z.string().trim().min(1, 'is empty'),
    when: approvalConditionsSchema.prefault({}),
    /** Left out: whoever may approve in that environment. */
    approvers: people.optional(),
    count: number(z.number().int('is no whole number').min(1, 'is below 1')).default(1),
  })
  .refine(
    ({ approvers = [], count }) =>
      approvers.length === 0 || new Set(approvers.map((name) => name.toLowerCase())).size >= count,
    { path: ['count'], error: 'asks for more people than "approvers" names' },
  )

/** Such names mean something to JavaScript, which would make them vanish without a word. */
const record = <V extends z.ZodType>(key: z.ZodString, value: V) =>
  z.preprocess(
    (input, context) => {
      if (typeof input === 'object' && input !== null && Object.hasOwn(input, '__proto__')) {
        context.issues.push({
          code: 'custom',
          input,
          path: ['__proto__'],
          message: 'cannot be used as a name',
        })
      }
      return input
    },
    z.record(key, value),
  )

export const settingsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    agents: record(
      z
        .string()
        .refine(isAgentName, 'is no agent name: lower-case letters, digits and underscores, a letter first'),
      agentSchema,
    ),
    environments: record(
      z
        .string()
        .regex(
          /^[a-z][a-z0-9_-]{0,62}$/,
          'is no environment name: lower-case letters, digits, - and _, a letter first',
        ),
      environmentSchema,
    ),
    masks: z.array(mask).default([]),
    rollout: rolloutSchema.prefault({}),
    approvals: z.array(approvalRuleSchema).default([]),
    backups: backupsSchema.prefault({}),
    smoke: z.array(smokeSchema).default([]),
    preview_max_age_hours: number(z.number().gt(0, 'is not above 0')).default(24),
  })
  .check(({ value, issues }) => {
    for (const [at, { agents = [] }] of value.masks.entries()) {
      for (const [index, name] of agents.entries()) {
        if (Object.hasOwn(value.agents, name)) continue
        const path = ['masks', at, 'agents', index]
        issues.push({ code: 'custom', input: name, path, message: 'is no agent of this workspace' })
      }
    }
    for (const [at, { name, ...where }] of value.smoke.entries()) {
      if (value.smoke.findIndex((one) => one.name === name) < at) {
        const path = ['smoke', at, 'name']
        issues.push({ code: 'custom', input: name, path, message: 'is the name of another request already' })
      }
      for (const key of ['agents', 'environments'] as const) {
        for (const [index, named] of (where[key] ?? []).entries()) {
          if (Object.hasOwn(value[key], named)) continue
          const path = ['smoke', at, key, index]
          const message = `is no ${key === 'agents' ? 'agent' : 'environment'} of this workspace`
          issues.push({ code: 'custom', input: named, path, message })
        }
      }
    }
    for (const [at, { name: rule, when }] of value.approvals.entries()) {
      if (value.approvals.findIndex(({ name }) => name === rule) < at) {
        const path = ['approvals', at, 'name']
        issues.push({ code: 'custom', input: rule, path, message: 'is the name of another rule already' })
      }
      for (const key of ['agents', 'environments'] as const) {
        for (const [index, name] of (when[key] ?? []).entries()) {
          if (Object.hasOwn(value[key], name)) continue
          const path = ['approvals', at, 'when', key, index]
          const message = `is no ${key === 'agents' ? 'agent' : 'environment'} of this workspace`
          issues.push({ code: 'custom', input: name, path, message })
        }
      }
    }
  })

/** The content of `crosswalk.json`, with defaults for what it leaves out. */
export type WorkspaceSettings = z.infer<typeof settingsSchema>
export type EnvironmentSettings = z.infer<typeof environmentSchema>

function isPointer(text: string): boolean {
  try {
    parsePointer(text)
    return true
  } catch {
    return false
  }
}
