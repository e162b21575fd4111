import { type JsonNumber, multiplyAdd } from '../../json/decimal.ts'
import { equalJson } from '../../json/equal.ts'
import { isRawNumber, type Json } from '../../json/value.ts'
import { doubleOf } from './facts.ts'
import type { Observed } from './observe.ts'
import type { Property } from './properties.ts'
import { wordsOf } from './words.ts'

/** A number in another unit: times `scale`, plus `offset`. */
export type Scale = {
  readonly scale: number
  readonly offset: number
  /** From 0 to 1. */
  readonly confidence: number
  readonly because: string
}

const UNITS = [0.001, 0.01, 0.1, 10, 100, 1000, 1e6, 60, 3600, 24, 1440, 86_400, 7, 1024, 1_048_576]
const UNIT_WORDS = new Set(
  'percent percentage pct cent ratio fraction part share ms millisecond second sec minute hour day week month cents byte kb mb gb kilobyte megabyte celsius fahrenheit km mile'.split(
    ' ',
  ),
)

/**
 * How a number would have to be converted to be what the other version means by it: as the ranges and default
 * values tell. Undefined where nothing speaks for another unit.
 */
export function findScale(old: Property, fresh: Property, seen: Observed | undefined): Scale | undefined {
  const pairs = numberPairs(old, fresh)
  const [a, b] = [old.facts, fresh.facts]
  const ranged = a.maximum !== undefined && b.maximum !== undefined
  if (ranged && a.maximum === b.maximum && a.minimum === b.minimum) return undefined
  const hinted = hasOtherUnit(old, fresh)
  const range = ranged ? rangeScale(a, b) : undefined
  const changed = pairs.filter((pair) => !equalJson(...pair))
  if (range !== undefined && changed.length > 0) {
    const follow = pairs.every((pair) => leads(pair, range))
    const sure = hinted ? 0.9 : isUsual(range.scale) ? 0.97 : isUnit(range.scale) ? 0.7 : 0.5
    if (follow) return { ...range, confidence: sure, because: 'range and default value' }
    if (isUnit(range.scale)) return { ...range, confidence: hinted ? 0.7 : 0.5, because: 'range' }
  }
  if (range !== undefined && pairs.length === 0 && isUnit(range.scale)) {
    const beyond = seen?.values.some((value) => (doubleOf(value) ?? 0) > (b.maximum as number)) ?? false
    const confidence = 0.5 + (isUsual(range.scale) ? 0.1 : 0) + (beyond ? 0.15 : 0) + (hinted ? 0.15 : 0)
    return { ...range, confidence, because: 'range' }
  }
  const [first] = changed
  const scale = first && quotient(doubleOf(first[1]) ?? 0, doubleOf(first[0]) ?? 0)
  if (scale === undefined || !isUnit(scale) || !pairs.every((pair) => leads(pair, { scale, offset: 0 }))) {
    return undefined
  }
  const confidence = hinted ? 0.85 : changed.length > 1 && isUsual(scale) ? 0.75 : 0.45
  return { scale, offset: 0, confidence, because: hinted ? 'default value and unit' : 'default value' }
}

/** The numbers that a place has in both default configs; within items, in every item that both have. */
function numberPairs(old: Property, fresh: Property): readonly (readonly [JsonNumber, JsonNumber])[] {
  return [...old.usual].flatMap(([id, value]) => {
    const other = fresh.usual.get(id)
    return isNumber(value) && other !== undefined && isNumber(other) ? [[value, other] as const] : []
  })
}

const isNumber = (value: Json): value is JsonNumber => typeof value === 'number' || isRawNumber(value)

const leads = (
  [from, to]: readonly [JsonNumber, JsonNumber],
  by: { scale: number; offset: number },
): boolean => equalJson(multiplyAdd(from, by.scale, by.offset), to)

type Range = { readonly minimum?: number; readonly maximum?: number }

function rangeScale(a: Range, b: Range): { scale: number; offset: number } | undefined {
  const [low, least] = [a.minimum ?? 0, b.minimum ?? 0]
  const scale = quotient((b.maximum as number) - least, (a.maximum as number) - low)
  if (scale === undefined || scale <= 0) return undefined
  return { scale, offset: tidy(least - scale * low) }
}

function quotient(a: number, b: number): number | undefined {
  const result = b === 0 ? Number.NaN : tidy(a / b)
  return Number.isFinite(result) && result !== 0 && result !== 1 ? result : undefined
}

// A quotient such as 0.07 / 7 is a hair off what somebody would write.
const tidy = (value: number): number => Number(value.toPrecision(12))

/** A factor that a limit is hardly ever raised by. */
const isUsual = (scale: number): boolean =>
  ![0.1, 10, 7, tidy(1 / 7), 24, tidy(1 / 24)].includes(scale) && isUnit(scale)

const isUnit = (scale: number): boolean => UNITS.some((unit) => unit === scale || tidy(1 / unit) === scale)

function hasOtherUnit(old: Property, fresh: Property): boolean {
  const [before, after] = [old, fresh].map(
    ({ key, facts }) =>
      new Set(
        wordsOf(`${key} ${facts.title ?? ''} ${facts.description ?? ''}`).filter((word) =>
          UNIT_WORDS.has(word),
        ),
      ),
  ) as [Set<string>, Set<string>]
  return before.size !== after.size || [...before].some((word) => !after.has(word))
}
