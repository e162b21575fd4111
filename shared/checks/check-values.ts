import { equalJson } from '../json/equal.ts'
import { getAt, parsePointer } from '../json/pointer.ts'
import type { Json } from '../json/value.ts'
import { isOneToOne } from '../lens/convert.ts'
import type { Effect } from '../lens/effect.ts'
import { show } from '../lens/show.ts'
import type { StepOf } from '../lens/step.ts'
import { explainSteps } from '../migration/explain.ts'
import { follow, trailOf } from '../migration/follow.ts'
import type { Examined } from './examined.ts'
import type { CheckFinding } from './finding.ts'
import { isSamePlace, originOf } from './origin.ts'
import { isRequired } from './required.ts'
import { mayBe, schemasAt, valuesAt } from './schema-place.ts'
import { type PlacedStep, wordsOfId } from './walk-steps.ts'

/** CW102, CW144, CW148: what tables make of the values that there may be. */
export function checkTables(examined: Examined): readonly CheckFinding[] {
  return examined.steps.flatMap(({ step, id }) => {
    if (step.op !== 'convert' || !('table' in step)) return []
    const findings: CheckFinding[] = []
    if (!isOneToOne(step.table)) findings.push(examined.atStep('CW102', id, { path: step.path }))
    const missing = leftOut(examined, step, id)
    if (missing.length > 0)
      findings.push(examined.atStep('CW148', id, { path: step.path, values: missing.map(show).join(', ') }))
    const again = convertedAgain(examined, id)
    if (again) {
      const problem = `${wordsOfId(again)} converts once more what this step has made of ${step.path}`
      findings.push(examined.atStep('CW144', id, { problem }))
    }
    return findings
  })
}

/** Values that the old schema lists, the table does not have, and the new schema does not list. */
function leftOut(
  { full, subject, hasCode, toCheck }: Examined,
  { table }: { readonly table: readonly (readonly [Json, Json])[] },
  id: string,
): readonly Json[] {
  const { from, to } = subject
  const at = full?.run.effects.findIndex(({ step }) => step === id) ?? -1
  if (!full || at < 0 || hasCode || !toCheck || from.schema === undefined || to.schema === undefined)
    return []
  const tokens = parsePointer((full.run.effects[at] as Effect).path)
  const origin = originOf(full.run.effects.slice(0, at), tokens)
  const allowed = origin && valuesAt(from.schema, origin)
  if (!allowed) return []
  const end = follow(tokens, trailOf({ effects: full.run.effects.slice(at + 1), items: [] }))
  const taken = end.kind === 'dropped' ? undefined : valuesAt(to.schema, end.tokens)
  if (!taken) return []
  const has = (list: readonly Json[], value: Json) => list.some((one) => equalJson(one, value))
  const known = table.map(([value]) => value)
  return allowed.filter((value) => !has(known, value) && !has(taken, value))
}

/** A later table on the same place that takes what this one gives: then the order of the two matters. */
function convertedAgain({ steps, usual, full }: Examined, id: string): string | undefined {
  const run = (full ?? usual)?.run
  const own = run?.effects.findIndex(({ step }) => step === id) ?? -1
  const first = steps.find((one) => one.id === id)
  if (!run || own < 0 || !first) return undefined
  const tokens = parsePointer((run.effects[own] as Effect).path)
  for (const [index, effect] of run.effects.entries()) {
    const later =
      index > own && effect.op === 'convert' ? steps.find((one) => one.id === effect.step) : undefined
    if (!later || later.id === id || !isSamePlace(parsePointer(effect.path), tokens)) continue
    // Of two branches of one condition only one is taken.
    if ([first, later].some(({ around }) => around.some(({ op }) => op === 'when'))) continue
    const given =
      tableOf(first.step)
        ?.filter(([from, to]) => !equalJson(from, to))
        .map(([, to]) => to) ?? []
    const taken =
      tableOf(later.step)
        ?.filter(([from, to]) => !equalJson(from, to))
        .map(([from]) => from) ?? []
    if (given.some((value) => taken.some((other) => equalJson(value, other)))) return later.id
  }
  return undefined
}

const tableOf = (step: PlacedStep['step']): readonly (readonly [Json, Json])[] | undefined =>
  step.op === 'convert' && 'table' in step ? step.table : undefined

/** CW147: a redefault that starts from another value than the default config has. */
export function checkRedefaults(examined: Examined): readonly CheckFinding[] {
  const { usual } = examined
  if (!usual) return []
  return examined.steps.flatMap(({ step, id }) => {
    if (step.op !== 'redefault') return []
    const own = usual.run.effects.filter((effect) => effect.step === id)
    if (own.length !== 1 || own[0]?.outcome !== 'customised') return []
    const doc = usual.run.docs[Number(id.split('/')[0])]
    const actual = doc && getAt(doc, parsePointer(own[0].path))
    if (actual === undefined) return []
    return [examined.atStep('CW147', id, { path: step.path, from: show(step.from), actual: show(actual) })]
  })
}

/** CW149: conditions that no config meets. */
export function checkConditions(examined: Examined): readonly CheckFinding[] {
  return examined.steps.flatMap(({ step, id, around }) => {
    if (step.op !== 'when' || around.some(({ op }) => op === 'each')) return []
    const problem = neverHolds(examined, step, Number(id.split('/')[0]))
    const condition = explainSteps([step])[0]?.replace(/^Where (.*):$/, '$1') ?? ''
    return problem === undefined ? [] : [examined.atStep('CW149', id, { condition, problem })]
  })
}

function neverHolds(examined: Examined, { condition }: StepOf<'when'>, top: number): string | undefined {
  const { full, subject } = examined
  const { schema, version } = subject.from
  const start = full?.run.starts[top]
  if (!full?.fits || schema === undefined || start === undefined) return undefined
  const tokens = parsePointer(condition.path)
  const origin = originOf(full.run.effects.slice(0, start), tokens)
  if (!origin) return undefined
  const there = getAt(full.config, origin) !== undefined
  if ('exists' in condition && !condition.exists) {
    return isRequired(examined, origin) ? `the schema of ${version} requires ${condition.path}` : undefined
  }
  if (!there) {
    return schemasAt(schema, origin).said === 'not-there'
      ? `neither schema nor default config of ${version} has ${condition.path}`
      : undefined
  }
  if ('exists' in condition) return undefined
  const values = 'equals' in condition ? [condition.equals] : condition.oneOf
  if (values.some((value) => mayBe(schema, origin, value))) return undefined
  const allowed = valuesAt(schema, origin)
  return allowed && allowed.length > 0
    ? `the schema of ${version} allows ${allowed.slice(0, 10).map(show).join(', ')}`
    : `the schema of ${version} has no ${values.map(show).join(', ')} there`
}
