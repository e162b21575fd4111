/**
 * The best way to pair rows with columns: of all ways to give each row at most one column and each column
 * at most one row, one whose weights have the greatest sum. Pairs of weight 0 or less are left out.
 *
 * Gives the column of each row, or undefined. Kuhn and Munkres' method by shortest augmenting paths, in
 * cubic time.
 */
export function assign(weights: readonly (readonly number[])[]): readonly (number | undefined)[] {
  const rows = weights.length
  const columns = Math.max(0, ...weights.map((row) => row.length))
  // A column of its own for each row, of weight 0, stands for leaving the row out.
  const width = columns + rows
  const cost = (row: number, column: number): number =>
    column < columns ? -Math.max(0, weights[row]?.[column] ?? 0) : 0

  const ofRow = new Array<number>(rows + 1).fill(0)
  const ofColumn = new Array<number>(width + 1).fill(0)
  const rowAt = new Array<number>(width + 1).fill(0)
  for (let row = 1; row <= rows; row++) {
    const way = new Array<number>(width + 1).fill(0)
    const least = new Array<number>(width + 1).fill(Number.POSITIVE_INFINITY)
    const done = new Array<boolean>(width + 1).fill(false)
    rowAt[0] = row
    let column = 0
    do {
      done[column] = true
      const from = rowAt[column] as number
      let delta = Number.POSITIVE_INFINITY
      let next = 0
      for (let other = 1; other <= width; other++) {
        if (done[other]) continue
        const reduced = cost(from - 1, other - 1) - (ofRow[from] as number) - (ofColumn[other] as number)
        if (reduced < (least[other] as number)) {
          least[other] = reduced
          way[other] = column
        }
        if ((least[other] as number) < delta) {
          delta = least[other] as number
          next = other
        }
      }
      for (let other = 0; other <= width; other++) {
        if (done[other]) {
          ofRow[rowAt[other] as number] = (ofRow[rowAt[other] as number] as number) + delta
          ofColumn[other] = (ofColumn[other] as number) - delta
        } else {
          least[other] = (least[other] as number) - delta
        }
      }
      column = next
    } while (rowAt[column] !== 0)
    while (column !== 0) {
      const before = way[column] as number
      rowAt[column] = rowAt[before] as number
      column = before
    }
  }
  const result = new Array<number | undefined>(rows).fill(undefined)
  for (let column = 1; column <= columns; column++) {
    const row = rowAt[column] as number
    if (row > 0 && (weights[row - 1]?.[column - 1] ?? 0) > 0) result[row - 1] = column - 1
  }
  return result
}
