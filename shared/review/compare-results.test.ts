import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ConfigId, Hash } from '../config/ids.ts'
import { type ComparedResult, compareResults, mergeById } from './compare-results.ts'

const id = fc.constantFrom(...'abcdefgh').map((text) => text as ConfigId)
const hash = fc.constantFrom('1', '2').map((text) => text as Hash)
const result: fc.Arbitrary<ComparedResult> = fc.oneof(
  fc.record({
    id,
    status: fc.constant('migrated'),
    inputHash: hash,
    outputHash: hash,
    shape: fc.constantFrom('s1', 's2'),
    exact: fc.boolean(),
    failure: fc.constant(null),
  }),
  fc.record({
    id,
    status: fc.constant('failed'),
    inputHash: fc.constant(null),
    outputHash: fc.constant(null),
    shape: fc.constant(null),
    exact: fc.constant(false),
    failure: fc.constantFrom('sandbox/threw', 'config/no-version'),
  }),
)
const results = fc
  .uniqueArray(result, { selector: (one) => one.id })
  .map((all) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1)))

const same = (a: string | null, b: string | null): boolean => a === b
const compare = (one: readonly ComparedResult[], other: readonly ComparedResult[], is = same) =>
  compareResults(mergeById(one, other), is)

test('a merge brings together what has one id, in order, as a table would', () => {
  fc.assert(
    fc.property(results, results, (lefts, rights) => {
      const ids = [...new Set([...lefts, ...rights].map((one) => one.id))].sort()
      const found = (all: readonly ComparedResult[], at: string) => all.find((one) => one.id === at)
      assert.deepEqual(
        [...mergeById(lefts, rights)],
        ids.map((at) => ({ left: found(lefts, at), right: found(rights, at) })),
      )
    }),
  )
})

test('a merge that is left early lets go of both lists', () => {
  let open = 0
  function* list() {
    open++
    try {
      for (const at of ['a', 'b', 'c']) yield { id: at }
    } finally {
      open--
    }
  }
  for (const { left } of mergeById(list(), list())) if (left?.id === 'b') break
  assert.equal(open, 0)
})

test('compared with itself, every result is the same', () => {
  fc.assert(
    fc.property(results, (all) => {
      const found = compare(all, all)
      assert.deepEqual([found.both, found.same, found.differing], [all.length, all.length, 0])
      assert.deepEqual([found.onlyBefore.configs, found.onlyAfter.configs, found.moves], [0, 0, []])
    }),
  )
})

test('the other way round everything is told the other way round, and every config is counted once', () => {
  const key = (move: object): string => JSON.stringify(move)
  fc.assert(
    fc.property(results, results, (one, other) => {
      const there = compare(one, other)
      const back = compare(other, one)
      assert.deepEqual(there.onlyBefore, back.onlyAfter)
      assert.deepEqual(
        there.moves.map(key).sort(),
        back.moves
          .map(({ before, after, ...move }) => ({ before: after, after: before, ...move }))
          .map(key)
          .sort(),
      )
      assert.equal(there.both + there.onlyBefore.configs, one.length)
      assert.equal(there.both + there.onlyAfter.configs, other.length)
      assert.equal(
        there.moves.reduce((sum, { configs }) => sum + configs, 0),
        there.differing,
      )
    }),
  )
})

const migrated = (at: string, change: Partial<ComparedResult> = {}): ComparedResult => ({
  id: at as ConfigId,
  status: 'migrated',
  inputHash: '1' as Hash,
  outputHash: '2' as Hash,
  shape: 's1',
  exact: true,
  failure: null,
  ...change,
})

test('a result differs by its hash, its shape, its way back or its error', () => {
  const one = migrated('a')
  for (const change of [
    { outputHash: '3' as Hash },
    { shape: 's2' },
    { exact: false },
    { status: 'failed', outputHash: null, shape: null, failure: 'sandbox/threw' },
  ]) {
    assert.equal(compare([one], [migrated('a', change)]).differing, 1, JSON.stringify(change))
  }
  assert.equal(compare([one], [migrated('a', { inputHash: '9' as Hash })]).differing, 0)
})

test('configs that fared alike are one line, with how many were edited and a few examples', () => {
  const before = [...'abcde'].map((at) => migrated(at))
  const after = before.map((one, at) => ({
    ...one,
    shape: 's2',
    inputHash: (at === 0 ? '9' : '1') as Hash,
  }))
  const { moves } = compare(before, after)
  const fared = { status: 'migrated', failure: null }
  assert.deepEqual(moves, [
    {
      before: { ...fared, shape: 's1' },
      after: { ...fared, shape: 's2' },
      configs: 5,
      edited: 1,
      examples: ['a', 'b', 'c'],
    },
  ])
  // Where the two ids are known to be one shape, nothing has changed.
  assert.equal(compare(before, after, (a, b) => a === 's1' && b === 's2').differing, 0)
})
