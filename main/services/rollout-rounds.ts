import { withPatience } from './contention.ts'
import { type LaneOptions, type LaneWork, type Row, sweep } from './rollout-lanes.ts'

export type RoundsWork<R extends Row> = Omit<LaneWork<R>, 'done'> & {
  /** Whether anything is left, for another round: cheaper than to read all rows in their order and to find none. */
  readonly isLeft?: () => Promise<boolean>
}

export type RoundsOptions = LaneOptions & {
  /** How many rows there seemed to be before the first round. */
  readonly total: number
  readonly progress?: ((event: { readonly done: number; readonly total: number }) => void) | undefined
}

/**
 * How many rows were dealt with, and how many of them could not be had, because others held them. One is left at least
 * where new ones came in faster than they were dealt with.
 */
export type Swept = { readonly done: number; readonly left: number }

// New rows may come while a round runs; each takes those that the last one missed.
const MAX_ROUNDS = 5

/** Sweeps again and again until nothing is left, for a push and for a rollback alike. */
export async function sweepRounds<R extends Row>(
  { isLeft, ...work }: RoundsWork<R>,
  { total: expected, progress, ...options }: RoundsOptions,
): Promise<Swept> {
  let total = expected
  let done = 0
  let left = 0
  progress?.({ done, total })
  const lanes: LaneWork<R> = {
    ...work,
    leave: async (rows) => {
      left += rows.length
      await work.leave(rows)
    },
    done: (rows) => {
      done += rows
      total = Math.max(total, done)
      progress?.({ done, total })
    },
  }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if ((await sweep<R>(lanes, options)) === 0) return { done, left }
    if (isLeft !== undefined && !(await withPatience(isLeft, options.signal))) return { done, left }
  }
  return { done, left: Math.max(left, 1) }
}
