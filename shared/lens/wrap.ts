import { box } from './box.ts'
import { checkPath } from './check-path.ts'
import type { Operation } from './lens.ts'
import { effectsAt, placeOf } from './place.ts'
import type { StepOf } from './step.ts'

/** Makes a list of one out of a value. Back takes the first item; what else was put into the list is kept. */
export const wrap: Operation<StepOf<'wrap'>> = {
  loss: 'nothing',
  changeClass: 'restructuring',
  check: (step, scope) => checkPath('path', step.path, scope),
  compile(step, site) {
    const ways = box(placeOf(step.path), effectsAt(site))
    return { forward: ways.wrap, backward: ways.unwrap }
  },
  explain: (step) => `Makes ${step.path} a list of its one value.`,
}
