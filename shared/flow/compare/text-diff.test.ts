import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { diffText, type TextDiff } from './text-diff.ts'

/** Lines of the longest common subsequence, by the plain table: slow and surely right. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const line of a) {
    const next = [0]
    for (const [index, other] of b.entries()) {
      const best = line === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0)
      next.push(best)
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** Applies hunks as `patch` does: each has to find its lines where it says. */
function patch(before: string, { hunks }: TextDiff): string {
  const old = before.split('\n')
  const made: string[] = []
  let at = 0
  for (const { before_start, before_lines, after_start, after_lines, lines } of hunks) {
    const start = before_lines === 0 ? before_start : before_start - 1
    made.push(...old.slice(at, start))
    assert.equal(made.length, after_lines === 0 ? after_start : after_start - 1)
    const kept = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1))
    assert.deepEqual(kept, old.slice(start, start + before_lines))
    const fresh = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1))
    assert.equal(fresh.length, after_lines)
    made.push(...fresh)
    at = start + before_lines
  }
  return [...made, ...old.slice(at)].join('\n')
}

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 24 }).map((lines) => lines.join('\n'))

test('the hunks make the later text of the earlier one, with the fewest lines added and removed', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = diffText(before, after)
      assert.equal(patch(before, diff), after)
      const [a, b] = [before.split('\n'), after.split('\n')]
      const common = longestCommon(a, b)
      assert.deepEqual([diff.added, diff.removed], [b.length - common, a.length - common])
    }),
    { numRuns: 1000 },
  )
})

test('a hunk shows three lines around a change, and changes near one another share a hunk', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`)
  const after = lines.with(9, 'ten').with(14, 'fifteen').with(27, 'twenty-eight')
  const { hunks } = diffText(lines.join('\n'), after.join('\n'))
  assert.deepEqual(
    hunks.map(({ before_start, before_lines, after_start, after_lines }) => [
      before_start,
      before_lines,
      after_start,
      after_lines,
    ]),
    [
      [7, 12, 7, 12],
      [25, 6, 25, 6],
    ],
  )
  assert.deepEqual(hunks[0]?.lines.slice(2, 6), [' line 9', '-line 10', '+ten', ' line 11'])
})

test('equal texts have no hunks, and line ends alone are no change', () => {
  assert.deepEqual(diffText('a\nb', 'a\r\nb'), { added: 0, removed: 0, hunks: [] })
})

test('files with nothing in common are told in little time, however long', () => {
  const file = (word: string, lines: number): string =>
    Array.from({ length: lines }, (_, line) => `${word} ${line}`).join('\n')
  for (const lines of [900, 1500, 100_000]) {
    const start = performance.now()
    const diff = diffText(`head\n${file('old', lines)}\ntail`, `head\n${file('new', lines)}\ntail`)
    assert.deepEqual([diff.added, diff.removed], [lines, lines])
    assert.equal(diff.hunks[0]?.lines.length, 2 * lines + 2)
    assert.ok(performance.now() - start < 2000)
  }
})
