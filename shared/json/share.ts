import { equalJson } from './equal.ts'
import { getMember, putMember } from './object.ts'
import { isList, isObject, type Json } from './value.ts'

/**
 * The second value with every part that equals its counterpart in the first replaced by that very part, so that
 * whoever compares the two meets the same objects wherever nothing has changed. Equal as `equalJson` has it.
 *
 * The second value must be the caller's own, referred to by nobody else: its containers are written to.
 */
export function shareEqual(before: Json | undefined, after: Json): Json {
  if (before === undefined || before === after || typeof before !== 'object' || before === null) return after
  if (typeof after !== 'object' || after === null) return after
  if (isList(after)) return isList(before) ? shareItems(before, after as Json[]) : after
  if (!isObject(after) || !isObject(before)) return after
  const keys = Object.keys(after)
  let same = keys.length === Object.keys(before).length
  for (const key of keys) {
    const [old, own] = [getMember(before, key), after[key] as Json]
    const shared = shareEqual(old, own)
    if (shared !== own) putMember(after as Record<string, Json>, key, shared)
    same &&= old !== undefined && (shared === old || isSameScalar(old, shared))
  }
  return same ? before : after
}

function shareItems(before: readonly Json[], after: Json[]): Json {
  let same = before.length === after.length
  for (const [index, own] of after.entries()) {
    const old = before[index]
    const shared = shareEqual(old, own)
    if (shared !== own) after[index] = shared
    same &&= old !== undefined && (shared === old || isSameScalar(old, shared))
  }
  return same ? before : after
}

// Containers that are equal are the same by now; numbers may be written in two ways.
const isSameScalar = (old: Json, own: Json): boolean => !isList(own) && !isObject(own) && equalJson(old, own)
