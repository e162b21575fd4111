import { fit, widthOf } from './width.ts'
import { formatCount } from './words.ts'

/** One column: numbers stand at the right, texts at the left. */
export type Column<Row> = {
  readonly title: string
  readonly value: (row: Row) => string | number | null | undefined
  /** Gives way first where the line is too long for the page: the more, the longer it is. */
  readonly shrinks?: true
}

const GAP = '  '
/** A shrunken column stays wide enough to be told from another. */
const LEAST = 8

/** Rows under their titles, aligned, each cut to the width of the page. Without rows, no lines. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width }: { width: number },
): string[] {
  if (rows.length === 0) return []
  const cells = rows.map((row) => columns.map((column) => cellOf(column.value(row))))
  const lines = [columns.map((column) => column.title), ...cells]
  const right = columns.map((column) => rows.every((row) => typeof (column.value(row) ?? 0) === 'number'))
  const natural = columns.map((_, at) => Math.max(...lines.map((line) => widthOf(line[at] ?? ''))))
  const widths = shrink(natural, columns, width)
  return lines.map((line) =>
    fit(
      line
        .map((cell, at) => pad(fit(cell, widths[at] ?? 0), widths[at] ?? 0, { right: right[at] ?? false }))
        .join(GAP)
        .trimEnd(),
      width,
    ),
  )
}

const cellOf = (value: string | number | null | undefined): string => {
  if (typeof value === 'number') return formatCount(value)
  // A line break in a value must not break the table.
  return (value ?? '').replace(/\s*[\r\n]+\s*/g, ' ')
}

const pad = (cell: string, width: number, { right }: { right: boolean }): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)))
  return right ? space + cell : cell + space
}

/** Takes what is too much from the widest of the columns that may shrink, again and again. */
function shrink(
  natural: readonly number[],
  columns: readonly { readonly shrinks?: true }[],
  width: number,
): readonly number[] {
  const widths = [...natural]
  let excess = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - width
  while (excess > 0) {
    let widest = -1
    for (const [at, column] of columns.entries()) {
      if (column.shrinks && (widths[at] ?? 0) > Math.max(LEAST, widths[widest] ?? 0)) widest = at
    }
    if (widest === -1) break
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  return widths
}
