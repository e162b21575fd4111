import { equalJson } from '../json/equal.ts'
import { getMember } from '../json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import type { EffectMaker, Lens, Pair } from './lens.ts'
import { type Place, parentOf, withoutPlace, withPlace } from './place.ts'

/*
 * A value on one side, a list that begins with it on the other: the core of `wrap` and `head`.
 *
 * Complement, an object or nothing:
 *   tail    what the list has after its first item
 *   empty   the list had no item, so the single side has no value
 *   stayed  what was no list on the list side: it is left as it is
 */
type Kept = { readonly tail?: Json; readonly empty?: true; readonly stayed?: Json }

const read = (complement: Json | undefined): Kept =>
  complement !== undefined && isObject(complement) ? (complement as JsonObject & Kept) : {}

/** The two ways between a value and a list that begins with it. */
export function box(place: Place, effect: EffectMaker): { wrap: Lens['forward']; unwrap: Lens['forward'] } {
  const wrapped = effect('wrapped', place.tokens)
  const unwrapped = effect('unwrapped', place.tokens)
  const removed = effect('removed', place.tokens)
  const tailDropped = effect('tail-dropped', place.tokens)
  const stayed = effect('stayed', place.tokens)
  const absent = effect('absent', place.tokens)

  return {
    wrap(doc, complement, run): Pair {
      const kept = read(complement)
      const parent = parentOf(doc, place)
      const value = parent && getMember(parent, place.key)
      if (!parent || (value === undefined && !kept.empty)) {
        run.effects.push(absent)
        return { doc, complement: undefined }
      }
      if (value !== undefined && kept.stayed !== undefined && equalJson(kept.stayed, value)) {
        run.effects.push(stayed)
        return { doc, complement: undefined }
      }
      run.effects.push(wrapped)
      const tail = kept.tail !== undefined && isList(kept.tail) ? kept.tail : []
      return {
        doc: withPlace(doc, place, parent, value === undefined ? [] : [value, ...tail], run.own),
        complement: undefined,
      }
    },

    unwrap(doc, _complement, run): Pair {
      const parent = parentOf(doc, place)
      const list = parent && getMember(parent, place.key)
      if (!parent || list === undefined) {
        run.effects.push(absent)
        return { doc, complement: undefined }
      }
      if (!isList(list)) {
        run.effects.push(stayed)
        return { doc, complement: { stayed: list } }
      }
      const [first, ...tail] = list
      if (first === undefined) {
        run.effects.push(removed)
        return { doc: withoutPlace(doc, place, parent, run.own), complement: { empty: true } }
      }
      run.effects.push(unwrapped)
      if (tail.length > 0) run.effects.push(tailDropped)
      return {
        doc: withPlace(doc, place, parent, first, run.own),
        complement: tail.length > 0 ? { tail } : undefined,
      }
    },
  }
}
