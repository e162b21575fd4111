import { readJson } from '../json/read.ts'
import { isList, isObject, type Json } from '../json/value.ts'
import { isSealed, isStandIn, mentionsStandIn, type Sealed, standInOf } from './secret-value.ts'

/** Encrypted values by their stand-ins. */
export type SealedValues = ReadonlyMap<string, Sealed>

const NONE: SealedValues = new Map()

/** A config with stand-ins in the place of its encrypted values, and these. */
export type Concealed = { readonly value: Json; readonly sealed: SealedValues }

/**
 * Reads a JSON text as `readJson` does, with stand-ins in the place of encrypted values. What Crosswalk hashes, migrates
 * and shows is this form: it is the same under whatever key the values are encrypted.
 *
 * Raises `json/*`.
 */
export function readConcealed(text: string): Concealed {
  const value = readJson(text)
  // PostgreSQL and our writer escape no letter of it. Hardly a config has one, and each is read: looked for by its
  // dollar, for a quote stands every few letters, and the search stops at each, which took 0.7 µs.
  return text.includes('$secret"') ? conceal(value) : { value, sealed: NONE }
}

/** Puts stand-ins in the place of encrypted values. Shares with the value all that holds none. */
export function conceal(value: Json): Concealed {
  const sealed = new Map<string, Sealed>()
  const result = mapValues(value, (one) => {
    if (!isSealed(one)) return undefined
    const standIn = standInOf(one)
    if (!sealed.has(standIn)) sealed.set(standIn, one)
    return standIn
  })
  return { value: result, sealed }
}

/** Puts encrypted values back where their stand-ins are. A stand-in of none of them is a text like any other, and stays. */
export const reveal = (value: Json, sealed: SealedValues): Json =>
  sealed.size === 0
    ? value
    : mapValues(value, (one) => (isStandIn(one) ? (sealed.get(one) as Json | undefined) : undefined))

/** The encrypted values of several configs; where two have the same one, that of the first. */
export function mergeSealed(...all: readonly SealedValues[]): SealedValues {
  const some = all.filter(({ size }) => size > 0)
  if (some.length < 2) return some[0] ?? NONE
  return new Map(some.toReversed().flatMap((sealed) => [...sealed]))
}

/** Places of texts and keys that hold a stand-in besides other things, as tokens: there it was read, and is of no use. */
export function placesOfMentions(value: Json): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  walk(value, [], (one, tokens) => {
    const key = tokens.at(-1)
    const isKey = key !== undefined && (isStandIn(key) || mentionsStandIn(key))
    if (isKey || (typeof one === 'string' && mentionsStandIn(one))) found.push([...tokens])
    return 'into'
  })
  return found
}

/** Places of encrypted values and of stand-ins, as tokens. */
export function placesOfSecrets(value: Json): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  walk(value, [], (one, tokens) => {
    const isSecret = isStandIn(one) || isSealed(one)
    if (isSecret) found.push([...tokens])
    return isSecret ? 'past' : 'into'
  })
  return found
}

function walk(
  value: Json,
  at: string[],
  visit: (value: Json, tokens: readonly string[]) => 'into' | 'past',
): void {
  if (visit(value, at) === 'past') return
  if (!isList(value) && !isObject(value)) return
  for (const [key, member] of Object.entries(value)) {
    at.push(key)
    walk(member as Json, at, visit)
    at.pop()
  }
}

/**
 * The value with what `change` gives in the place of every part for which it gives something, from the outside in;
 * shares the rest.
 */
export function mapValues(value: Json, change: (value: Json) => Json | undefined): Json {
  const changed = change(value)
  if (changed !== undefined) return changed
  if (isList(value)) {
    const items = value.map((item) => mapValues(item, change))
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if (!isObject(value)) return value
  const members = Object.entries(value).map(([key, member]) => [key, mapValues(member, change)] as const)
  // As `fromEntries` defines members, `__proto__` is one like any other.
  return members.every(([key, member]) => member === value[key]) ? value : Object.fromEntries(members)
}
