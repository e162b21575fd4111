import assert from 'node:assert/strict'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { EffectTable } from '../../shared/lens/effect.ts'
import type { LossClass, Run, Scope, StepProblem, Warning } from '../../shared/lens/lens.ts'
import { compileStep, operationOf } from '../../shared/lens/operations.ts'
import type { Step } from '../../shared/lens/step.ts'
import { classify } from '../../shared/migration/classify.ts'
import { explainSteps } from '../../shared/migration/explain.ts'

/** What one step did to one document. Effects as "outcome path", with "-> to" where the value went elsewhere. */
export type Ran = {
  readonly doc: Json
  readonly complement: Json | undefined
  readonly effects: readonly string[]
  readonly warnings: readonly Warning[]
}

/** One step, ready to run either way, as the engine would run it. `baseline` is the default config, where known. */
export type StepLens = {
  forward(doc: Sample, complement?: Json, baseline?: Json): Ran
  backward(doc: Sample, complement?: Json): Ran
}

/** A JSON value as a test writes it. In a list of unlike objects TypeScript gives each the others' members as `undefined`. */
type Sample = Json | object

/** Compiles one step. The complement goes through text on its way back, as it does in the journal. */
export function lensOf(step: Step): StepLens {
  assert.deepEqual(problemsOf(step), [], 'the step itself is sound')
  const lens = compileStep(step, { step: '0/0', base: [], items: [], effects: new EffectTable() })
  const way =
    (direction: 'forward' | 'backward') =>
    (doc: Sample, complement?: Json, baseline?: Json): Ran => {
      const run: Run = {
        effects: [],
        items: [],
        warnings: [],
        baseline,
        transform: () => assert.fail('no code is called'),
      }
      const kept = complement === undefined ? undefined : readJson(writeJson(complement))
      const pair = lens[direction](doc as Json, kept, run)
      const effects = run.effects.map(
        ({ outcome, path, to }) => `${outcome} ${path}${to === undefined ? '' : ` -> ${to}`}`,
      )
      return { ...pair, effects, warnings: run.warnings }
    }
  return { forward: way('forward'), backward: way('backward') }
}

/** What the check says of a step, those inside it included. */
export const problemsOf = (step: Step, scope: Scope = 'config'): readonly StepProblem[] => [
  ...operationOf(step).check(step, scope),
  ...('steps' in step
    ? step.steps.flatMap((child) => problemsOf(child, step.op === 'each' ? 'item' : scope))
    : []),
]

/** The step in words, a line each, and what it is counted as. */
export const wordsOf = (step: Step): { lines: readonly string[]; loss: LossClass; change: string } => ({
  lines: explainSteps([step]),
  loss: operationOf(step).loss,
  change: classify([step]),
})

/** Asserts that two values are the same JSON, whatever the order of their members. */
export function assertJson(actual: Json, expected: Sample): void {
  if (!equalJson(actual, expected as Json)) assert.deepEqual(writeJson(actual), writeJson(expected as Json))
}

/** Asserts that there and back gives the document again, in both directions, each with the other's complement. */
export function assertThereAndBack(step: Step, doc: Sample): void {
  const lens = lensOf(step)
  const there = lens.forward(doc)
  assertJson(lens.backward(there.doc, there.complement).doc, doc)
  const back = lens.backward(doc)
  assertJson(lens.forward(back.doc, back.complement).doc, doc)
}

/** Asserts that a call raises this expected error, and gives its message. */
export function raised(code: string, call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    assert.equal(error.code, code, error.message)
    return error.message
  }
  return assert.fail(`${code} was not raised`)
}
