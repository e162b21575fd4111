import { canonicalText } from '../json/canonical.ts'
import { compareDecimal, toDecimal } from '../json/decimal.ts'
import { isRawNumber, type Json } from '../json/value.ts'
import type { Preservation, Preserved } from './preservation.ts'
import { ProbeMemory } from './probe-memory.ts'

/**
 * Says for many configs of one shape, run by the same code, what became of their customisations, in their order.
 *
 * Asking costs runs of the code, so at most `runs` are spent, where they tell most: first on the configs that
 * have the outermost values of a leaf, then on those whose result holds what another value gave already, for that
 * is how a constant or a bound looks. What one config told holds for the next only where its result shows it.
 * Leaves that the runs do not suffice for are `unproven`.
 */
export function probeShape(
  configs: readonly Preservation[],
  { runs }: { readonly runs: number },
): readonly (readonly Preserved[])[] {
  const memory = new ProbeMemory(runs)
  const done = new Map<Preservation, readonly Preserved[]>()
  const settle = (one: Preservation): void => {
    if (!done.has(one)) done.set(one, one.settle(memory))
  }
  for (const one of outermost(configs)) settle(one)
  const rest = configs.filter((one) => !done.has(one))
  for (const one of rest.filter((each) => isSuspicious(each, memory))) settle(one)
  for (const one of rest) settle(one)
  return configs.map((one) => done.get(one) ?? [])
}

function isSuspicious(one: Preservation, memory: ProbeMemory): boolean {
  const { run } = one.followed
  // Not `some`: each leaf is to be noted.
  return one.open.filter((leaf) => memory.isSuspicious(one.patternOf(leaf), leaf, run.config)).length > 0
}

type Extremes = { least: Preservation; leastValue: Json; most: Preservation; mostValue: Json }

/** For each open leaf, the config with its least and the one with its greatest value. */
function outermost(configs: readonly Preservation[]): ReadonlySet<Preservation> {
  const byPattern = new Map<string, Extremes>()
  for (const one of configs) {
    for (const leaf of one.open) {
      const { value } = leaf
      const pattern = one.patternOf(leaf)
      const known = byPattern.get(pattern)
      if (!known) byPattern.set(pattern, { least: one, leastValue: value, most: one, mostValue: value })
      else if (compare(value, known.leastValue) < 0) Object.assign(known, { least: one, leastValue: value })
      else if (compare(value, known.mostValue) > 0) Object.assign(known, { most: one, mostValue: value })
    }
  }
  return new Set([...byPattern.values()].flatMap(({ least, most }) => [least, most]))
}

const RANK = ['null', 'boolean', 'number', 'string', 'container']

/** By kind, then numbers by size, texts by length and then as such. */
function compare(a: Json, b: Json): number {
  const [kindOfA, kindOfB] = [kindOf(a), kindOf(b)]
  if (kindOfA !== kindOfB) return RANK.indexOf(kindOfA) - RANK.indexOf(kindOfB)
  if (kindOfA === 'number') return compareDecimal(toDecimal(a as number), toDecimal(b as number))
  const [textOfA, textOfB] = [canonicalText(a), canonicalText(b)]
  return textOfA.length - textOfB.length || (textOfA < textOfB ? -1 : textOfA > textOfB ? 1 : 0)
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (isRawNumber(value)) return 'number'
  return typeof value === 'object' ? 'container' : typeof value
}
