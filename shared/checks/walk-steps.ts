import type { Step } from '../lens/step.ts'

/** A step with its id, as in `2` or, inside another, `2/0`: the places from the outermost, from 0. */
export type PlacedStep = {
  readonly step: Step
  readonly id: string
  /** The steps around it, outermost first. */
  readonly around: readonly Step[]
}

/** Every step of a list, those inside `each` and `when` after the one that holds them. */
export function walkSteps(
  steps: readonly Step[],
  prefix = '',
  around: readonly Step[] = [],
): readonly PlacedStep[] {
  return steps.flatMap((step, index) => {
    const id = `${prefix}${index}`
    const own = { step, id, around }
    return 'steps' in step ? [own, ...walkSteps(step.steps, `${id}/`, [...around, step])] : [own]
  })
}

/** The id of a step in words, from 1: `step 3, step 1`. */
export const wordsOfId = (id: string): string =>
  id
    .split('/')
    .map((place) => `step ${Number(place) + 1}`)
    .join(', ')
