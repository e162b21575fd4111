import { box } from './box.ts'
import { checkPath } from './check-path.ts'
import type { Operation } from './lens.ts'
import { effectsAt, placeOf } from './place.ts'
import type { StepOf } from './step.ts'

/** Takes the first item of a list in its place; the tail is kept for the way back. */
export const head: Operation<StepOf<'head'>> = {
  loss: 'tail',
  changeClass: 'restructuring',
  check: (step, scope) => checkPath('path', step.path, scope),
  compile(step, site) {
    const ways = box(placeOf(step.path), effectsAt(site))
    return { forward: ways.unwrap, backward: ways.wrap }
  },
  explain: (step) =>
    `Takes the first item of ${step.path} in place of the list; the others are kept for the way back.`,
}
