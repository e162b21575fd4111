import type { DiffRow } from './diff-rows.ts'

/** What of a comparison is shown: a row, or a stretch of so many rows that are the same on both sides. */
export type Shown =
  | { readonly row: DiffRow; readonly at: number }
  | { readonly folded: number; readonly at: number }

/** Rows around a change that are shown with it. */
const AROUND = 3
/** A fold takes a row itself, so a short stretch is not worth one. */
const LEAST = 4

/** Rows with long stretches of sameness folded away, but for those that begin at an index of `open`. */
export function folded(rows: readonly DiffRow[], open: ReadonlySet<number>): readonly Shown[] {
  const shown: Shown[] = []
  const show = (from: number, to: number) => {
    for (let at = from; at < to; at++) shown.push({ row: rows[at] as DiffRow, at })
  }
  for (let at = 0; at < rows.length; ) {
    let end = at
    while (end < rows.length && rows[end]?.kind === 'same') end++
    if (end === at) {
      show(at, ++at)
      continue
    }
    const from = at === 0 ? 0 : at + AROUND
    const to = end === rows.length ? end : end - AROUND
    if (to - from < LEAST || open.has(from)) show(at, end)
    else {
      show(at, from)
      shown.push({ folded: to - from, at: from })
      show(to, end)
    }
    at = end
  }
  return shown
}
