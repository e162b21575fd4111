import { formatPointer, getAt, parsePointer } from '../json/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json/value.ts'
import type { EffectMaker, Site } from './lens.ts'
import { dropAt, type Own, putAt } from './own.ts'

/** A parsed path to a member of an object: its parent's tokens and its key. */
export type Place = {
  readonly tokens: readonly string[]
  readonly parent: readonly string[]
  readonly key: string
}

/** Parses a JSON Pointer that names a member. The whole document is no member: the caller's check has refused it. */
export function placeOf(pointer: string): Place {
  const tokens = parsePointer(pointer)
  return { tokens, parent: tokens.slice(0, -1), key: tokens.at(-1) ?? '' }
}

/** The object that holds the member, or undefined where there is none: lenses touch members of objects only. */
export function parentOf(doc: Json, place: Place): JsonObject | undefined {
  const parent = getAt(doc, place.parent)
  return parent !== undefined && isObject(parent) ? parent : undefined
}

/** The document with this member set; its parent is there. */
export const withPlace = (doc: Json, place: Place, parent: JsonObject, value: Json, own?: Own): Json =>
  putAt(doc, place.parent, parent, { key: place.key, value, own })

/** The document without this member; its parent is there. */
export const withoutPlace = (doc: Json, place: Place, parent: JsonObject, own?: Own): Json =>
  dropAt(doc, place.parent, parent, { key: place.key, own })

/** Effects of a lens at this site. */
export const effectsAt =
  (site: Site): EffectMaker =>
  (outcome, tokens, to) =>
    site.effects.intern({
      step: site.step,
      op: site.op,
      outcome,
      path: formatPointer([...site.base, ...tokens]),
      ...(to === undefined ? {} : { to: formatPointer([...site.base, ...to]) }),
      items: site.items,
    })
