import { equalJson } from './equal.ts'
import { formatPointer, getAt, parsePointer, removeAt, setAt } from './pointer.ts'
import { isList, isObject, type Json, type JsonObject } from './value.ts'

/** One difference between two documents. What was added or removed is reported whole. */
export type Change = {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly path: string
  readonly before?: Json
  readonly after?: Json
}

/**
 * The differences between two documents, in an order in which they can be applied one after the other.
 *
 * Law: `applyChanges(a, diffJson(a, b))` equals b. Items that two lists have in common at their beginning
 * and at their end are not reported, so an insertion at the front is one change.
 */
export function diffJson(before: Json, after: Json): readonly Change[] {
  const changes: Change[] = []
  compare(before, after, [], changes)
  return changes
}

/** Applies differences, in their order. */
export function applyChanges(doc: Json, changes: readonly Change[]): Json {
  return changes.reduce<Json>((current, { kind, path, after }) => {
    const tokens = parsePointer(path)
    if (kind === 'removed') return removeAt(current, tokens)
    const parent = tokens.slice(0, -1)
    const list = kind === 'added' ? getAt(current, parent) : undefined
    if (list === undefined || !isList(list)) return setAt(current, tokens, after as Json)
    return setAt(current, parent, list.toSpliced(Number(tokens.at(-1)), 0, after as Json))
  }, doc)
}

function compare(a: Json, b: Json, at: readonly string[], changes: Change[]): void {
  if (a === b) return
  if (isObject(a) && isObject(b)) compareObjects(a, b, at, changes)
  else if (isList(a) && isList(b)) compareLists(a, b, at, changes)
  else if (!equalJson(a, b)) changes.push({ kind: 'changed', path: formatPointer(at), before: a, after: b })
}

function compareObjects(a: JsonObject, b: JsonObject, at: readonly string[], changes: Change[]): void {
  for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    const here = [...at, key]
    if (!Object.hasOwn(a, key))
      changes.push({ kind: 'added', path: formatPointer(here), after: b[key] as Json })
    else if (!Object.hasOwn(b, key))
      changes.push({ kind: 'removed', path: formatPointer(here), before: a[key] as Json })
    else compare(a[key] as Json, b[key] as Json, here, changes)
  }
}

function compareLists(
  a: readonly Json[],
  b: readonly Json[],
  at: readonly string[],
  changes: Change[],
): void {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  let tail = 0
  if (a.length !== b.length) {
    while (head < shorter && equalJson(a[head] as Json, b[head] as Json)) head++
    while (tail < shorter - head && equalJson(a.at(-1 - tail) as Json, b.at(-1 - tail) as Json)) tail++
  }
  const [endA, endB] = [a.length - tail, b.length - tail]
  const common = Math.min(endA, endB)
  const place = (index: number) => [...at, String(index)]
  for (let index = head; index < common; index++)
    compare(a[index] as Json, b[index] as Json, place(index), changes)
  // From the back, so that no removal moves the next one's place.
  for (let index = endA - 1; index >= common; index--) {
    changes.push({ kind: 'removed', path: formatPointer(place(index)), before: a[index] as Json })
  }
  for (let index = common; index < endB; index++) {
    changes.push({ kind: 'added', path: formatPointer(place(index)), after: b[index] as Json })
  }
}
