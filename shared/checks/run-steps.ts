import { type CrosswalkError, isCrosswalkError } from '../errors/index.ts'
import type { Json } from '../json/value.ts'
import { type Effect, EffectTable } from '../lens/effect.ts'
import type { ItemSpan, Lens, Run, Site } from '../lens/lens.ts'
import { operationOf } from '../lens/operations.ts'
import { sequence } from '../lens/sequence.ts'
import type { Step } from '../lens/step.ts'

/** One run of steps over one config, step by step. Code is not run: there the run ends. */
export type StepsRun = {
  /** The config before each step that was reached, and after the last of them. */
  readonly docs: readonly Json[]
  readonly effects: readonly Effect[]
  readonly items: readonly ItemSpan[]
  /** Which of the effects are whose, by the ids of the steps. */
  readonly byStep: ReadonlyMap<string, readonly number[]>
  /** Where the effects of each step begin. */
  readonly starts: readonly number[]
  readonly failures: readonly StepFailure[]
}

export type StepFailure = {
  readonly id: string
  readonly error: CrosswalkError
}

/** How the `when`s of a run are taken: each as its condition says, or only these, whatever theirs say. */
export type Conditions = 'as they are' | ReadonlySet<string>

/**
 * Runs the steps up to the first transform, with the engine's own lenses. A step that fails leaves the config as
 * it is, and the next one goes on from there.
 */
export function runForward(
  steps: readonly Step[],
  config: Json,
  conditions: Conditions = 'as they are',
): StepsRun {
  const run = newRun()
  const docs = [config]
  const starts: number[] = []
  const failures: StepFailure[] = []
  const effects = new EffectTable()
  for (const [index, step] of steps.entries()) {
    if (step.op === 'transform') break
    starts.push(run.effects.length)
    const doc = docs.at(-1) as Json
    const outcome = attempt(
      () => lensOf(step, String(index), effects, conditions).forward(doc, undefined, run).doc,
    )
    if ('error' in outcome) failures.push({ id: String(index), error: outcome.error })
    docs.push('error' in outcome ? doc : outcome.value)
  }
  return { docs, effects: run.effects, byStep: indexOf(run.effects), items: run.items, starts, failures }
}

function indexOf(effects: readonly Effect[]): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>()
  for (const [at, { step }] of effects.entries()) {
    const known = index.get(step)
    if (known) known.push(at)
    else index.set(step, [at])
  }
  return index
}

/** Runs the steps after the last transform back from a config of the target version, and gives their effects. */
export function runBackward(steps: readonly Step[], config: Json): readonly Effect[] {
  const run = newRun()
  const effects = new EffectTable()
  let doc = config
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index] as Step
    if (step.op === 'transform') break
    const outcome = attempt(
      () => lensOf(step, String(index), effects, 'as they are').backward(doc, undefined, run).doc,
    )
    if (!('error' in outcome)) doc = outcome.value
  }
  return run.effects
}

function lensOf(step: Step, id: string, effects: EffectTable, conditions: Conditions): Lens {
  const compile: Site['compile'] = (one, site) => {
    if (one.op === 'when' && conditions !== 'as they are') {
      return conditions.has(site.step)
        ? sequence(
            one.steps.map((child, index) => compile(child, { ...site, step: `${site.step}/${index}` })),
          )
        : NOTHING
    }
    return operationOf(one).compile(one, { ...site, op: one.op, compile })
  }
  return compile(step, { step: id, base: [], items: [], effects })
}

const same: Lens['forward'] = (doc) => ({ doc, complement: undefined })
const NOTHING: Lens = { forward: same, backward: same }

const newRun = (): Run & { effects: Effect[]; items: ItemSpan[] } => ({
  effects: [],
  items: [],
  warnings: [],
  baseline: undefined,
  transform: () => {
    throw new TypeError('a check runs no transform')
  },
})

function attempt(work: () => Json): { readonly value: Json } | { readonly error: StepFailure['error'] } {
  try {
    return { value: work() }
  } catch (error) {
    if (isCrosswalkError(error)) return { error }
    throw error
  }
}
