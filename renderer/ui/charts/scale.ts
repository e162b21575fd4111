/** Each bar with the share of the whole width that it takes. One that is not zero is always seen. */
export function barsOf<B extends { readonly value: number }>(
  bars: readonly B[],
  max?: number,
): readonly { readonly bar: B; readonly share: number }[] {
  const longest = max ?? Math.max(0, ...bars.map(({ value }) => value))
  return bars.map((bar) => ({ bar, share: shareOf(bar.value, longest) }))
}

const LEAST = 0.006

/** The share of a value in a whole, from 0 to 1; a value above 0 gets so much at least that it can be seen. */
export function shareOf(value: number, whole: number): number {
  if (value <= 0 || whole <= 0) return 0
  return Math.min(1, Math.max(LEAST, value / whole))
}

/**
 * Points of a line with the gaps filled: so many steps of the same length up to now, oldest first, zero where nothing was
 * measured.
 */
export function everyStep(
  points: readonly LinePoint[],
  { stepS, spanS }: { readonly stepS: number; readonly spanS: number },
): readonly LinePoint[] {
  const byStep = new Map(points.map(({ secondsAgo, value }) => [Math.floor(secondsAgo / stepS), value]))
  const steps = Math.floor(spanS / stepS)
  return Array.from({ length: steps }, (_, index) => {
    const step = steps - 1 - index
    return { secondsAgo: step * stepS, value: byStep.get(step) ?? 0 }
  })
}

export type LinePoint = { readonly secondsAgo: number; readonly value: number }

/** A line through the points as paths of SVG, oldest at the left, and the values at the top, in the middle and at the bottom. */
export function lineOf(
  points: readonly LinePoint[],
  { width, height }: { readonly width: number; readonly height: number },
): { readonly line: string; readonly area: string; readonly ticks: readonly [number, number, number] } {
  const top = roundUp(Math.max(0, ...points.map(({ value }) => value)))
  const span = Math.max(1, points[0]?.secondsAgo ?? 1)
  const at = points.map(({ secondsAgo, value }) => {
    const x = width * (1 - secondsAgo / span)
    return `${fixed(x)} ${fixed(height * (1 - value / top))}`
  })
  const line = at.length === 0 ? '' : `M ${at.join(' L ')}`
  return {
    line,
    area: line === '' ? '' : `${line} L ${fixed(width)} ${fixed(height)} L 0 ${fixed(height)} Z`,
    ticks: [top, top / 2, 0],
  }
}

const fixed = (value: number): number => Math.round(value * 10) / 10

/** The next of 2, 4, 10, 20, 40, 100, …: half of it is a whole number too. */
export function roundUp(value: number): number {
  for (let power = 1; ; power *= 10) {
    const found = [2, 4, 10].find((one) => one * power >= value)
    if (found !== undefined) return found * power
  }
}
