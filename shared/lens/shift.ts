import { fail } from '../errors/index.ts'
import { equalJson } from '../json/equal.ts'
import { getMember, hasMember, withMember } from '../json/object.ts'
import { formatPointer, getAt, setAt } from '../json/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json/value.ts'
import type { EffectMaker, Lens, Pair, Run } from './lens.ts'
import { type Place, parentOf, withoutPlace, withPlace } from './place.ts'

/*
 * One value that stands at one place on this side and at another on the other: the core of `move`,
 * `rename` and `nest`.
 *
 * Complement, an object or nothing:
 *   stayed   what stood at the source here although the other side had nothing to bring: it is left where it is
 *   created  how many parents the last run made at what is now the source; they go again when they are empty
 */
type Kept = { readonly stayed?: Json; readonly created?: number }

const read = (complement: Json | undefined): Kept =>
  complement !== undefined && isObject(complement) ? (complement as JsonObject & Kept) : {}

/** The lens that moves a member. An occupied target, or one whose way is blocked, is raised before anything is changed. */
export function shift(from: Place, to: Place, effect: EffectMaker): Lens {
  return { forward: way(from, to, effect), backward: way(to, from, effect) }
}

function way(source: Place, target: Place, effect: EffectMaker): Lens['forward'] {
  const moved = effect('moved', source.tokens, target.tokens)
  // With its target: what stands there now goes the other way.
  const absent = effect('absent', source.tokens, target.tokens)
  const stayed = effect('stayed', source.tokens)

  return (doc: Json, complement: Json | undefined, run: Run): Pair => {
    const kept = read(complement)
    const parent = parentOf(doc, source)
    const value = parent && getMember(parent, source.key)
    if (!parent || value === undefined) {
      run.effects.push(absent)
      const other = getAt(doc, target.tokens)
      return {
        doc,
        complement: other === undefined || !parentOf(doc, target) ? undefined : { stayed: other },
      }
    }
    if (
      kept.stayed !== undefined &&
      equalJson(kept.stayed, value) &&
      getAt(doc, target.tokens) === undefined
    ) {
      run.effects.push(stayed)
      return { doc, complement: undefined }
    }
    const without = prune(withoutPlace(doc, source, parent, run.own), source.parent, kept.created ?? 0)
    const { made, doc: ready, parent: home } = makeParents(without, target, source)
    if (hasMember(home, target.key)) {
      fail('lens/target-occupied', { from: formatPointer(source.tokens), to: formatPointer(target.tokens) })
    }
    run.effects.push(moved)
    return {
      doc: withPlace(ready, target, home, value, run.own),
      complement: made === 0 ? undefined : { created: made },
    }
  }
}

/** Removes up to `levels` empty objects, innermost first, that an earlier run made. */
function prune(doc: Json, parent: readonly string[], levels: number): Json {
  let result = doc
  for (let level = 0; level < levels; level++) {
    const tokens = parent.slice(0, parent.length - level)
    const object = getAt(result, tokens)
    if (tokens.length === 0 || object === undefined || !isObject(object) || Object.keys(object).length > 0)
      break
    const place = { tokens, parent: tokens.slice(0, -1), key: tokens.at(-1) ?? '' }
    const holder = parentOf(result, place)
    if (!holder) break
    result = withoutPlace(result, place, holder)
  }
  return result
}

function makeParents(
  doc: Json,
  target: Place,
  source: Place,
): { doc: Json; parent: JsonObject; made: number } {
  const ready = parentOf(doc, target)
  if (ready) return { doc, parent: ready, made: 0 }
  let depth = target.parent.length
  while (depth > 0 && getAt(doc, target.parent.slice(0, depth)) === undefined) depth--
  const anchor = getAt(doc, target.parent.slice(0, depth))
  if (anchor === undefined || !isObject(anchor)) {
    const blocked = formatPointer(target.parent.slice(0, depth))
    fail('lens/target-blocked', {
      from: formatPointer(source.tokens),
      to: formatPointer(target.tokens),
      blocked,
    })
  }
  const missing = target.parent.slice(depth)
  let branch: JsonObject = {}
  for (const key of missing.slice(1).toReversed()) branch = withMember({}, key, branch)
  const grown = setAt(doc, target.parent.slice(0, depth), withMember(anchor, missing[0] ?? '', branch))
  return { doc: grown, parent: {}, made: missing.length }
}
