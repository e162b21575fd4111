import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingKey, findingOf, withFilter } from './filter.ts'

test('a filter that is taken away leaves nothing behind, and the others as they were', () => {
  const filter = { shape: 'a1', text: 'f6', status: 'failed' } as const
  assert.deepEqual(withFilter(filter, { text: '' }), { shape: 'a1', status: 'failed' })
  assert.deepEqual(withFilter(filter, { status: undefined, from: '1.0.0' }), {
    shape: 'a1',
    text: 'f6',
    from: '1.0.0',
  })
})

test('a finding comes back from its option, whatever is in its place', () => {
  for (const finding of [
    { code: 'CW201', place: '/a b/c' },
    { code: 'CW206', place: '' },
  ]) {
    assert.deepEqual(findingOf(findingKey(finding)), finding)
  }
  assert.equal(findingOf(''), undefined)
})
