import type { Json } from '../../json/value.ts'
import { writeJson } from '../../json/write.ts'
import type { Step } from '../../lens/step.ts'
import type { Drafted, OpenQuestion } from './drafted.ts'
import { isWritable } from './source-text.ts'

/** The steps whose values a TypeScript literal carries; each of the others becomes a question. */
export function writableSteps(
  steps: readonly Drafted[],
  ask: (question: OpenQuestion) => void,
  base = '',
): readonly Drafted[] {
  return steps.flatMap((one): readonly Drafted[] => {
    const { step, inside } = one
    if (inside === undefined || !('steps' in step)) {
      if (isWritable(step as unknown as Json)) return [one]
      ask(tooLong(step, base))
      return []
    }
    if (step.op === 'when' && !isWritable(step.condition as unknown as Json)) {
      ask(tooLong(step, base))
      return []
    }
    const kept = writableSteps(inside, ask, step.op === 'each' ? `${base}${step.path}/*` : base)
    return kept.length === 0
      ? []
      : [{ ...one, step: { ...step, steps: kept.map((child) => child.step) }, inside: kept }]
  })
}

const tooLong = (step: Step, base: string): OpenQuestion => ({
  place: 'path' in step ? `${base}${step.path}` : base,
  question: 'Has a number in its default config that no TypeScript literal carries.',
  choices: [
    `a step ${step.op} with a number of at most 15 digits: ${writeJson(step as unknown as Json).slice(0, 200)}`,
  ],
})
