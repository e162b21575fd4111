import type { ChangeClass } from '../lens/lens.ts'
import { operationOf } from '../lens/operations.ts'
import type { Step } from '../lens/step.ts'

// From the mildest to the strongest: a migration is what its strongest step is.
const ORDER: readonly ChangeClass[] = ['additive', 'restructuring', 'transformative', 'deprecating']

/** The class of a migration: that of its strongest step, those inside `each` and `when` included. */
export function classify(steps: readonly Step[]): ChangeClass {
  const found = steps.map((step) =>
    step.op === 'each' || step.op === 'when' ? classify(step.steps) : operationOf(step).changeClass,
  )
  return ORDER.findLast((name) => found.includes(name)) ?? 'additive'
}
