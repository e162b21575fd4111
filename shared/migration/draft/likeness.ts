import { equalJson } from '../../json/equal.ts'
import { isPrefix } from '../../json/pointer.ts'
import { isList, isObject, type Json } from '../../json/value.ts'
import { doubleOf, type Facts, fits } from './facts.ts'
import type { Observations } from './observe.ts'
import { isContainer, leavesOf, type Property } from './properties.ts'
import { type Relation, relationOf } from './relation.ts'
import { findScale } from './scale.ts'
import { likeTexts, likeWords, wordsOf } from './words.ts'

/** How alike two places are, from 0 to 1, and what says so, strongest first. */
export type Likeness = { readonly score: number; readonly because: readonly string[] }

/** What one comparison says: how alike, how much that counts, and whether it can tell one place from others. */
type Evidence = {
  readonly name: string
  readonly like: number
  readonly weight: number
  readonly telling: number
}

const OF_RELATION: { readonly [R in Relation]: number } = {
  same: 1,
  wrapped: 0.8,
  unwrapped: 0.8,
  renamed: 0.6,
  recast: 0.15,
}

/** Compares places of two versions by name, words, type, limits, default value, place, and the values that configs have. */
export class Comparer {
  readonly #seen: Observations
  readonly #texts: ReadonlyMap<string, number>
  readonly #containers = new Map<Property, Map<Property, number>>()

  /** `fresh` are the places of the new version: what many of them are called tells little. */
  constructor(fresh: readonly Property[], seen: Observations) {
    this.#seen = seen
    const texts = new Map<string, number>()
    for (const { key, facts } of fresh) {
      for (const text of new Set([key, facts.title, facts.description])) {
        if (text !== undefined) texts.set(text, (texts.get(text) ?? 0) + 1)
      }
    }
    this.#texts = texts
  }

  /** Undefined where no value of the one could be one of the other. */
  likeness(old: Property, fresh: Property): Likeness | undefined {
    const relation = relationOf(old, fresh)
    if (relation === undefined) return undefined
    const all = [
      { name: 'type', like: OF_RELATION[relation], weight: 1.5, telling: 0 },
      this.#name(old, fresh),
      this.#text('title', old.facts.title, fresh.facts.title),
      this.#text('description', old.facts.description, fresh.facts.description),
      limits(old, fresh, relation),
      usual(old, fresh, relation),
      this.#values(old, fresh, relation),
      { name: 'place', like: this.#place(old, fresh), weight: 2.5, telling: 0 },
      { name: 'way', like: likeWords(wayOf(old), wayOf(fresh)), weight: 1, telling: 0 },
      reading(old, fresh),
    ].filter((one): one is Evidence => one !== undefined && one.weight > 0)
    const weight = all.reduce((sum, one) => sum + one.weight, 0)
    const mean = all.reduce((sum, one) => sum + one.like * one.weight, 0) / weight
    // Without anything that tells a place from its neighbours, type and place alone prove nothing.
    const telling = Math.max(0, ...all.map((one) => one.telling * one.like))
    const because = all
      .filter((one) => one.telling > 0 && one.like >= 0.6)
      .sort((a, b) => b.telling * b.like - a.telling * a.like)
      .map((one) => one.name)
    return { score: mean * (0.4 + 0.6 * Math.min(1, telling * 1.25)), because }
  }

  #name(old: Property, fresh: Property): Evidence {
    const [a, b] = [wordsOf(old.key), wordsOf(fresh.key)]
    const [x, y] = [old, fresh].map(({ tokens }) => tokens.slice(-2).flatMap(wordsOf)) as [string[], string[]]
    // A name that many places have, such as enabled, tells little by itself.
    const rarity = 1 / Math.sqrt(this.#texts.get(fresh.key) ?? 1)
    // As in /bigquery/dataset and /bigquery_dataset.
    const like = Math.max(
      likeWords(a, b) * (0.5 + 0.5 * rarity),
      0.95 * likeWords(x, b),
      0.95 * likeWords(a, y),
    )
    return { name: 'name', like, weight: 3, telling: 1 }
  }

  #text(name: 'title' | 'description', a: string | undefined, b: string | undefined): Evidence | undefined {
    if (a === undefined || b === undefined) return undefined
    // A title that many places have, such as Enabled, tells little.
    const rarity = 1 / Math.sqrt(this.#texts.get(b) ?? 1)
    return { name, like: likeTexts(a, b), weight: 2 * rarity, telling: rarity }
  }

  #values(old: Property, fresh: Property, relation: Relation): Evidence | undefined {
    const seen = this.#seen.get(old.place)
    if (seen === undefined || seen.values.length < 3 || relation === 'recast' || relation === 'renamed')
      return undefined
    if (findScale(old, fresh, seen) !== undefined) return undefined
    const taken = relation === 'wrapped' ? (fresh.item?.facts ?? fresh.facts) : fresh.facts
    const values =
      relation === 'unwrapped'
        ? seen.values.flatMap((value) => (isList(value) ? value.slice(0, 1) : []))
        : seen.values
    const share = values.filter((value) => fits(taken, value)).length / Math.max(1, values.length)
    const strict = isStrict(taken)
    return {
      name: 'values of configs',
      like: share,
      weight: strict ? 1.5 : share < 1 ? 1 : 0,
      telling: strict ? 0.3 : 0,
    }
  }

  #place(old: Property, fresh: Property): number {
    const [from, to] = [old.parent, fresh.parent]
    if (from === undefined || to === undefined) return from === to ? 1 : 0.5
    if (isSame(from, to)) return 1
    const around = 0.9 * this.#container(from, to)
    const nested = isSame(from, to.parent) || isSame(to, from.parent) ? 0.8 : 0
    // As in /bigquery/dataset and /bigquery_dataset, wherever they stand.
    const flat = beginsWith(fresh.key, from.key) || beginsWith(old.key, to.key) ? 0.8 : 0
    const common = from.tokens.findIndex((token, at) => to.tokens[at] !== token)
    const shared =
      (common < 0 ? from.tokens.length : common) / Math.max(1, from.tokens.length, to.tokens.length)
    return Math.max(around, nested, flat, 0.6 * shared)
  }

  /** How alike two objects are: by their names, titles, and the names of what they hold. */
  #container(old: Property, fresh: Property): number {
    const row = this.#containers.get(old) ?? new Map<Property, number>()
    this.#containers.set(old, row)
    const known = row.get(fresh)
    if (known !== undefined) return known
    const names = (property: Property) =>
      leavesOf(property).map((leaf) => leaf.tokens.slice(property.tokens.length).join('/'))
    const [a, b] = [names(old), new Set(names(fresh))]
    const held = (2 * a.filter((name) => b.has(name)).length) / Math.max(1, a.length + b.size)
    const titled =
      old.facts.title !== undefined && fresh.facts.title !== undefined
        ? likeTexts(old.facts.title, fresh.facts.title)
        : undefined
    const named = likeWords(wordsOf(old.key), wordsOf(fresh.key))
    const like =
      old.parent === undefined || fresh.parent === undefined
        ? 0
        : titled === undefined
          ? 0.4 * named + 0.6 * held
          : 0.3 * named + 0.3 * titled + 0.4 * held
    row.set(fresh, like)
    return like
  }
}

const wayOf = (property: Property): readonly string[] => property.tokens.flatMap(wordsOf)
/** Whether a name begins with the words of another, and has more of them. */
function beginsWith(name: string, other: string): boolean {
  const [words, begin] = [wordsOf(name), wordsOf(other)]
  return begin.length > 0 && words.length > begin.length && isPrefix(begin, words)
}

const isSame = (a: Property, b: Property | undefined): boolean =>
  b !== undefined && a.tokens.length === b.tokens.length && isPrefix(a.tokens, b.tokens)

const isStrict = ({ values, minimum, maximum, pattern }: Facts): boolean =>
  values !== undefined || pattern !== undefined || (minimum !== undefined && maximum !== undefined)

/** Compares what values may be: lists, ranges, patterns, formats, and what items are like. */
function limits(old: Property, fresh: Property, relation: Relation): Evidence | undefined {
  const a = (relation === 'unwrapped' ? old.item : old)?.facts ?? old.facts
  const b = (relation === 'wrapped' ? fresh.item : fresh)?.facts ?? fresh.facts
  const likes: { like: number; telling: number }[] = []
  if (a.values !== undefined && b.values !== undefined) {
    const same = a.values.filter((value) => b.values?.some((other) => equalJson(value, other))).length
    const all = a.values.length + b.values.length - same
    const size = a.values.length === b.values.length ? 0.3 : 0
    likes.push({ like: Math.max(same / Math.max(1, all), size), telling: all > 2 ? 0.8 : 0.4 })
  } else if ((a.values === undefined) !== (b.values === undefined)) likes.push({ like: 0.3, telling: 0 })
  for (const key of ['pattern', 'format'] as const) {
    if (a[key] !== undefined || b[key] !== undefined)
      likes.push({ like: a[key] === b[key] ? 1 : 0.2, telling: 0.5 })
  }
  if (
    a.minimum !== undefined ||
    a.maximum !== undefined ||
    b.minimum !== undefined ||
    b.maximum !== undefined
  ) {
    const same = a.minimum === b.minimum && a.maximum === b.maximum
    const scaled = !same && findScale(old, fresh, undefined) !== undefined
    likes.push({ like: same ? 1 : scaled ? 0.9 : 0.4, telling: 0.2 })
  }
  if (old.item !== undefined && fresh.item !== undefined)
    likes.push({ like: likeItems(old.item, fresh.item), telling: 0.8 })
  if (likes.length === 0) return undefined
  const like = likes.reduce((sum, one) => sum + one.like, 0) / likes.length
  return { name: 'limits', like, weight: 1.5, telling: Math.max(...likes.map((one) => one.telling)) }
}

function likeItems(old: Property, fresh: Property): number {
  if (!isContainer(old) || !isContainer(fresh)) return relationOf(old, fresh) === 'same' ? 0.5 : 0
  const [a, b] = [leavesOf(old).map(({ key }) => key), new Set(leavesOf(fresh).map(({ key }) => key))]
  return (2 * a.filter((key) => b.has(key)).length) / (a.length + b.size)
}

/** Compares the values of the default configs. */
function usual(old: Property, fresh: Property, relation: Relation): Evidence | undefined {
  const pairs = [...old.usual].flatMap(([id, value]) => {
    const other = fresh.usual.get(id)
    return other === undefined ? [] : [[value, other] as const]
  })
  if (pairs.length === 0) return undefined
  const scaled = findScale(old, fresh, undefined) !== undefined
  const likes = pairs.map(([value, other]) => {
    const seen =
      relation === 'wrapped'
        ? [value]
        : relation === 'unwrapped' && isList(value)
          ? (value[0] ?? null)
          : value
    if (equalJson(seen, other)) return 1
    return scaled && doubleOf(value) !== undefined ? 0.9 : 0.25
  })
  const like = likes.reduce((sum, one) => sum + one, 0) / likes.length
  const rarity = Math.max(...pairs.map(([value]) => rarityOf(value)))
  // Default values may change, so that they differ says less than that they are the same.
  return { name: 'default value', like, weight: (like > 0.8 ? 2 : 1) * rarity, telling: 0.9 * rarity }
}

/** How much it says that two places have this value: false says hardly anything, an address nearly all. */
function rarityOf(value: Json): number {
  if (value === null || typeof value === 'boolean') return 0.15
  const number = doubleOf(value)
  if (number !== undefined) return number === 0 || number === 1 ? 0.25 : 0.7
  if (typeof value === 'string') return value === '' ? 0.15 : value.length < 4 ? 0.6 : 0.9
  if (isList(value)) return value.length === 0 ? 0.2 : Math.max(...value.map(rarityOf))
  return isObject(value) && Object.keys(value).length > 0 ? 0.9 : 0.2
}

/** Compares the variables of the flows that read the places. */
function reading({ reading: a }: Property, { reading: b }: Property): Evidence | undefined {
  if (a === undefined || b === undefined) return undefined
  const described = a.description !== '' && a.description === b.description
  const like = described || a.name === b.name ? 1 : likeTexts(a.name, b.name)
  return { name: 'variable of the flow', like, weight: 3, telling: 1 }
}
