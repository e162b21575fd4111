import { equalJson } from '../../json/equal.ts'
import { formatPointer, isPrefix } from '../../json/pointer.ts'
import { assign } from './assign.ts'
import { Comparer, type Likeness } from './likeness.ts'
import type { Observations } from './observe.ts'
import { findProperty, isContainer, leavesOf, type Property } from './properties.ts'
import { relationOf } from './relation.ts'
import { likeTexts } from './words.ts'

/** A place of the old version that is taken to be one of the new. */
export type Match = {
  readonly old: Property
  readonly fresh: Property
  /** From 0 to 1. */
  readonly confidence: number
  readonly because: readonly string[]
}

/** What the places of one scope are taken to have become. */
export type Matching = {
  readonly matches: readonly Match[]
  /** Places of the old version that the new one does not have any more. */
  readonly gone: readonly Property[]
  /** Places that only the new version has. */
  readonly fresh: readonly Property[]
  /** What else a place that is gone may have become, likeliest first. */
  readonly doubts: ReadonlyMap<Property, readonly Match[]>
}

/** A guess below it is not written as a step, but told as an alternative. */
const SURE_ENOUGH = 0.55

// What is less likely than this is not worth a person's time.
const WORTH_TELLING = 0.2
// But for a place that nothing is known of: whatever may be in it is told.
const WORTH_TELLING_OF_NEW = 0.1
const MOST_DOUBTS = 3

/** Finds for each leaf of the old scope the one of the new that it has become, all at once. */
export function matchScopes(oldScope: Property, freshScope: Property, seen: Observations): Matching {
  // An object that one version knows the members of, and the other not, is still that object.
  const before = leavesOf(oldScope).filter((old) => !isObjectIn(old, freshScope))
  const after = leavesOf(freshScope).filter((fresh) => !isObjectIn(fresh, oldScope))
  const settled = new Map<Property, Match>()
  const unchanged = new Set<Property>()
  const byPlace = new Map(after.map((fresh) => [formatPointer(fresh.tokens), fresh]))
  for (const old of before) {
    const fresh = byPlace.get(formatPointer(old.tokens))
    if (fresh === undefined || relationOf(old, fresh) === undefined) continue
    if (isRenamedInPlace(old, fresh)) continue
    settled.set(old, { old, fresh, confidence: 1, because: ['the same place'] })
    if (isUnchanged(old, fresh)) unchanged.add(fresh)
  }
  const taken = new Set([...settled.values()].map(({ fresh }) => fresh))
  const open = before.filter((old) => !settled.has(old))
  const free = after.filter((fresh) => !taken.has(fresh))

  const comparer = new Comparer(after, seen)
  const scores = open.map((old) => free.map((fresh) => likeness(comparer, old, fresh)))
  const weights = scores.map((row) =>
    row.map((one) => (one && one.score > WORTH_TELLING ? one.score ** 2 : 0)),
  )
  const columns = assign(weights)
  const scoreOf = (row: number, column: number | undefined) => scores[row]?.[column ?? -1]?.score ?? 0

  const doubts = new Map<Property, readonly Match[]>()
  open.forEach((old, row) => {
    const column = columns[row]
    const fresh = free[column ?? -1]
    const like = scores[row]?.[column ?? -1]
    const rivals = open.map((_, other) =>
      other === row ? 0 : rivalry(scoreOf(other, column), scoreOf(other, columns[other])),
    )
    const others = free.map((_, at) => (at === column ? 0 : contested(scoreOf(row, at), at)))
    const confidence = like === undefined ? 0 : sure(like.score, Math.max(0, ...rivals, ...others))
    if (fresh !== undefined && like !== undefined && confidence >= SURE_ENOUGH) {
      settled.set(old, { old, fresh, confidence, because: like.because })
      taken.add(fresh)
    }
    const possible = after.flatMap((one): Match[] => {
      if (unchanged.has(one) || one === settled.get(old)?.fresh) return []
      const found = likeness(comparer, old, one)
      const score = one === fresh ? confidence : (found?.score ?? 0)
      return found === undefined || score < (taken.has(one) ? WORTH_TELLING : WORTH_TELLING_OF_NEW)
        ? []
        : [{ old, fresh: one, confidence: score, because: found.because }]
    })
    doubts.set(old, possible)
  })

  /** How much another column is a choice for this row: little where it suits a row of its own better. */
  function contested(score: number, column: number): number {
    const owner = columns.indexOf(column)
    return owner < 0 ? score : rivalry(score, scoreOf(owner, column))
  }

  // Where nothing else has got its place, a property is still taken to be what it was.
  for (const old of open) {
    const fresh = free.find((one) => isSamePlace(one, old))
    if (settled.has(old) || fresh === undefined || taken.has(fresh) || relationOf(old, fresh) === undefined)
      continue
    settled.set(old, { old, fresh, confidence: SURE_ENOUGH, because: ['the same place'] })
    taken.add(fresh)
  }

  const best = new Map([...settled.values()].map((match) => [match.fresh, match]))
  for (const [old, possible] of doubts) {
    const own = settled.get(old)?.confidence ?? 0
    const serious = possible.filter(
      ({ fresh, confidence }) =>
        confidence > 0.7 * own && confidence > 0.8 * (best.get(fresh)?.confidence ?? 0),
    )
    serious.sort((a, b) => b.confidence - a.confidence)
    doubts.set(old, serious.slice(0, MOST_DOUBTS))
  }

  return {
    matches: before.flatMap((old) => settled.get(old) ?? []),
    gone: before.filter((old) => !settled.has(old)),
    fresh: after.filter((fresh) => !taken.has(fresh)),
    doubts,
  }
}

/** Under its old name, but with other words, a place speaks against itself. */
function likeness(comparer: Comparer, old: Property, fresh: Property): Likeness | undefined {
  const like = comparer.likeness(old, fresh)
  return like && isSamePlace(old, fresh) ? { ...like, score: like.score / 2 } : like
}

const isSamePlace = (a: Property, b: Property): boolean =>
  a.tokens.length === b.tokens.length && isPrefix(a.tokens, b.tokens)

function isObjectIn(leaf: Property, scope: Property): boolean {
  const found = findProperty(scope, leaf.tokens)
  const isFree = leaf.kind === 'map' || (leaf.kind === 'leaf' && leaf.facts.kinds.has('object'))
  return isFree && found !== undefined && isContainer(found)
}

// A place whose title and description are others' may be another that has got its name.
function isRenamedInPlace(old: Property, fresh: Property): boolean {
  const texts = (['title', 'description'] as const).flatMap((key) => {
    const [a, b] = [old.facts[key], fresh.facts[key]]
    return a === undefined || b === undefined ? [] : [likeTexts(a, b)]
  })
  return texts.length > 0 && Math.max(...texts) < 0.4
}

const isUnchanged = (old: Property, fresh: Property): boolean =>
  old.facts.title === fresh.facts.title &&
  relationOf(old, fresh) === 'same' &&
  [...old.usual].every(([id, value]) => {
    const other = fresh.usual.get(id)
    return other !== undefined && equalJson(value, other)
  })

/** A rival that has a better place of its own is hardly one. */
const rivalry = (score: number, own: number): number => (own > score + 0.1 ? score - 0.3 : score)

/** What has a rival close by is less sure, and what has an equal one is no better than a toss. */
function sure(score: number, rival: number): number {
  const less = score - Math.max(0, rival - score + 0.15) * 1.2
  return Math.max(0, Math.min(rival > score - 0.02 ? 0.5 : 0.99, less))
}
