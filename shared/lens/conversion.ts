import { equalJson } from '../json/equal.ts'
import { getMember } from '../json/object.ts'
import { isObject, isRawNumber, type Json } from '../json/value.ts'
import type { Effect } from './effect.ts'
import type { EffectMaker, Lens } from './lens.ts'
import { type Place, parentOf, withPlace } from './place.ts'

/** Gives the converted value, or undefined where the value isn't one that is converted. */
export type Convert = (value: Json) => Json | undefined

/*
 * One value in two forms: the core of `convert` and `redefault`.
 *
 * Complement: `{ left, right }`, the two forms of the value, kept exactly where converting there and
 * back would not give it again. It speaks only for that value: an edited one is converted.
 */

/** The lens of a value that is converted in place. */
export function conversion(
  place: Place,
  ways: {
    forward: Convert
    backward: Convert
    unmapped: 'unmapped' | 'customised'
    done: 'converted' | 'redefaulted'
  },
  effect: EffectMaker,
): Lens {
  const marks = {
    done: effect(ways.done, place.tokens),
    not: effect(ways.unmapped, place.tokens),
    absent: effect('absent', place.tokens),
  }
  return {
    forward: way(place, { there: ways.forward, back: ways.backward, here: 'left', other: 'right' }, marks),
    backward: way(place, { there: ways.backward, back: ways.forward, here: 'right', other: 'left' }, marks),
  }
}

type Side = 'left' | 'right'

function way(
  place: Place,
  turn: { there: Convert; back: Convert; here: Side; other: Side },
  marks: { done: Effect; not: Effect; absent: Effect },
): Lens['forward'] {
  return (doc, complement, run) => {
    const parent = parentOf(doc, place)
    const value = parent && getMember(parent, place.key)
    if (!parent || value === undefined) {
      run.effects.push(marks.absent)
      return { doc, complement: undefined }
    }
    const kept = complement !== undefined && isObject(complement) ? complement : {}
    const here = kept[turn.here]
    const other = kept[turn.other]
    if (here !== undefined && other !== undefined && equalJson(here, value)) {
      run.effects.push(marks.done)
      return { doc: withPlace(doc, place, parent, other, run.own), complement }
    }
    const converted = turn.there(value)
    run.effects.push(converted === undefined ? marks.not : marks.done)
    const result = converted === undefined ? value : converted
    const returned = turn.back(result)
    const again = returned === undefined ? result : returned
    const next = isAlike(again, value) ? undefined : { [turn.here]: value, [turn.other]: result }
    return {
      doc: converted === undefined ? doc : withPlace(doc, place, parent, converted, run.own),
      complement: next,
    }
  }
}

/** Equal, and a number to its last zero: `0.50` comes back as such. */
const isAlike = (a: Json, b: Json): boolean =>
  equalJson(a, b) && (isRawNumber(a) ? a.rawJSON : undefined) === (isRawNumber(b) ? b.rawJSON : undefined)
