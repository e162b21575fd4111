import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { assertJson, assertThereAndBack, lensOf, problemsOf, wordsOf } from '../../test/support/lens.ts'
import { wrap } from '../authoring/index.ts'

const lens = lensOf(wrap('/recipient'))

test('makes a list of a value, and the value of the list again', () => {
  const there = lens.forward({ recipient: 'a@x' })
  assertJson(there.doc, { recipient: ['a@x'] })
  assert.deepEqual(there.effects, ['wrapped /recipient'])
  assert.equal(there.complement, undefined)
  const back = lens.backward(there.doc)
  assertJson(back.doc, { recipient: 'a@x' })
  assert.deepEqual(back.effects, ['unwrapped /recipient'])
})

test('wraps null, lists and objects as they are', () => {
  assertJson(lens.forward({ recipient: null }).doc, { recipient: [null] })
  assertJson(lens.forward({ recipient: ['a'] }).doc, { recipient: [['a']] })
  for (const recipient of [null, [], ['a', 'b'], {}, { a: null }]) {
    assertThereAndBack(wrap('/recipient'), { recipient })
  }
  assertThereAndBack(wrap('/__proto__'), objectOf([['__proto__', 1]]))
})

test('does nothing where there is no value', () => {
  const there = lensOf(wrap('/a/b')).forward({ a: 1 })
  assertJson(there.doc, { a: 1 })
  assert.deepEqual(there.effects, ['absent /a/b'])
})

test('what users put into the list waits in the complement', () => {
  const back = lens.backward({ recipient: ['a', 'b', null] })
  assertJson(back.doc, { recipient: 'a' })
  assert.deepEqual(back.effects, ['unwrapped /recipient', 'tail-dropped /recipient'])
  assert.deepEqual(back.complement, { tail: ['b', null] })
  assertJson(lens.forward({ recipient: 'new' }, back.complement).doc, { recipient: ['new', 'b', null] })
})

test('a list that users have emptied is no value, and empty again afterwards', () => {
  const back = lens.backward({ recipient: [] })
  assertJson(back.doc, {})
  assert.deepEqual(back.effects, ['removed /recipient'])
  assert.deepEqual(back.complement, { empty: true })
  assertJson(lens.forward(back.doc, back.complement).doc, { recipient: [] })
  assertJson(lens.forward({ recipient: 'new' }, back.complement).doc, { recipient: ['new'] })
})

test('what users have put in the place of the list stays as it is, both ways', () => {
  const back = lens.backward({ recipient: 'single' })
  assertJson(back.doc, { recipient: 'single' })
  assert.deepEqual(back.effects, ['stayed /recipient'])
  assert.deepEqual(back.complement, { stayed: 'single' })
  const again = lens.forward(back.doc, back.complement)
  assertJson(again.doc, { recipient: 'single' })
  assert.deepEqual(again.effects, ['stayed /recipient'])
})

test('refuses paths that name no member', () => {
  assert.equal(problemsOf(wrap(''))[0]?.problem, 'path names the whole config')
  assert.equal(problemsOf(wrap('/tenant_id'))[0]?.problem, 'path is /tenant_id, which the engine keeps')
})

test('says what it does, and loses nothing', () => {
  assert.deepEqual(wordsOf(wrap('/recipient')), {
    lines: ['Makes /recipient a list of its one value.'],
    loss: 'nothing',
    change: 'restructuring',
  })
})
