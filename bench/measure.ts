/** One line of `npm run bench`: our side against a baseline, both taken in turn within one run. */
export type Measure = {
  readonly name: string
  /** Of our side, in `unit`. */
  readonly value: number
  readonly unit: string
  /** Of the other side, in `unit`. */
  readonly baseline: number
  /** Ours against the baseline. */
  readonly ratio: number
  /** As in `≤ 1.3`. */
  readonly goal: string
  readonly passed: boolean
  readonly note?: string
}

/** A measure that can be asked for by name. */
export type Bench = { readonly name: string; run(): Promise<Measure> }

/** Medians over all rounds, and the median of the rounds' ratios. */
export type Timing = { readonly oursMs: number; readonly baselineMs: number; readonly ratio: number }

/**
 * Times two sides in turn, so that what else the machine does meets both alike. The side that begins
 * changes from round to round; the rounds of the warm-up do not count. What takes microseconds should be
 * done many times within one call: `repeat`.
 */
export async function alternate(sides: {
  readonly rounds: number
  /** 1 unless told. */
  readonly warmup?: number
  readonly ours: () => unknown
  readonly baseline: () => unknown
}): Promise<Timing> {
  const { rounds, warmup = 1 } = sides
  const ours: number[] = []
  const baseline: number[] = []
  for (let round = -warmup; round < rounds; round++) {
    const oursFirst = round % 2 === 0
    const first = await timeMs(oursFirst ? sides.ours : sides.baseline)
    const second = await timeMs(oursFirst ? sides.baseline : sides.ours)
    if (round < 0) continue
    ours.push(oursFirst ? first : second)
    baseline.push(oursFirst ? second : first)
  }
  // Of the ratios, not of the times: a slow minute meets both sides of its rounds.
  const ratios = ours.map((time, round) => time / (baseline[round] as number))
  return { oursMs: median(ours), baselineMs: median(baseline), ratio: median(ratios) }
}

/** Calls a function many times. Every result is looked at, so that no compiler leaves the work out. */
export function repeat(times: number, act: () => unknown): number {
  let results = 0
  for (let time = 0; time < times; time++) if (act() !== undefined) results++
  return results
}

/** A goal that a ratio must not pass. */
export const atMost = (limit: number) => ({
  text: `≤ ${limit}`,
  holds: (ratio: number): boolean => ratio <= limit,
})

/** A goal that a ratio must reach. */
export const atLeast = (limit: number) => ({
  text: `≥ ${limit}`,
  holds: (ratio: number): boolean => ratio >= limit,
})

/** A number with three significant digits, or all that stand before its point. */
export const rounded = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))

/** Runs benches one after the other and prints each as one line of JSON as soon as it is there. */
export async function report(benches: readonly Bench[]): Promise<void> {
  for (const bench of benches) console.log(JSON.stringify(await bench.run()))
}

/** Of an even count, the mean of the middle two. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2
}

async function timeMs(act: () => unknown): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}
