import { isStandIn } from '../config/secret-value.ts'
import { canonicalText } from '../json/canonical.ts'
import { compareDecimal, type JsonNumber, toDecimal } from '../json/decimal.ts'
import { numberText } from '../json/number.ts'
import { isList, isObject, isRawNumber, type Json, rawNumber } from '../json/value.ts'

/** Distinct values that a spread counts one by one. */
const MOST_VALUES = 40
/** How many it holds before it lets go of the others: to choose anew for every value took a seventh of a tally's time. */
const MOST_HELD = 3 * MOST_VALUES
/** Characters of a value that are kept. */
const MOST_TEXT = 80
/** A container with more members than this is told by their number. */
const MOST_MEMBERS = 4

/** How the values of one place are spread over configs, as plain data. */
export type SpreadState = {
  /** Values, counting each item of a list. */
  readonly values: number
  /** Configs that have none there. */
  readonly missing: number
  /** Whether there are more distinct values than those counted. */
  readonly more: boolean
  /** Values as `textOf` gives them, the most frequent first; each count is exact. */
  readonly counts: readonly (readonly [string, number])[]
  /** Of the numbers among them, as JSON. */
  readonly min?: string
  readonly max?: string
}

/**
 * How the values of one place are spread over configs, in bounded memory. Adding values and merging spreads
 * give the same in any order.
 *
 * Up to 40 distinct values are all there. Where there are more, those that hash lowest stay: one that has
 * left never comes back, so each count that is there is exact all the same.
 */
export class Spread {
  #values = 0
  #missing = 0
  #more = false
  #counts = new Map<string, number>()
  /** Rank of the last value that still has a place, once all places are taken. */
  #last = Number.POSITIVE_INFINITY
  #min: JsonNumber | undefined
  #max: JsonNumber | undefined

  /** Counts the values that one config has at the place. */
  add(values: readonly Json[]): void {
    if (values.length === 0) this.addNone()
    for (const value of values) this.addOne(value)
  }

  /** One value, of a place that has one in a config. */
  addOne(value: Json): void {
    this.#values++
    this.#count(textOf(value), 1)
    if (typeof value === 'number' || isRawNumber(value)) this.#stretch(value)
  }

  /** A config that has none. */
  addNone(): void {
    this.#missing++
  }

  /** Adds the spread of other configs at the same place. */
  merge(other: SpreadState): void {
    this.#values += other.values
    this.#missing += other.missing
    this.#more ||= other.more
    for (const [text, times] of other.counts) this.#count(text, times)
    for (const end of [other.min, other.max]) if (end !== undefined) this.#stretch(rawNumber(end))
  }

  get state(): SpreadState {
    this.#trim()
    return {
      values: this.#values,
      missing: this.#missing,
      more: this.#more,
      counts: [...this.#counts].sort(([x, a], [y, b]) => b - a || (x < y ? -1 : 1)),
      ...(this.#min === undefined ? {} : { min: canonicalText(this.#min) }),
      ...(this.#max === undefined ? {} : { max: canonicalText(this.#max) }),
    }
  }

  #count(text: string, times: number): void {
    const known = this.#counts.get(text)
    if (known !== undefined) {
      this.#counts.set(text, known + times)
      return
    }
    if (this.#last < Number.POSITIVE_INFINITY && rankOf(text) > this.#last) {
      this.#more = true
      return
    }
    this.#counts.set(text, times)
    if (this.#counts.size >= MOST_HELD) this.#trim()
  }

  #trim(): void {
    if (this.#counts.size < MOST_VALUES) return
    const ranked = [...this.#counts.keys()].map((text) => ({ text, rank: rankOf(text) }))
    ranked.sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1))
    for (const { text } of ranked.splice(MOST_VALUES)) {
      this.#more = true
      this.#counts.delete(text)
    }
    this.#last = ranked.at(-1)?.rank ?? 0
  }

  #stretch(value: JsonNumber): void {
    if (this.#min === undefined || isBelow(value, this.#min)) this.#min = value
    if (this.#max === undefined || isBelow(this.#max, value)) this.#max = value
  }
}

const isBelow = (a: JsonNumber, b: JsonNumber): boolean =>
  typeof a === 'number' && typeof b === 'number' ? a < b : compareDecimal(toDecimal(a), toDecimal(b)) < 0

/** A value as a spread tells it: its JSON, cut where it is long, or how many members it has. */
export function textOf(value: Json): string {
  // Each would be a value of its own, and says nothing.
  if (isStandIn(value)) return 'a secret'
  if (typeof value === 'string') return cut(JSON.stringify(value))
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') return numberText(value)
  if (isList(value) && value.length > MOST_MEMBERS) return `[${value.length} items]`
  if (isObject(value) && Object.keys(value).length > MOST_MEMBERS) {
    return `{${Object.keys(value).length} members}`
  }
  return cut(canonicalText(value))
}

const cut = (text: string): string =>
  text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…` : text

// What many configs have is what a reader has to see: these never give way.
const ALWAYS: ReadonlySet<string> = new Set(['null', 'true', 'false', '""', '0', '1', '[]', '{}'])

/** Which values stay depends on the values alone. FNV-1a. */
function rankOf(text: string): number {
  if (ALWAYS.has(text)) return -1
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
