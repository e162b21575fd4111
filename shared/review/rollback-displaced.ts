import { customisations } from '../config/customisations.ts'
import { equalJson } from '../json/equal.ts'
import { getAt } from '../json/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json/value.ts'
import type { EngineRun } from '../migration/engine.ts'
import { follow, trailOf } from '../migration/follow.ts'

/**
 * Whether the way back has taken a value from its place that nobody had edited. A step back cannot always tell
 * a place that it filled on the way forward from one that was occupied before: where the user has edited part of
 * what stands there, it takes all of it along.
 *
 * `pushed` is the run forward of `before`, `now` what the user has made of its config, `result` what came of
 * `now` on the way back.
 */
export function isDisplaced(before: JsonObject, pushed: EngineRun, now: Json, result: Json): boolean {
  const trail = trailOf(pushed)
  return customisations(before, undefined).some(({ tokens, value }) => {
    const fate = follow(tokens, trail)
    if (fate.kind === 'dropped') return false
    const [left, found] = [getAt(pushed.config, fate.tokens), getAt(now, fate.tokens)]
    // Edited, or gone another way than the lenses say.
    if (left === undefined || found === undefined || !equalJson(left, found)) return false
    if (fate.kind !== 'converted' && !equalJson(left, value)) return false
    const back = getAt(result, tokens)
    return back === undefined || !(equalJson(back, value) || (isObject(back) && isObject(value)))
  })
}
