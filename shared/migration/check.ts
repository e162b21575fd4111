import { z } from 'zod'
import { isAgentName } from '../config/agent.ts'
import { compareVersions, isVersion } from '../config/version.ts'
import { fail } from '../errors/index.ts'
import { isObject, isRawNumber, type Json } from '../json/value.ts'
import type { Scope } from '../lens/lens.ts'
import { operationOf } from '../lens/operations.ts'
import type { Op, Step } from '../lens/step.ts'
import type { Migration } from './migration.ts'

const json = z.custom<Json>(isJson, 'must be a JSON value')
const pair = z.tuple([json, json], 'must be a pair [from, to]')
const pointer = z.string()
// Steps and conditions inside a step are checked in their own places.
const inside = z.unknown()

const forms: { readonly [O in Op]: z.ZodObject } = {
  add: z.strictObject({ op: inside, path: pointer, value: json }),
  remove: z.strictObject({ op: inside, path: pointer }),
  rename: z.strictObject({ op: inside, path: pointer, key: z.string() }),
  move: z.strictObject({ op: inside, from: pointer, to: pointer }),
  nest: z.strictObject({ op: inside, paths: z.array(pointer), under: pointer }),
  hoist: z.strictObject({ op: inside, under: pointer, keys: z.array(z.string()).optional() }),
  wrap: z.strictObject({ op: inside, path: pointer }),
  head: z.strictObject({ op: inside, path: pointer }),
  convert: z.strictObject({
    op: inside,
    path: pointer,
    table: z.array(pair).optional(),
    linear: z.strictObject({ scale: z.number(), offset: z.number() }).optional(),
  }),
  redefault: z.strictObject({ op: inside, path: pointer, from: json, to: json }),
  each: z.strictObject({ op: inside, path: pointer, steps: z.array(inside) }),
  when: z.strictObject({ op: inside, condition: inside, steps: z.array(inside) }),
  deprecate: z.strictObject({
    op: inside,
    path: pointer,
    feature: z.string(),
    message: z.string(),
    documentation: z.string().optional(),
  }),
  transform: z.strictObject({
    op: inside,
    id: z.string(),
    down: z.boolean(),
    summary: z.string().optional(),
  }),
}

const condition = z.strictObject({
  path: pointer,
  equals: json.optional(),
  oneOf: z.array(json).optional(),
  exists: z.boolean().optional(),
})

const migration = z.strictObject({
  agent: z.string().refine(isAgentName, 'must be an agent name, as in paid_ads'),
  from: z.string().refine(isVersion, 'must be a version, as in 1.0.0'),
  to: z.string().refine(isVersion, 'must be a version, as in 1.1.0'),
  summary: z.string().max(2000, 'must have at most 2000 characters'),
  steps: z.array(inside),
  code: z
    .strictObject({
      script: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal'),
    })
    .optional(),
})

/** Where in the file something stands, for messages: `step 2 (each), step 1`. */
type At = { readonly file: string; readonly place: string }

/**
 * Checks that data from outside is a migration. `file` is for messages.
 *
 * Raises `migration/bad-form` with the place, `migration/no-steps`, `migration/goes-down`.
 */
export function checkMigration(data: unknown, file: string): Migration {
  const whole = parse(migration, data, { file, place: '' })
  if (whole.steps.length === 0) fail('migration/no-steps', { file })
  if (compareVersions(whole.from, whole.to) >= 0)
    fail('migration/goes-down', { file, from: whole.from, to: whole.to })
  const steps = whole.steps.map((value, index) =>
    checkStep(value, 'config', { file, place: `step ${index + 1}` }),
  )
  return { ...whole, steps } as Migration
}

function checkStep(value: unknown, scope: Scope, outer: At): Step {
  const op = (value as { op?: unknown } | null | undefined)?.op
  if (typeof op !== 'string') return refuse(outer, 'must be a step, as add(…) gives')
  const at = { ...outer, place: `${outer.place} (${op})` }
  if (!Object.hasOwn(forms, op)) return refuse(at, `there is no operation ${JSON.stringify(op)}`)
  // What the form and the operation have checked is a step; TypeScript does not follow the table.
  const step = { ...parse(forms[op as Op], value, at), op } as unknown as Step
  if (step.op === 'convert') needOne(step, ['table', 'linear'], at)
  if (step.op === 'when') {
    const asked = parse(condition, step.condition, { ...at, place: `${at.place}, condition` })
    needOne(asked, ['equals', 'oneOf', 'exists'], { ...at, place: `${at.place}, condition` })
  }
  for (const { problem, remedy } of operationOf(step).check(step, scope)) {
    refuse(at, `${problem}. ${remedy.replace(/\.$/, '')}`)
  }
  if (step.op !== 'each' && step.op !== 'when') return step
  const steps = step.steps.map((child, index) => {
    const place = { ...at, place: `${at.place}, step ${index + 1}` }
    const checked = checkStep(child, step.op === 'each' ? 'item' : scope, place)
    if (checked.op === 'transform')
      refuse(place, `a transform works on the whole config and cannot stand inside ${step.op}`)
    return checked
  })
  return { ...step, steps }
}

function needOne(value: object, keys: readonly string[], at: At): void {
  const found = keys.filter((key) => Object.hasOwn(value, key))
  const wanted = `${keys.slice(0, -1).join(', ')} or ${keys.at(-1)}`
  if (found.length === 0) refuse(at, `needs ${wanted}`)
  if (found.length > 1) refuse(at, `has ${found.join(' and ')}, but may have only one of ${wanted}`)
}

const refuse = ({ file, place }: At, problem: string): never =>
  fail('migration/bad-form', { file, place, problem })

function parse<T>(schema: z.ZodType<T>, data: unknown, { file, place }: At): T {
  const result = schema.safeParse(data)
  if (result.success) return result.data
  const issue = result.error.issues[0] as z.core.$ZodIssue
  const path = issue.path.map(String).join('.')
  return refuse({ file, place: [place, path].filter((part) => part !== '').join(', ') }, wordsOf(issue, data))
}

function wordsOf(issue: z.core.$ZodIssue, data: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return `there is no ${issue.keys.map((key) => JSON.stringify(key)).join(', ')} here`
  if (issue.code !== 'invalid_type') return issue.message
  let found: unknown = data
  for (const key of issue.path) found = (found as { [key: PropertyKey]: unknown })[key]
  return found === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}`
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  string: 'a text',
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
