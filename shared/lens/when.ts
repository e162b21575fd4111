import { isCrosswalkError } from '../errors/index.ts'
import { equalJson } from '../json/equal.ts'
import { getAt, parsePointer } from '../json/pointer.ts'
import { isObject, type Json } from '../json/value.ts'
import { checkPointer } from './check-path.ts'
import type { Lens, Operation, Run, Scope, StepProblem } from './lens.ts'
import { effectsAt } from './place.ts'
import { sequence } from './sequence.ts'
import { show } from './show.ts'
import type { Condition, StepOf } from './step.ts'

/*
 * Complement: { applied, inner? }. The condition is asked of the config before the steps, which the way
 * back no longer has; so forward says what it was, and back says it where asking again would say otherwise.
 */

/** Runs steps where a condition holds. */
export const when: Operation<StepOf<'when'>> = {
  loss: 'as-steps',
  changeClass: 'additive',
  check: (step, scope) => [
    ...checkCondition(step.condition.path, scope),
    ...(step.steps.length === 0
      ? [{ problem: 'steps is empty', remedy: 'Give at least one step, or leave the when out.' }]
      : []),
  ],
  compile(step, site): Lens {
    const inner = sequence(
      step.steps.map((child, index) =>
        site.compile(child, {
          step: `${site.step}/${index}`,
          base: site.base,
          items: site.items,
          effects: site.effects,
        }),
      ),
    )
    const holds = asked(step.condition)
    const tokens = parsePointer(step.condition.path)
    const applied = effectsAt(site)('applied', tokens)
    const skipped = effectsAt(site)('skipped', tokens)

    const told = (complement: Json | undefined): { applied?: boolean; inner?: Json } => {
      if (complement === undefined || !isObject(complement)) return {}
      const flag = complement.applied
      const kept = complement.inner
      return {
        ...(typeof flag === 'boolean' ? { applied: flag } : {}),
        ...(kept === undefined ? {} : { inner: kept }),
      }
    }
    const keep = (flag: boolean, kept: Json | undefined): Json =>
      kept === undefined ? { applied: flag } : { applied: flag, inner: kept }

    return {
      forward(doc, complement, run) {
        const { applied: flag = holds(doc), inner: kept } = told(complement)
        run.effects.push(flag ? applied : skipped)
        if (!flag) return { doc, complement: { applied: false } }
        const pair = inner.forward(doc, kept, run)
        return { doc: pair.doc, complement: keep(true, pair.complement) }
      },
      backward(doc, complement, run) {
        const { applied: flag = wasApplied(inner, holds, doc, run), inner: kept } = told(complement)
        run.effects.push(flag ? applied : skipped)
        const pair = flag ? inner.backward(doc, kept, run) : { doc, complement: undefined }
        const sayNothing = holds(pair.doc) === flag && pair.complement === undefined
        return { doc: pair.doc, complement: sayNothing ? undefined : keep(flag, pair.complement) }
      },
    }
  },
  explain: (step) => `Where ${words(step.condition)}:`,
}

// The version of a config differs between the way there and the way back, so asking for it would undo
// other steps than were taken.
function checkCondition(path: string, scope: Scope): readonly StepProblem[] {
  const problems = checkPointer('condition', path)
  if (problems.length > 0 || scope === 'item') return problems
  const [first] = parsePointer(path)
  if (first !== undefined && first !== 'version') return []
  return [
    {
      problem: first === undefined ? 'condition is on the whole config' : 'condition is on /version',
      remedy: 'Ask for one of the other members: every config that comes here has the same version.',
    },
  ]
}

/** A config that never went forward: the steps were applied if undoing them gives one on which they would be. */
function wasApplied(inner: Lens, holds: (doc: Json) => boolean, doc: Json, run: Run): boolean {
  const dry: Run = { ...run, effects: [], items: [], warnings: [], own: undefined }
  try {
    const undone = inner.backward(doc, undefined, dry)
    return holds(undone.doc) && equalJson(inner.forward(undone.doc, undone.complement, dry).doc, doc)
  } catch (error) {
    if (isCrosswalkError(error)) return false
    throw error
  }
}

function asked(condition: Condition): (doc: Json) => boolean {
  const tokens = parsePointer(condition.path)
  return (doc) => {
    const value = getAt(doc, tokens)
    if ('exists' in condition) return (value !== undefined) === condition.exists
    if (value === undefined) return false
    if ('equals' in condition) return equalJson(value, condition.equals)
    return condition.oneOf.some((other) => equalJson(value, other))
  }
}

function words(condition: Condition): string {
  if ('exists' in condition) return `${condition.path} is ${condition.exists ? 'there' : 'not there'}`
  if ('equals' in condition) return `${condition.path} is ${show(condition.equals)}`
  return `${condition.path} is one of ${condition.oneOf.map(show).join(', ')}`
}
