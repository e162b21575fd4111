import { formatPointer } from '../json/pointer.ts'
import { checkApart, checkPath } from './check-path.ts'
import type { Operation } from './lens.ts'
import { effectsAt, placeOf } from './place.ts'
import { shift } from './shift.ts'
import type { StepOf } from './step.ts'

/**
 * Moves a value to a new key of the same object.
 *
 * Loses nothing either way. Never overwrites: an occupied target raises `lens/target-occupied` before
 * anything is changed.
 */
export const rename: Operation<StepOf<'rename'>> = {
  loss: 'nothing',
  changeClass: 'restructuring',
  check(step, scope) {
    const problems = checkPath('path', step.path, scope)
    if (problems.length > 0) return problems
    const target = renamed(step)
    return [...checkPath('key', target, scope), ...checkApart(step.path, target)]
  },
  compile: (step, site) => shift(placeOf(step.path), placeOf(renamed(step)), effectsAt(site)),
  explain: (step) => `Renames ${step.path} to ${step.key}.`,
}

const renamed = (step: StepOf<'rename'>): string => formatPointer([...placeOf(step.path).parent, step.key])
