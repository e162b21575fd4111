import { operationOf } from '../lens/operations.ts'
import type { Step } from '../lens/step.ts'

/** The steps in plain words, a line each, those inside `each` and `when` indented. */
export function explainSteps(steps: readonly Step[], indent = ''): readonly string[] {
  return steps.flatMap((step) => {
    const line = indent + operationOf(step).explain(step)
    return step.op === 'each' || step.op === 'when'
      ? [line, ...explainSteps(step.steps, `${indent}  `)]
      : [line]
  })
}
