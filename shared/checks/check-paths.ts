import { formatPointer, parsePointer } from '../json/pointer.ts'
import type { Effect } from '../lens/effect.ts'
import type { Step } from '../lens/step.ts'
import type { Examined } from './examined.ts'
import type { CheckFinding } from './finding.ts'
import { originOf } from './origin.ts'
import { runForward, type StepsRun } from './run-steps.ts'
import { ANY, schemasAt } from './schema-place.ts'
import { wordsOfId } from './walk-steps.ts'

/** Steps among which another place is looked for, and how many steps it is looked for. */
const MOST_ORDERS = 200
const MOST_MISPLACED = 20

/** CW140, CW143, CW144: steps that find nothing at their place, in any config that the schema describes. */
export function checkPaths(examined: Examined): readonly CheckFinding[] {
  const { migration, from, to } = examined.subject
  // Only a schema tells what there may be: a default config has but what is usual.
  if (!examined.full || from.schema === undefined) return []
  const findings: CheckFinding[] = []
  let tried = 0
  for (const { step, id } of examined.steps) {
    if (examined.untried.some((condition) => id.startsWith(`${condition}/`))) continue
    const idle = step.op === 'when' ? undefined : (idleIn(examined.runs, id) ?? idleBack(examined, step, id))
    if (!idle) continue
    const tokens = parsePointer(idle.effect.path)
    const origin = idle.before ? originOf(idle.before, tokens) : tokens
    const before = schemasAt(from.schema, origin ?? tokens).said
    // Where nothing is said of the place, users may have it. What is described could only not be made up here.
    if (before === 'nothing' || (before === 'described' && origin !== undefined && idle.before)) continue
    const path = formatPointer(tokens)
    const other = idle.before && tried++ < MOST_MISPLACED ? betterPlace(examined, id) : undefined
    if (other) {
      const problem = `${path} is not there, so this step does nothing; ${other.where} ${wordsOfId(other.id)} it would`
      findings.push(examined.atStep('CW144', id, { problem }))
    } else if (to.schema === undefined || schemasAt(to.schema, tokens).said === 'not-there') {
      const versions = `${migration.from} and ${migration.to}`
      findings.push(examined.atStep('CW140', id, { path, versions }))
    } else if (idle.before) {
      const problem = `${path} is not in configs of ${migration.from}, and no step before makes it`
      findings.push(examined.atStep('CW143', id, { problem }))
    }
  }
  return findings
}

/** `before`: the effects of the run until there, on the way forward. */
type Idle = { readonly effect: Effect; readonly before?: readonly Effect[] }

/** What shows that a step did nothing in all runs that reached it; undefined where it did something, or no run did. */
function idleIn(runs: readonly StepsRun[], id: string): Idle | undefined {
  let idle: Idle | undefined
  for (const run of runs) {
    if (run.failures.some((failure) => id === failure.id || id.startsWith(`${failure.id}/`))) return undefined
    for (const index of run.byStep.get(id) ?? []) {
      const effect = run.effects[index] as Effect
      // No item in a list is nothing that a path could be blamed for.
      if (!isIdle(effect) || (effect.op === 'each' && effect.path.endsWith(`/${ANY}`))) return undefined
      idle ??= { effect, before: run.effects.slice(0, index) }
    }
  }
  return idle
}

/** The same for what stands after code, by the way back. What was removed shows nothing there. */
function idleBack({ back, hasCode }: Examined, step: Step, id: string): Idle | undefined {
  if (!hasCode || step.op === 'remove' || step.op === 'deprecate') return undefined
  const own = back.filter((effect) => effect.step === id)
  const [effect] = own
  return effect && own.every(isIdle) && !effect.path.endsWith(`/${ANY}`) ? { effect } : undefined
}

const isIdle = ({ outcome }: Effect): boolean => outcome === 'absent' || outcome === 'parent-absent'

/** Another place among the steps at which this one would do something. */
function betterPlace(examined: Examined, id: string): { id: string; where: 'before' | 'after' } | undefined {
  const at = Number(id)
  const { steps } = examined.subject.migration
  const reached = examined.full?.run.starts.length ?? 0
  const config = examined.full?.config
  if (config === undefined || Number.isNaN(at) || reached > MOST_ORDERS) return undefined
  const others = steps.slice(0, reached).map((_, index) => index)
  for (const other of [...others.slice(at + 1), ...others.slice(0, at).toReversed()]) {
    const order = others.filter((index) => index !== at)
    order.splice(order.indexOf(other) + (other > at ? 1 : 0), 0, at)
    const run = runForward(
      order.map((index) => steps[index] as Step),
      config,
    )
    const place = String(order.indexOf(at))
    const own = run.effects.filter(({ step }) => step === place || step.startsWith(`${place}/`))
    if (own.length > 0 && !own.every(isIdle) && !run.failures.some((failure) => failure.id === place))
      return { id: String(other), where: other > at ? 'after' : 'before' }
  }
  return undefined
}
