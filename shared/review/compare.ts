/** Two counts of the same thing; they may well be equal. */
export type Pair<T> = { readonly before: T; readonly after: T }

/** What became of counted things from one list to another. */
export type CountChanges<T> = {
  readonly came: readonly T[]
  readonly went: readonly T[]
  readonly grew: readonly Pair<T>[]
  readonly shrank: readonly Pair<T>[]
  /** What is in both, whatever its counts. */
  readonly pairs: readonly Pair<T>[]
}

/**
 * Compares two lists of counted things. `keysOf` gives a thing's keys, the strictest first: things pair by the first key
 * that they share, by a later one only where no other thing left over on either side has it too. So what
 * merely got another number is found again, and nothing is paired by guess.
 */
export function compareCounts<T extends { readonly configs: number }>(
  before: readonly T[],
  after: readonly T[],
  keysOf: (one: T) => readonly string[],
): CountChanges<T> {
  const pairs: Pair<T>[] = []
  let [went, came] = [before, after]
  const levels = Math.max(0, ...[...before, ...after].map((one) => keysOf(one).length))
  for (let level = 0; level < levels; level++) {
    const keyOf = (one: T): string | undefined => keysOf(one)[level]
    const [left, right] = [onlyOnes(went, keyOf), onlyOnes(came, keyOf)]
    const found = new Set<T>()
    for (const [key, one] of left) {
      const other = right.get(key)
      if (other === undefined) continue
      pairs.push({ before: one, after: other })
      found.add(one).add(other)
    }
    went = went.filter((one) => !found.has(one))
    came = came.filter((one) => !found.has(one))
  }
  return {
    came,
    went,
    grew: pairs.filter((pair) => pair.after.configs > pair.before.configs),
    shrank: pairs.filter((pair) => pair.after.configs < pair.before.configs),
    pairs,
  }
}

/** Things by their key, those left out that share it with another. */
function onlyOnes<T>(all: readonly T[], keyOf: (one: T) => string | undefined): ReadonlyMap<string, T> {
  const ones = new Map<string, T>()
  const several = new Set<string>()
  for (const one of all) {
    const key = keyOf(one)
    if (key === undefined) continue
    if (ones.has(key)) several.add(key)
    ones.set(key, one)
  }
  for (const key of several) ones.delete(key)
  return ones
}
