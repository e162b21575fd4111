import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareCounts } from './compare.ts'

type Thing = { readonly id: string; readonly form: string; readonly configs: number }

const keysOf = ({ id, form }: Thing): readonly string[] => [id, form]
const things = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    form: fc.constantFrom('x', 'y', 'z'),
    configs: fc.integer({ min: 1, max: 3 }),
  }),
  { selector: ({ id }) => id },
)
const compare = (before: readonly Thing[], after: readonly Thing[]) => compareCounts(before, after, keysOf)
const flipped = (pairs: readonly { before: Thing; after: Thing }[]) =>
  pairs.map(({ before, after }) => ({ before: after, after: before }))

test('compared with itself, nothing came, went, grew or shrank', () => {
  fc.assert(
    fc.property(things, (all) => {
      const { came, went, grew, shrank, pairs } = compare(all, all)
      assert.deepEqual([came, went, grew, shrank], [[], [], [], []])
      assert.equal(pairs.length, all.length)
    }),
  )
})

test('the other way round, what came went and what grew shrank', () => {
  const sorted = (pairs: readonly { before: Thing; after: Thing }[]) =>
    pairs.toSorted((a, b) => (a.before.id < b.before.id ? -1 : 1))
  fc.assert(
    fc.property(things, things, (one, other) => {
      const there = compare(one, other)
      const back = compare(other, one)
      assert.deepEqual(there.came, back.went)
      assert.deepEqual(there.went, back.came)
      assert.deepEqual(sorted(there.grew), sorted(flipped(back.shrank)))
      assert.deepEqual(sorted(there.pairs), sorted(flipped(back.pairs)))
    }),
  )
})

test('everything is in a pair, came or went, once', () => {
  fc.assert(
    fc.property(things, things, (one, other) => {
      const { came, went, pairs } = compare(one, other)
      const ids = (all: readonly Thing[]) => all.map(({ id }) => id).sort()
      assert.deepEqual(ids([...went, ...pairs.map(({ before }) => before)]), ids(one))
      assert.deepEqual(ids([...came, ...pairs.map(({ after }) => after)]), ids(other))
    }),
  )
})

test('what has another id and the same form is found again, where only one on each side has that form', () => {
  const a = { id: 'a', form: 'x', configs: 1 }
  const b = { id: 'b', form: 'x', configs: 2 }
  const c = { id: 'c', form: 'x', configs: 2 }
  assert.deepEqual(compare([a], [b]).grew, [{ before: a, after: b }])
  // The same id comes first, and leaves one on each side.
  assert.deepEqual(compare([a, b], [c, a]).pairs, [
    { before: a, after: a },
    { before: b, after: c },
  ])
  const torn = compare([a], [b, c])
  assert.deepEqual([torn.went, torn.came, torn.pairs], [[a], [b, c], []])
})
