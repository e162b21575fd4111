import { customisations } from '../config/customisations.ts'
import { diffJson } from '../json/diff.ts'
import { equalJson } from '../json/equal.ts'
import { getAt, isPrefix, parsePointer } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
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
    const back = getAt(result, tokens)
    if (back !== undefined && (equalJson(back, value) || (isObject(back) && isObject(value)))) return false
    const fate = follow(tokens, trail)
    // What a lens has taken away comes back, save where the user has put something else.
    if (fate.kind === 'dropped') return !isEditedNear(tokens, pushed.config, now)
    const [left, found] = [getAt(pushed.config, fate.tokens), getAt(now, fate.tokens)]
    // Edited, or gone another way than the lenses say.
    if (left === undefined || found === undefined || !equalJson(left, found)) return false
    return fate.kind === 'converted' || equalJson(left, value)
  })
}

/** Whether an edit is at a place, in it or around it. One of an item is one of its list, whose items it may shift. */
function isEditedNear(tokens: readonly string[], after: Json, now: Json): boolean {
  return diffJson(after, now).some(({ path }) => {
    const edit = outsideLists(parsePointer(path), after)
    return isPrefix(edit, tokens) || isPrefix(tokens, edit)
  })
}

function outsideLists(tokens: readonly string[], doc: Json): readonly string[] {
  const depth = tokens.findIndex((_, at) => isList(getAt(doc, tokens.slice(0, at)) ?? null))
  return depth < 0 ? tokens : tokens.slice(0, depth)
}
