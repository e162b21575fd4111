import { equalJson } from '../json/equal.ts'
import { getMember } from '../json/object.ts'
import { isObject, type Json, type JsonObject } from '../json/value.ts'
import type { EffectMaker, Pair, Run } from './lens.ts'
import { type Place, parentOf, withoutPlace, withPlace } from './place.ts'

/*
 * A member that one side has and the other has not: the core of `add`, `remove` and `deprecate`.
 *
 * Complement, an object or nothing:
 *   had     the side without the member had one nevertheless: both ways leave it in place
 *   absent  the side with the member lacked it: it is not to appear
 *   value   what is to appear, where that is not the initial value
 */
type Kept = { readonly had?: true; readonly absent?: true; readonly value?: Json }

const read = (complement: Json | undefined): Kept =>
  complement !== undefined && isObject(complement) ? (complement as JsonObject & Kept) : {}

export type Presence = {
  appear(doc: Json, complement: Json | undefined, run: Run): Pair
  vanish(doc: Json, complement: Json | undefined, run: Run): Pair
}

/** Makes the two ways for one member; `initial` is what appears where nothing was kept. */
export function presence(place: Place, initial: Json | undefined, effect: EffectMaker): Presence {
  const at = (outcome: Parameters<EffectMaker>[0]) => effect(outcome, place.tokens)
  const added = at('added')
  const restored = at('restored')
  const occupied = at('occupied')
  const absent = at('absent')
  const parentAbsent = at('parent-absent')
  const removed = at('removed')

  return {
    appear(doc, complement, run): Pair {
      const parent = parentOf(doc, place)
      if (!parent) {
        run.effects.push(parentAbsent)
        return { doc, complement }
      }
      const kept = read(complement)
      const present = getMember(parent, place.key)
      if (present !== undefined) {
        run.effects.push(occupied)
        // The value in place wins; one that was kept stays in the complement, so that it is not lost either.
        const other: JsonObject =
          kept.value !== undefined && !equalJson(kept.value, present) ? { value: kept.value } : {}
        return { doc, complement: { had: true, ...other } }
      }
      const value = kept.value === undefined ? initial : kept.value
      if (kept.absent || value === undefined) {
        run.effects.push(absent)
        return { doc, complement: kept.absent ? { absent: true } : undefined }
      }
      run.effects.push(kept.value === undefined ? added : restored)
      return { doc: withPlace(doc, place, parent, value, run.own), complement: undefined }
    },

    vanish(doc, complement, run): Pair {
      const parent = parentOf(doc, place)
      if (!parent) {
        run.effects.push(parentAbsent)
        return { doc, complement }
      }
      const kept = read(complement)
      const present = getMember(parent, place.key)
      const other: JsonObject = kept.value === undefined ? {} : { value: kept.value }
      if (present === undefined) {
        run.effects.push(absent)
        if (initial !== undefined) return { doc, complement: { absent: true, ...other } }
        return { doc, complement: kept.value === undefined ? undefined : { value: kept.value } }
      }
      if (kept.had) {
        run.effects.push(occupied)
        return { doc, complement: { had: true, ...other } }
      }
      run.effects.push(removed)
      const same = initial !== undefined && equalJson(present, initial)
      return {
        doc: withoutPlace(doc, place, parent, run.own),
        complement: same ? undefined : { value: present },
      }
    },
  }
}
