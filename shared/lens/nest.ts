import { formatPointer } from '../json/pointer.ts'
import { checkPath } from './check-path.ts'
import type { Operation } from './lens.ts'
import { effectsAt, placeOf } from './place.ts'
import { sequence } from './sequence.ts'
import { shift } from './shift.ts'
import type { StepOf } from './step.ts'

/** Moves members, under their own keys, into an object, which is made where it is not there. Never overwrites. */
export const nest: Operation<StepOf<'nest'>> = {
  loss: 'nothing',
  changeClass: 'restructuring',
  check(step, scope) {
    if (step.paths.length === 0) {
      return [{ problem: 'paths is empty', remedy: 'Name at least one member to move into the object.' }]
    }
    const problems = [
      ...checkPath('under', step.under, scope),
      ...step.paths.flatMap((path) => checkPath('paths', path, scope)),
    ]
    if (problems.length > 0) return problems
    const keys = step.paths.map((path) => placeOf(path).key)
    const twice = keys.find((key, index) => keys.indexOf(key) < index)
    return twice === undefined
      ? []
      : [{ problem: `two of paths end in ${twice}`, remedy: 'Rename one of them first, or use two steps.' }]
  },
  compile(step, site) {
    const effect = effectsAt(site)
    const under = placeOf(step.under).tokens
    return sequence(
      step.paths.map((path) => {
        const from = placeOf(path)
        return shift(from, placeOf(formatPointer([...under, from.key])), effect)
      }),
    )
  },
  explain: (step) => `Moves ${step.paths.join(', ')} into ${step.under}.`,
}
