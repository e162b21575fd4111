import { equalJson } from '../../json/equal.ts'
import type { Json } from '../../json/value.ts'
import { assign } from './assign.ts'
import { type Facts, realKinds } from './facts.ts'
import type { Property } from './properties.ts'
import { likeTexts, wordsOf } from './words.ts'

/** How the values of a choice are called in the other version. */
export type Table = {
  readonly pairs: readonly (readonly [Json, Json])[]
  /** Values that the other version does not take, and of which nothing says what becomes of them. */
  readonly open: readonly Json[]
  /** What the other version takes. */
  readonly choices: readonly Json[]
  /** From 0 to 1. */
  readonly confidence: number
}

/** Below it a value stays as it is, for a person to decide. */
const ENOUGH = 0.5

/**
 * How the values of one choice became those of another. Undefined where either is no choice of listed values, or
 * every value of the old is one of the new.
 */
export function findTable(old: Property, fresh: Property, seen: readonly Json[] = []): Table | undefined {
  const choices = choicesOf(fresh.facts)
  if (choices === undefined) return undefined
  const before = choicesOf(old.facts) ?? seen.filter((value) => value !== null)
  const isIn = (value: Json, list: readonly Json[]) => list.some((other) => equalJson(other, value))
  const gone = before.filter((value) => !isIn(value, choices))
  if (gone.length === 0) return undefined
  const added = choices.filter((value) => !isIn(value, before))
  const changed = usualPairs(old, fresh)
  const usual = changed.filter(([from, to]) => isIn(from, gone) && isIn(to, added))
  const listed = choicesOf(old.facts) !== undefined
  const weights = gone.map((from) =>
    added.map((to) => {
      if (usual.some(([a, b]) => equalJson(a, from) && equalJson(b, to))) return 0.95
      if (usual.some(([a, b]) => equalJson(a, from) !== equalJson(b, to))) return 0
      const like = likeValues(from, to)
      if (!listed) return like === 1 ? 0.9 : 0
      // A list that keeps its order has its members renamed in place.
      const inPlace = before.length === choices.length && before.indexOf(from) === choices.indexOf(to)
      const only = gone.length === added.length
      return 0.3 * like + (inPlace ? 0.45 : 0) + (only ? 0.2 : 0) + (like === 1 ? 0.35 : 0)
    }),
  )
  const columns = assign(weights)
  const taken = gone.map((from, row) => {
    const column = columns[row]
    const sure = column === undefined ? 0 : Math.min(0.95, weights[row]?.[column] ?? 0)
    return { from, to: added[column ?? -1], sure }
  })
  const settled = taken.filter(({ sure }) => sure >= ENOUGH)
  return {
    pairs: settled.map(({ from, to }) => [from, to as Json] as const),
    // Who has a default value gets the new one in any case.
    open: taken.flatMap(({ from, sure }) =>
      sure < ENOUGH && !changed.some(([value]) => equalJson(value, from)) ? [from] : [],
    ),
    choices,
    confidence: Math.min(1, ...settled.map(({ sure }) => sure)),
  }
}

/** The listed values but for null, which is no choice but the absence of one. */
function choicesOf(facts: Facts): readonly Json[] | undefined {
  if (facts.values !== undefined) return facts.values.filter((value) => value !== null)
  const kinds = realKinds(facts)
  return kinds.length === 1 && kinds[0] === 'boolean' ? [true, false] : undefined
}

const usualPairs = (old: Property, fresh: Property): readonly (readonly [Json, Json])[] =>
  [...old.usual].flatMap(([id, value]) => {
    const other = fresh.usual.get(id)
    return other === undefined || equalJson(value, other) ? [] : [[value, other] as const]
  })

const YES = new Set(['yes', 'on', 'true', 'enabled', 'active', 'always', 'high', 'required', 'full'])
const NO = new Set(['no', 'off', 'false', 'disabled', 'inactive', 'never', 'none', 'low', 'optional'])

function likeValues(from: Json, to: Json): number {
  if (typeof from === 'string' && typeof to === 'string') return likeTexts(from, to)
  const [flag, text] = typeof from === 'boolean' ? [from, to] : [to, from]
  if (typeof flag !== 'boolean' || typeof text !== 'string') return 0
  return wordsOf(text).some((word) => (flag ? YES : NO).has(word)) ? 1 : 0
}
