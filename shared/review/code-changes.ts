import { canonicalText } from '../json/canonical.ts'
import { commonEnds } from '../json/diff.ts'
import { equalJson } from '../json/equal.ts'
import { checkDepth } from '../json/limits.ts'
import { getMember, hasMember } from '../json/object.ts'
import { formatPointer } from '../json/pointer.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../json/value.ts'
import type { Outcome } from '../lens/effect.ts'

/** What code did at one place, list indexes as `*`. */
export type CodeChange = {
  readonly outcome: Extract<Outcome, 'added' | 'removed' | 'changed' | 'reordered'>
  readonly path: string
}

/** Members that tell one item of a list from the others, the surest first. */
const IDENTITIES = ['id', 'uuid', 'key', 'slug', 'code', 'name'] as const

/**
 * What code did to a config, without values: the form of its change.
 *
 * Items of a list are matched by identity where they have one: objects by the first of `id`, `uuid`, `key`, `slug`,
 * `code` and `name` that every one of them has and no two share, scalars of lists of unlike length by themselves. So an
 * item taken out of the middle is one that was removed, not a change of all that come after it. Other items are
 * matched by index, less what is equal at the beginnings and ends.
 *
 * Raises `json/too-deep` past `MAX_DEPTH`.
 */
export function codeChanges(before: Json, after: Json): readonly CodeChange[] {
  const changes: CodeChange[] = []
  compare(before, after, [], changes)
  return changes
}

function compare(before: Json, after: Json, tokens: readonly string[], changes: CodeChange[]): void {
  if (before === after) return
  checkDepth(tokens.length + 1)
  if (isList(before) && isList(after)) compareLists(before, after, tokens, changes)
  else if (isObject(before) && isObject(after)) compareObjects(before, after, tokens, changes)
  else if (!equalJson(before, after)) note('changed', tokens, changes)
}

function compareObjects(
  before: JsonObject,
  after: JsonObject,
  tokens: readonly string[],
  changes: CodeChange[],
): void {
  for (const key of Object.keys(before)) {
    const place = [...tokens, key]
    const now = getMember(after, key)
    if (now === undefined) note('removed', place, changes)
    else compare(before[key] as Json, now, place, changes)
  }
  for (const key of Object.keys(after)) {
    if (!hasMember(before, key)) note('added', [...tokens, key], changes)
  }
}

function compareLists(
  before: readonly Json[],
  after: readonly Json[],
  tokens: readonly string[],
  changes: CodeChange[],
): void {
  const place = [...tokens, '*']
  const [old, own] = identified(before, after)
  if (!old || !own) {
    const { start, same } = commonEnds(before, after)
    const paired = Math.min(before.length, after.length) - same
    for (let at = start; at < paired; at++) compare(before[at] as Json, after[at] as Json, place, changes)
    for (let at = paired; at < before.length - same; at++) note('removed', place, changes)
    for (let at = paired; at < after.length - same; at++) note('added', place, changes)
    return
  }
  const kept = [...old.keys()].filter((identity) => own.has(identity))
  for (const identity of kept) compare(old.get(identity) as Json, own.get(identity) as Json, place, changes)
  for (let at = kept.length; at < old.size; at++) note('removed', place, changes)
  for (let at = kept.length; at < own.size; at++) note('added', place, changes)
  const order = [...own.keys()].filter((identity) => old.has(identity))
  if (kept.some((identity, at) => identity !== order[at])) note('reordered', tokens, changes)
}

type ByIdentity = ReadonlyMap<string, Json> | undefined

/** The items of two lists by what tells them apart; nothing where that cannot be said of all of them. */
function identified(before: readonly Json[], after: readonly Json[]): readonly [ByIdentity, ByIdentity] {
  const all = [...before, ...after]
  if (all.every(isScalar)) {
    // Of as many items each may well have become another: matched by itself it would be removed, and another added.
    const pairs = before.length === after.length && !isSameSet(before, after)
    return pairs
      ? [undefined, undefined]
      : [byIdentity(before, canonicalText), byIdentity(after, canonicalText)]
  }
  for (const key of IDENTITIES) {
    const identity = (item: Json): string | undefined => identityOf(item, key)
    const [old, own] = [byIdentity(before, identity), byIdentity(after, identity)]
    // As many others may be the same items renamed.
    if (old && own && (old.size !== own.size || hasCommon(old, own))) return [old, own]
  }
  return [undefined, undefined]
}

function byIdentity(items: readonly Json[], identityOf: (item: Json) => string | undefined): ByIdentity {
  const found = new Map<string, Json>()
  for (const item of items) {
    const identity = identityOf(item)
    if (identity === undefined || found.has(identity)) return undefined
    found.set(identity, item)
  }
  return found
}

function identityOf(item: Json, key: string): string | undefined {
  const identity = isObject(item) ? getMember(item, key) : undefined
  const tells = typeof identity === 'string' || typeof identity === 'number'
  return tells ? canonicalText(identity) : undefined
}

const hasCommon = (a: ReadonlyMap<string, Json>, b: ReadonlyMap<string, Json>): boolean =>
  a.size === 0 || [...a.keys()].some((identity) => b.has(identity))

const isScalar = (value: Json): boolean => typeof value !== 'object' || value === null || isRawNumber(value)

function isSameSet(a: readonly Json[], b: readonly Json[]): boolean {
  const [one, other] = [a, b].map((items) => items.map(canonicalText).sort())
  return one?.every((text, at) => text === other?.[at]) ?? false
}

const note = (outcome: CodeChange['outcome'], tokens: readonly string[], changes: CodeChange[]): void => {
  changes.push({ outcome, path: formatPointer(tokens) })
}
