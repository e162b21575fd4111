import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowsOf, turn } from './tree-rows.ts'

const items = [
  { id: 'seo', label: 'seo', expanded: true, children: [{ id: '1.0.0', label: '1.0.0' }] },
  { id: 'content', label: 'content', children: [] },
]

test('a tree shows what is open, and what a person turned stays turned', () => {
  const ids = (turned: [string, boolean][]) =>
    rowsOf(items, { turned: new Map(turned) }).map(({ item }) => item.id)
  assert.deepEqual(ids([]), ['seo', '1.0.0', 'content'])
  assert.deepEqual(ids([['seo', false]]), ['seo', 'content'])
})

test('the arrow keys close and go up, open and go in', () => {
  const rows = rowsOf(items, { turned: new Map() })
  assert.deepEqual(turn(rows, { at: 1, key: 'ArrowLeft' }), { go: 0 })
  assert.deepEqual(turn(rows, { at: 0, key: 'ArrowLeft' }), { set: false })
  assert.deepEqual(turn(rows, { at: 0, key: 'ArrowRight' }), { go: 1 })
  assert.deepEqual(turn(rows, { at: 2, key: 'ArrowRight' }), { set: true })
  assert.equal(turn(rows, { at: 2, key: 'ArrowLeft' }), undefined)
})
