import { sortKeys } from './canonical.ts'
import { equalJson } from './equal.ts'
import { checkDepth } from './limits.ts'
import { hasMember } from './object.ts'
import { editParent, formatPointer, parsePointer, removeAt, setAt, toIndex } from './pointer.ts'
import { isList, isObject, type Json, type JsonObject } from './value.ts'

/**
 * One difference between two values. `path` is a JSON Pointer into the value after the change where something
 * was added, else into the one before.
 */
export type Change = {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly path: string
  /** There unless something was added. */
  readonly before?: Json
  /** There unless something was removed. */
  readonly after?: Json
}

/**
 * What changed from one value to another, leaf by leaf, in canonical order: none where they are equal
 * (`equalJson`). A container that is new, gone, or another kind of value is one change.
 *
 * Lists are compared by index, less what is equal at their beginnings and ends, so that an item put in at the
 * front is one change. Items that are gone come last first: applied one by one, the changes fit.
 *
 * Raises `json/too-deep` past `MAX_DEPTH`.
 */
export function diffJson(before: Json, after: Json): Change[] {
  const changes: Change[] = []
  compare(before, after, [], changes)
  return changes
}

function compare(before: Json, after: Json, tokens: readonly string[], changes: Change[]): void {
  if (before === after) return
  if (isList(before) && isList(after)) compareLists(before, after, tokens, changes)
  else if (isObject(before) && isObject(after)) compareObjects(before, after, tokens, changes)
  else if (!equalJson(before, after))
    changes.push({ kind: 'changed', path: formatPointer(tokens), before, after })
}

function compareObjects(
  before: JsonObject,
  after: JsonObject,
  tokens: readonly string[],
  changes: Change[],
): void {
  checkDepth(tokens.length + 1)
  for (const key of changedKeys(before, after)) {
    const place = [...tokens, key]
    if (!hasMember(before, key)) changes.push(added(place, after[key] as Json))
    else if (!hasMember(after, key)) changes.push(removed(place, before[key] as Json))
    else compare(before[key] as Json, after[key] as Json, place, changes)
  }
}

// In canonical order, which costs more than looking: mostly there are few of them, or none.
function changedKeys(before: JsonObject, after: JsonObject): readonly string[] {
  const keys: string[] = []
  for (const key of Object.keys(before)) {
    if (!hasMember(after, key) || before[key] !== after[key]) keys.push(key)
  }
  for (const key of Object.keys(after)) if (!hasMember(before, key)) keys.push(key)
  return keys.length < 2 ? keys : sortKeys(keys)
}

function compareLists(
  before: readonly Json[],
  after: readonly Json[],
  tokens: readonly string[],
  changes: Change[],
): void {
  checkDepth(tokens.length + 1)
  const { start, same } = commonEnds(before, after)
  const place = (index: number): readonly string[] => [...tokens, String(index)]
  const paired = Math.min(before.length, after.length) - same
  for (let at = start; at < paired; at++) compare(before[at] as Json, after[at] as Json, place(at), changes)
  for (let at = before.length - same - 1; at >= paired; at--)
    changes.push(removed(place(at), before[at] as Json))
  for (let at = paired; at < after.length - same; at++) changes.push(added(place(at), after[at] as Json))
}

/** How many items two lists have in common at their beginnings (`start`), and of the others at their ends (`same`). */
export function commonEnds(
  before: readonly Json[],
  after: readonly Json[],
): { readonly start: number; readonly same: number } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && equalJson(before[start] as Json, after[start] as Json)) start++
  let same = 0
  while (
    same < shorter - start &&
    equalJson(before[before.length - 1 - same] as Json, after[after.length - 1 - same] as Json)
  ) {
    same++
  }
  return { start, same }
}

const added = (tokens: readonly string[], after: Json): Change => ({
  kind: 'added',
  path: formatPointer(tokens),
  after,
})

const removed = (tokens: readonly string[], before: Json): Change => ({
  kind: 'removed',
  path: formatPointer(tokens),
  before,
})

/**
 * The value with changes made one after the other: `applyChanges(a, diffJson(a, b))` equals `b`.
 *
 * Changes may also be made to another value than they were found in. Then an item that is added goes to its
 * index or, where the list is shorter, to its end, and what is not there need not be removed. A place whose
 * parent is not there is a bug of the caller: TypeError.
 */
export function applyChanges(doc: Json, changes: readonly Change[]): Json {
  return changes.reduce(apply, doc)
}

function apply(doc: Json, { kind, path, after }: Change): Json {
  const tokens = parsePointer(path)
  if (kind === 'removed') return removeAt(doc, tokens)
  if (after === undefined) throw new TypeError(`The change of ${path} has no value`)
  if (kind === 'changed' || tokens.length === 0) return setAt(doc, tokens, after)
  return editParent(doc, tokens, (parent, token) => {
    const index = isList(parent) ? toIndex(token) : Number.NaN
    return isList(parent) && index >= 0 ? parent.toSpliced(index, 0, after) : setAt(parent, [token], after)
  })
}
