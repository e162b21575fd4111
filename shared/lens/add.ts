import { checkPath } from './check-path.ts'
import type { Operation } from './lens.ts'
import { effectsAt, placeOf } from './place.ts'
import { presence } from './presence.ts'
import { show } from './show.ts'
import type { StepOf } from './step.ts'

/**
 * Sets a member where it is absent. A value already there stays; a parent that is not there is left
 * alone. Back takes the member away again, and keeps it where the user has changed it.
 */
export const add: Operation<StepOf<'add'>> = {
  loss: 'nothing',
  changeClass: 'additive',
  check: (step, scope) => checkPath('path', step.path, scope),
  compile(step, site) {
    const member = presence(placeOf(step.path), step.value, effectsAt(site))
    return { forward: member.appear, backward: member.vanish }
  },
  explain: (step) => `Adds ${step.path} with ${show(step.value)} where it is absent.`,
}
