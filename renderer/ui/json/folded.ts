import { isSameAt, type PackedRows } from './packed.ts'

/** What of a comparison is shown: the row at an index, or a stretch of so many from there that are the same on both sides. */
export type Shown = { readonly at: number } | { readonly at: number; readonly folded: number }

/** Rows around a change that are shown with it. */
const AROUND = 3
/** A fold takes a row itself, so a short stretch is not worth one. */
const LEAST = 4

/** Rows with long stretches of sameness folded away, but for those that begin at an index of `open`. */
export function folded(rows: PackedRows, open: ReadonlySet<number>): readonly Shown[] {
  const shown: Shown[] = []
  const show = (from: number, to: number) => {
    for (let at = from; at < to; at++) shown.push({ at })
  }
  for (let at = 0; at < rows.count; ) {
    let end = at
    while (end < rows.count && isSameAt(rows, end)) end++
    if (end === at) {
      show(at, ++at)
      continue
    }
    const from = at === 0 ? 0 : at + AROUND
    const to = end === rows.count ? end : end - AROUND
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
