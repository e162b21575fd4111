import { parsePointer } from '../json/pointer.ts'
import type { Effect } from '../lens/effect.ts'
import { ANY } from './schema-place.ts'

/**
 * Where what stands at a place after these effects stood before them. Undefined where it was made, or made into
 * something else, on the way: then the schema of the version before says nothing of it. Paths may hold `*`.
 */
export function originOf(
  effects: readonly Effect[],
  tokens: readonly string[],
): readonly string[] | undefined {
  let place = tokens
  for (const { outcome, path, to } of effects.toReversed()) {
    if (IDLE.has(outcome)) continue
    const from = parsePointer(path)
    if (outcome === 'moved') {
      const target = parsePointer(to ?? '')
      if (holds(target, place)) place = [...filled(from, place), ...place.slice(target.length)]
      // What is moved into a place may have made it.
      else if (holds(from, place) || holds(place, target)) return undefined
    } else if (outcome !== 'applied' && holds(from, place)) {
      return undefined
    }
  }
  return place
}

/** Outcomes that leave what stands at their place as it was. */
const IDLE: ReadonlySet<string> = new Set([
  'occupied',
  'absent',
  'parent-absent',
  'stayed',
  'unmapped',
  'customised',
  'skipped',
])

const filled = (from: readonly string[], place: readonly string[]): readonly string[] =>
  from.map((token, at) => (token === ANY ? (place[at] ?? token) : token))

/** Whether place `a` is place `b` or one that holds it; `*` stands for any item. */
export const holds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length <= b.length && a.every((token, at) => isAlike(token, b[at]))

/** Whether two paths may be of one place. */
export const isSamePlace = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && holds(a, b)

const isAlike = (a: string, b: string | undefined): boolean => a === b || a === ANY || b === ANY
