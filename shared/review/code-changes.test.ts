import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../test/support/arbitrary.ts'
import { equalJson } from '../json/equal.ts'
import { readJson } from '../json/read.ts'
import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import { codeChanges } from './code-changes.ts'

const told = (before: Json, after: Json): string[] =>
  codeChanges(before, after).map(({ outcome, path }) => `${outcome} ${path}`)

const rules = (...names: string[]): Json => ({ rules: names.map((name) => ({ name, weight: name.length })) })

test('an item taken out of the middle, or put in, is one change', () => {
  assert.deepEqual(told(rules('a', 'bb', 'ccc', 'd'), rules('a', 'ccc', 'd')), ['removed /rules/*'])
  assert.deepEqual(told(rules('a', 'ccc'), rules('a', 'bb', 'ccc', 'new')), [
    'added /rules/*',
    'added /rules/*',
  ])
  assert.deepEqual(told({ tags: ['x', 'y', 'z'] }, { tags: ['x', 'z'] }), ['removed /tags/*'])
})

test('an item that moved and changed is still the same item', () => {
  const before = {
    rules: [
      { id: 1, name: 'a', on: true },
      { id: 2, name: 'b', on: true },
    ],
  }
  const after = {
    rules: [
      { id: 2, name: 'b', on: false },
      { id: 1, name: 'a', on: true },
    ],
  }
  assert.deepEqual(told(before, after), ['changed /rules/*/on', 'reordered /rules'])
  assert.deepEqual(told({ tags: ['x', 'y'] }, { tags: ['y', 'x'] }), ['reordered /tags'])
})

test('items that all have another identity, and scalars that became others, are matched by index', () => {
  assert.deepEqual(told(rules('a', 'b'), rules('A', 'B')), ['changed /rules/*/name', 'changed /rules/*/name'])
  assert.deepEqual(told({ tags: ['Mail', 'x'] }, { tags: ['mail', 'x'] }), ['changed /tags/*'])
})

test('items that two share a name, or have none, are matched by index', () => {
  assert.deepEqual(told(rules('a', 'a', 'b'), rules('a', 'a')), ['removed /rules/*'])
  assert.deepEqual(told([{ w: 1 }, { w: 2 }], [{ w: 1 }, { w: 3 }]), ['changed /*/w'])
  assert.deepEqual(told([1, 1, 2], [1, 2, 2]), ['changed /*'])
})

test('there is no change just where the values are equal', () => {
  fc.assert(
    fc.property(anyJson, anyJson, (before, after) => {
      assert.equal(codeChanges(before, after).length === 0, equalJson(before, after))
      assert.deepEqual(codeChanges(before, readJson(writeJson(before))), [])
    }),
    { numRuns: 2_000 },
  )
})

test('whatever part of a list of named items stays, and wherever it stands, only items are told as gone', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(names, fc.infiniteStream(fc.boolean()), (all, keep) => {
      const left = all.filter(() => keep.next().value)
      fc.pre(left.length > 0)
      const gone = all.length - left.length
      assert.deepEqual(told(rules(...all), rules(...left)), Array(gone).fill('removed /rules/*'))
    }),
    { numRuns: 500 },
  )
})
