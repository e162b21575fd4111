import { equalJson } from '../json/equal.ts'
import { checkPath } from './check-path.ts'
import { conversion } from './conversion.ts'
import type { Operation } from './lens.ts'
import { effectsAt, placeOf } from './place.ts'
import { show } from './show.ts'
import type { StepOf } from './step.ts'

/** Gives a new default to those who still have the old one; what a user has chosen stays. */
export const redefault: Operation<StepOf<'redefault'>> = {
  loss: 'nothing',
  changeClass: 'additive',
  check: (step, scope) => [
    ...checkPath('path', step.path, scope),
    ...(equalJson(step.from, step.to)
      ? [{ problem: 'from and to are the same', remedy: 'Leave the step out, or give the new default.' }]
      : []),
  ],
  compile: (step, site) =>
    conversion(
      placeOf(step.path),
      {
        forward: (value) => (equalJson(value, step.from) ? step.to : undefined),
        backward: (value) => (equalJson(value, step.to) ? step.from : undefined),
        unmapped: 'customised',
        done: 'redefaulted',
      },
      effectsAt(site),
    ),
  explain: (step) =>
    `Changes the default of ${step.path} from ${show(step.from)} to ${show(step.to)}; values that a user has chosen stay.`,
}
