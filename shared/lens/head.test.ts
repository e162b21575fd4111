import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { assertJson, assertThereAndBack, lensOf, problemsOf, wordsOf } from '../../test/support/lens.ts'
import { head } from '../authoring/index.ts'

const lens = lensOf(head('/models'))

test('takes the first item in the place of the list; the tail comes back from the complement', () => {
  const there = lens.forward({ models: ['a', 'b', 'c'] })
  assertJson(there.doc, { models: 'a' })
  assert.deepEqual(there.effects, ['unwrapped /models', 'tail-dropped /models'])
  assert.deepEqual(there.complement, { tail: ['b', 'c'] })
  const back = lens.backward(there.doc, there.complement)
  assertJson(back.doc, { models: ['a', 'b', 'c'] })
  assert.deepEqual(back.effects, ['wrapped /models'])
})

test('a list of one has no tail to drop', () => {
  const there = lens.forward({ models: [null] })
  assertJson(there.doc, { models: null })
  assert.deepEqual(there.effects, ['unwrapped /models'])
  assert.equal(there.complement, undefined)
})

test('an empty list has no first item: it goes, says so, and comes back', () => {
  const there = lens.forward({ models: [] })
  assertJson(there.doc, {})
  assert.deepEqual(there.effects, ['removed /models'])
  assert.deepEqual(there.complement, { empty: true })
  assertJson(lens.backward(there.doc, there.complement).doc, { models: [] })
})

test('what is no list stays as it is, and what is absent stays absent', () => {
  const there = lens.forward({ models: 'a' })
  assertJson(there.doc, { models: 'a' })
  assert.deepEqual(there.effects, ['stayed /models'])
  assertJson(lens.backward(there.doc, there.complement).doc, { models: 'a' })
  assert.deepEqual(lens.forward({}).effects, ['absent /models'])
})

test('an edit of the first item survives the way back, with the tail', () => {
  const there = lens.forward({ models: ['a', 'b'] })
  assertJson(lens.backward({ models: 'new' }, there.complement).doc, { models: ['new', 'b'] })
  assertJson(lens.backward({ models: null }, there.complement).doc, { models: [null, 'b'] })
})

test('lists of anything come back exactly', () => {
  for (const models of [[[]], [{}], [null, null], [['a'], 'b']])
    assertThereAndBack(head('/models'), { models })
  assertThereAndBack(head('/__proto__'), objectOf([['__proto__', [1, 2]]]))
})

test('refuses paths that name no member', () => {
  assert.equal(problemsOf(head('models'))[0]?.remedy, 'Write it as in "/data_sources/bigquery".')
  assert.equal(problemsOf(head('/version'))[0]?.remedy, 'Leave that member out of the steps.')
})

test('says what it does, and what it drops', () => {
  assert.deepEqual(wordsOf(head('/models')), {
    lines: ['Takes the first item of /models in place of the list; the others are kept for the way back.'],
    loss: 'tail',
    change: 'restructuring',
  })
})
