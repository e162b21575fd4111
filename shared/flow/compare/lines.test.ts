import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countLines } from './lines.ts'

/** Length of the longest common subsequence, by the textbook's table. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const x of a) {
    const next = [0]
    for (const [j, y] of b.entries()) {
      next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

test('the lines added and removed are the fewest that make one text from the other', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const [before, after] = [a.join('\n').split('\n'), b.join('\n').split('\n')]
      const common = longestCommon(before, after)
      assert.deepEqual(countLines(a.join('\n'), b.join('\n')), {
        added: after.length - common,
        removed: before.length - common,
      })
    }),
    { numRuns: 500 },
  )
})

test('two files of a thousand lines with nothing in common are counted in little time', () => {
  const text = (word: string): string =>
    Array.from({ length: 1500 }, (_, line) => `${word} ${line}`).join('\n')
  assert.deepEqual(countLines(text('old'), text('new')), { added: 1500, removed: 1500 })
})
