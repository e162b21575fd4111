import { checkApart, checkPath } from './check-path.ts'
import type { Operation } from './lens.ts'
import { effectsAt, placeOf } from './place.ts'
import { shift } from './shift.ts'
import type { StepOf } from './step.ts'

/**
 * Moves a member to another place; parents that the target lacks are made.
 *
 * Loses nothing either way. Never overwrites: an occupied target raises `lens/target-occupied`, one
 * whose way leads through something that is no object `lens/target-blocked`, before anything is changed.
 */
export const move: Operation<StepOf<'move'>> = {
  loss: 'nothing',
  changeClass: 'restructuring',
  check(step, scope) {
    const problems = [...checkPath('from', step.from, scope), ...checkPath('to', step.to, scope)]
    return problems.length > 0 ? problems : checkApart(step.from, step.to)
  },
  compile: (step, site) => shift(placeOf(step.from), placeOf(step.to), effectsAt(site)),
  explain: (step) => `Moves ${step.from} to ${step.to}.`,
}
