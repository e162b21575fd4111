import { canonicalText } from '../../json/canonical.ts'
import { hasMember } from '../../json/object.ts'
import { isList, isObject, type Json } from '../../json/value.ts'
import type { Property } from './properties.ts'

/** What configs have at one place. */
export type Observed = {
  /** How many of the objects around it have it. */
  readonly count: number
  /** How many objects around it there are. */
  readonly of: number
  /** Different values, the first ones met; none of places that hold others. */
  readonly values: readonly Json[]
}

/** What configs have, by the place of a property. */
export type Observations = ReadonlyMap<string, Observed>

// Enough to tell what a place is for; the rest would only take memory.
const MOST_VALUES = 60

/** Looks what configs have at the places of a version. */
export function observe(root: Property, configs: readonly Json[]): Observations {
  const seen = new Map<string, Sums>()
  for (const config of configs) look(root, config, seen)
  return new Map(
    [...seen].map(([place, { count, of, values }]) => [place, { count, of, values: [...values.values()] }]),
  )
}

type Sums = { count: number; of: number; readonly values: Map<string, Json> }

function look(property: Property, value: Json, seen: Map<string, Sums>): void {
  if (isObject(value)) {
    for (const child of property.children) {
      const sums = sumsOf(child, seen)
      sums.of++
      if (!hasMember(value, child.key)) continue
      sums.count++
      look(child, value[child.key] as Json, seen)
    }
  }
  if (property.item !== undefined) {
    const items = isList(value) ? value : isObject(value) ? ownItems(property, value) : []
    for (const item of items) look(property.item, item, seen)
  }
  if (property.children.length > 0 || property.item?.children.length) return
  const { values } = sumsOf(property, seen)
  if (values.size >= MOST_VALUES) return
  const text = canonicalText(value)
  if (text.length <= 500) values.set(text, value)
}

const ownItems = (property: Property, value: Json): readonly Json[] =>
  isObject(value)
    ? Object.keys(value)
        .filter((key) => !property.children.some((child) => child.key === key))
        .map((key) => value[key] as Json)
    : []

function sumsOf({ place }: Property, seen: Map<string, Sums>): Sums {
  const known = seen.get(place)
  if (known) return known
  const sums: Sums = { count: 0, of: 0, values: new Map() }
  seen.set(place, sums)
  return sums
}
