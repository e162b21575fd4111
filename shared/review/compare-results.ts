import type { ConfigId, Hash } from '../config/ids.ts'

/** One step through two lists at once. */
export type Merged<L, R> =
  | { readonly left: L; readonly right: R }
  | { readonly left: L; readonly right: undefined }
  | { readonly left: undefined; readonly right: R }

/**
 * Walks two lists that are in the order of their ids, each id at most once in each, and brings together what has the same id.
 * Holds one item of each.
 */
export function* mergeById<L extends { readonly id: string }, R extends { readonly id: string }>(
  lefts: Iterable<L>,
  rights: Iterable<R>,
): Generator<Merged<L, R>> {
  const [a, b] = [lefts[Symbol.iterator](), rights[Symbol.iterator]()]
  try {
    let [left, right] = [a.next(), b.next()]
    while (!left.done || !right.done) {
      if (right.done || (!left.done && left.value.id < right.value.id)) {
        yield { left: (left as IteratorYieldResult<L>).value, right: undefined }
        left = a.next()
      } else if (left.done || right.value.id < left.value.id) {
        yield { left: undefined, right: right.value }
        right = b.next()
      } else {
        yield { left: left.value, right: right.value }
        ;[left, right] = [a.next(), b.next()]
      }
    }
  } finally {
    // Whoever stops early lets go of both.
    a.return?.()
    b.return?.()
  }
}

/** What a preview says of one config, as far as it is compared. */
export type ComparedResult = {
  readonly id: ConfigId
  readonly status: string
  readonly inputHash: Hash | null
  readonly outputHash: Hash | null
  readonly shape: string | null
  readonly exact: boolean
  /** Code of the error where it failed. */
  readonly failure: string | null
}

/** What became of a config in one preview: its shape where it was migrated, the code of its error where it failed. */
export type Fared = Pick<ComparedResult, 'status' | 'shape' | 'failure'>

/** Configs that fared in one way before and in another after, or in the same way with another result. */
export type Move = {
  readonly before: Fared
  readonly after: Fared
  readonly configs: number
  /** How many of them are not the configs that they were: another snapshot has them as somebody has edited them. */
  readonly edited: number
  readonly examples: readonly ConfigId[]
}

export type OneSided = { readonly configs: number; readonly examples: readonly ConfigId[] }

/** How the results of two previews compare. */
export type ResultComparison = {
  /** Configs in both. */
  readonly both: number
  readonly same: number
  readonly differing: number
  readonly onlyBefore: OneSided
  readonly onlyAfter: OneSided
  /** Those that differ, the most frequent first. */
  readonly moves: readonly Move[]
}

const EXAMPLES = 3

type Growing = { configs: number; edited: number; examples: ConfigId[] }
type GrowingMove = Growing & Pick<Move, 'before' | 'after'>

const nothing = (): Growing => ({ configs: 0, edited: 0, examples: [] })

function grow(it: Growing, id: ConfigId, edited: number): void {
  it.configs++
  it.edited += edited
  if (it.examples.length < EXAMPLES) it.examples.push(id)
}

/**
 * Compares the results of two previews, in memory that grows with the shapes and not with the configs. `isSameShape` says
 * which shapes are the same though their ids differ.
 */
export function compareResults(
  results: Iterable<Merged<ComparedResult, ComparedResult>>,
  isSameShape: (before: string | null, after: string | null) => boolean,
): ResultComparison {
  const [onlyBefore, onlyAfter] = [nothing(), nothing()]
  const moves = new Map<string, GrowingMove>()
  let [both, differing] = [0, 0]
  for (const { left, right } of results) {
    if (right === undefined) grow(onlyBefore, left.id, 0)
    else if (left === undefined) grow(onlyAfter, right.id, 0)
    else {
      both++
      if (isSameResult(left, right) && isSameShape(left.shape, right.shape)) continue
      differing++
      const key = JSON.stringify([faredOf(left), faredOf(right)])
      const move = moves.get(key) ?? { before: faredOf(left), after: faredOf(right), ...nothing() }
      moves.set(key, move)
      grow(move, left.id, left.inputHash === right.inputHash ? 0 : 1)
    }
  }
  return {
    both,
    same: both - differing,
    differing,
    onlyBefore: oneSided(onlyBefore),
    onlyAfter: oneSided(onlyAfter),
    moves: [...moves]
      .sort(([x, a], [y, b]) => b.configs - a.configs || (x < y ? -1 : 1))
      .map(([, one]) => one),
  }
}

const oneSided = ({ configs, examples }: Growing): OneSided => ({ configs, examples })

const faredOf = ({ status, shape, failure }: ComparedResult): Fared => ({ status, shape, failure })

const isSameResult = (a: ComparedResult, b: ComparedResult): boolean =>
  a.status === b.status && a.outputHash === b.outputHash && a.exact === b.exact && a.failure === b.failure
