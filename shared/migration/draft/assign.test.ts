import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assign } from './assign.ts'

type Weights = readonly (readonly number[])[]

/** The greatest sum there is, found by trying everything. */
function best(weights: Weights, row = 0, taken: readonly number[] = []): number {
  const here = weights[row]
  if (here === undefined) return 0
  const without = best(weights, row + 1, taken)
  const sums = here.map((weight, column) =>
    weight <= 0 || taken.includes(column) ? 0 : weight + best(weights, row + 1, [...taken, column]),
  )
  return Math.max(without, ...sums)
}

test('the sum of the weights is the greatest there is, and no column is given twice', () => {
  const weights = fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(fc.integer({ min: -3, max: 20 }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    )
  fc.assert(
    fc.property(weights, (table) => {
      const columns = assign(table)
      const given = columns.filter((column) => column !== undefined)
      assert.equal(new Set(given).size, given.length)
      const sum = columns.reduce<number>(
        (all, column, row) => all + (column === undefined ? 0 : (table[row]?.[column] ?? Number.NaN)),
        0,
      )
      assert.equal(sum, best(table))
    }),
    { numRuns: 2000 },
  )
})

test('the nearest pair is given up where that makes the whole better', () => {
  assert.deepEqual(
    assign([
      [10, 9],
      [9, 1],
    ]),
    [1, 0],
  )
})
