import { z } from 'zod'
import { isAgentName } from '../config/agent.ts'
import { compareVersions, isVersion } from '../config/version.ts'
import { fail } from '../errors/index.ts'
import { isObject, isRawNumber, type Json } from '../json/value.ts'
import type { Scope } from '../lens/lens.ts'
import { operationOf } from '../lens/operations.ts'
import type { Step } from '../lens/step.ts'
import type { Migration } from './migration.ts'

const json: z.ZodType<Json> = z.custom<Json>(isJson, 'must be a JSON value')
const pointer = z.string()
const steps: z.ZodType<readonly Step[]> = z.lazy(() => z.array(step))

const condition = z.union([
  z.strictObject({ path: pointer, equals: json }),
  z.strictObject({ path: pointer, oneOf: z.array(json) }),
  z.strictObject({ path: pointer, exists: z.boolean() }),
])

const step: z.ZodType<Step> = z.union([
  z.strictObject({ op: z.literal('add'), path: pointer, value: json }),
  z.strictObject({ op: z.literal('remove'), path: pointer }),
  z.strictObject({ op: z.literal('rename'), path: pointer, key: z.string() }),
  z.strictObject({ op: z.literal('move'), from: pointer, to: pointer }),
  z.strictObject({ op: z.literal('nest'), paths: z.array(pointer), under: pointer }),
  z.strictObject({ op: z.literal('hoist'), under: pointer, keys: z.array(z.string()).optional() }),
  z.strictObject({ op: z.literal('wrap'), path: pointer }),
  z.strictObject({ op: z.literal('head'), path: pointer }),
  z.strictObject({ op: z.literal('convert'), path: pointer, table: z.array(z.tuple([json, json])) }),
  z.strictObject({
    op: z.literal('convert'),
    path: pointer,
    linear: z.strictObject({ scale: z.number(), offset: z.number() }),
  }),
  z.strictObject({ op: z.literal('redefault'), path: pointer, from: json, to: json }),
  z.strictObject({ op: z.literal('each'), path: pointer, steps }),
  z.strictObject({ op: z.literal('when'), condition, steps }),
  z.strictObject({
    op: z.literal('deprecate'),
    path: pointer,
    feature: z.string(),
    message: z.string(),
    documentation: z.string().optional(),
  }),
  z.strictObject({
    op: z.literal('transform'),
    id: z.string(),
    down: z.boolean(),
    summary: z.string().optional(),
  }),
])

const migration = z.strictObject({
  agent: z.string().refine(isAgentName, 'must be an agent name, as in paid_ads'),
  from: z.string().refine(isVersion, 'must be a version, as in 1.0.0'),
  to: z.string().refine(isVersion, 'must be a version, as in 1.1.0'),
  summary: z.string().max(2000),
  steps: z.array(z.unknown()),
  code: z.strictObject({ script: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
})

/**
 * Checks that data from outside is a migration. `file` is for messages.
 *
 * Raises `migration/bad-form` with the place, `migration/no-steps`, `migration/goes-down`.
 */
export function checkMigration(data: unknown, file: string): Migration {
  const whole = parse(migration, data, file, '')
  if (whole.steps.length === 0) fail('migration/no-steps', { file })
  if (compareVersions(whole.from, whole.to) >= 0)
    fail('migration/goes-down', { file, from: whole.from, to: whole.to })
  const checked = whole.steps.map((value, index) => checkStep(value, 'config', file, `step ${index + 1}`))
  return { ...whole, steps: checked } as Migration
}

function checkStep(value: unknown, scope: Scope, file: string, place: string): Step {
  const op = (value as { op?: unknown } | null)?.op
  const result = parse(step, value, file, typeof op === 'string' ? `${place} (${op})` : place)
  for (const { problem, remedy } of operationOf(result).check(result, scope)) {
    fail('migration/bad-form', {
      file,
      place: `${place} (${result.op})`,
      problem: `${problem}. ${remedy.replace(/\.$/, '')}`,
    })
  }
  if (result.op === 'each' || result.op === 'when') {
    result.steps.forEach((child, index) => {
      if (child.op === 'transform') {
        fail('migration/bad-form', {
          file,
          place,
          problem: `a transform works on the whole config and cannot stand inside ${result.op}`,
        })
      }
      checkStep(child, result.op === 'each' ? 'item' : scope, file, `${place}, step ${index + 1}`)
    })
  }
  return result
}

function parse<T>(schema: z.ZodType<T>, data: unknown, file: string, place: string): T {
  const result = schema.safeParse(data)
  if (result.success) return result.data
  const issue = deepest(result.error.issues, data)
  const path = issue.path.map(String).join('.')
  return fail('migration/bad-form', {
    file,
    place: [place, path].filter((part) => part !== '').join(', '),
    problem: issue.message,
  })
}

// A union's own message says only that nothing fits; the branch of the step's own operation says what is wrong.
function deepest(issues: readonly z.core.$ZodIssue[], data: unknown): z.core.$ZodIssue {
  const first = issues[0] as z.core.$ZodIssue
  if (first.code !== 'invalid_union') return first
  const op = (data as { op?: unknown } | null)?.op
  const branch = first.errors.find((errors) => !errors.some((error) => error.path[0] === 'op'))
  if (branch) return deepest(branch, data)
  return {
    ...first,
    message:
      typeof op === 'string'
        ? `there is no operation ${JSON.stringify(op)}`
        : 'must be a step, as add(…) gives',
  }
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJson)
  return (
    isRawNumber(value) ||
    (typeof value === 'object' && isObject(value as Json) && Object.values(value as object).every(isJson))
  )
}
