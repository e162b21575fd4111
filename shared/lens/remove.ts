import { checkPath } from './check-path.ts'
import type { Lens, Operation, Site } from './lens.ts'
import { effectsAt, type Place, placeOf } from './place.ts'
import { presence } from './presence.ts'
import type { StepOf } from './step.ts'

/** Takes a member away and keeps its value in the complement, from which back restores it. */
export const remove: Operation<StepOf<'remove'>> = {
  loss: 'while-complement',
  changeClass: 'deprecating',
  check: (step, scope) => checkPath('path', step.path, scope),
  compile: (step, site) => removal(placeOf(step.path), site),
  explain: (step) => `Removes ${step.path}; its value is kept for the way back.`,
}

/** The lens that takes a member away. */
export function removal(place: Place, site: Site): Lens {
  const member = presence(place, undefined, effectsAt(site))
  return { forward: member.vanish, backward: member.appear }
}
