import { fail } from '../errors/index.ts'
import { equalJson } from '../json/equal.ts'
import { getMember, hasMember, withMember, withoutMember } from '../json/object.ts'
import { formatPointer, setAt } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import { checkPath, isEngineMember } from './check-path.ts'
import type { Lens, Operation, Pair, Scope, StepProblem } from './lens.ts'
import { effectsAt, type Place, parentOf, placeOf } from './place.ts'
import type { StepOf } from './step.ts'

/*
 * Complement, an object or nothing:
 *   keys    the members that were moved out, for the way back
 *   stayed  what stood at `under` although the other side had taken nothing in: it is left as it is
 *   none    nothing was moved out, although the step's own keys stand there: they are not taken in
 */

/**
 * Moves all members of an object out of it, to its parent, and removes it. Back needs to know which
 * they were: from the complement, else from the step's `keys`. Never overwrites.
 */
export const hoist: Operation<StepOf<'hoist'>> = {
  loss: 'nothing',
  changeClass: 'restructuring',
  check(step, scope) {
    const problems = checkPath('under', step.under, scope)
    return problems.length > 0 ? problems : checkKeys(step, scope)
  },
  compile(step, site): Lens {
    const place = placeOf(step.under)
    const effect = effectsAt(site)
    const ontoConfig = site.base.length === 0 && place.parent.length === 0
    const emptied = effect('removed', place.tokens)
    const absent = effect('absent', place.tokens)
    const stayed = effect('stayed', place.tokens)
    const out = (key: string) => effect('moved', [...place.tokens, key], [...place.parent, key])
    const back = (key: string) => effect('moved', [...place.parent, key], [...place.tokens, key])

    return {
      forward(doc, complement, run): Pair {
        const parent = parentOf(doc, place)
        const object = parent && getMember(parent, place.key)
        if (!parent || object === undefined || !isObject(object)) {
          run.effects.push(absent)
          const own = parent !== undefined && step.keys?.some((key) => hasMember(parent, key))
          return { doc, complement: own ? { none: true } : undefined }
        }
        const left = keptOf(complement).stayed
        if (left !== undefined && equalJson(left, object)) {
          run.effects.push(stayed)
          return { doc, complement: undefined }
        }
        const keys = Object.keys(object).sort()
        let grown: JsonObject = withoutMember(parent, place.key)
        for (const key of keys) {
          if (hasMember(grown, key) || (ontoConfig && isEngineMember(key)))
            occupied([...place.tokens, key], [...place.parent, key])
          grown = withMember(grown, key, getMember(object, key) as Json)
          run.effects.push(out(key))
        }
        // Nothing of an empty object moves, and yet it is gone.
        if (keys.length === 0) run.effects.push(emptied)
        return { doc: setAt(doc, place.parent, grown), complement: { keys } }
      },

      backward(doc, complement, run) {
        const parent = parentOf(doc, place)
        if (!parent) {
          run.effects.push(absent)
          return { doc, complement: undefined }
        }
        const { keys: recorded, none } = keptOf(complement)
        const keys = (recorded ?? (none ? [] : step.keys) ?? []).filter((key) => hasMember(parent, key))
        if (recorded === undefined && keys.length === 0) {
          run.effects.push(absent)
          const object = getMember(parent, place.key)
          return {
            doc,
            complement: object !== undefined && isObject(object) ? { stayed: object } : undefined,
          }
        }
        let rest = parent
        let object: JsonObject = {}
        for (const key of keys) {
          object = withMember(object, key, getMember(parent, key) as Json)
          rest = withoutMember(rest, key)
          run.effects.push(back(key))
        }
        if (hasMember(rest, place.key)) occupied(place.parent, place.tokens)
        return { doc: setAt(doc, place.parent, withMember(rest, place.key, object)), complement: undefined }
      },
    }
  },
  explain: (step) => `Moves the members of ${step.under} to the object around it.`,
}

function checkKeys({ under, keys }: StepOf<'hoist'>, scope: Scope): readonly StepProblem[] {
  const kept = scope === 'config' && placeOf(under).parent.length === 0 && keys?.find(isEngineMember)
  return typeof kept === 'string'
    ? [{ problem: `keys names /${kept}, which the engine keeps`, remedy: 'Leave that key out of the step.' }]
    : []
}

function keptOf(complement: Json | undefined): { keys?: readonly string[]; stayed?: Json; none?: true } {
  if (complement === undefined || !isObject(complement)) return {}
  const keys = complement.keys
  const stayed = complement.stayed
  return {
    ...(keys !== undefined && isList(keys) ? { keys: keys.filter((key) => typeof key === 'string') } : {}),
    ...(stayed === undefined ? {} : { stayed }),
    ...(complement.none === true ? { none: true } : {}),
  }
}

const occupied = (from: readonly string[], to: Place['tokens']): never =>
  fail('lens/target-occupied', { from: formatPointer(from), to: formatPointer(to) })
