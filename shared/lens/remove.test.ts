import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { assertJson, assertThereAndBack, lensOf, problemsOf, wordsOf } from '../../test/support/lens.ts'
import { remove } from '../authoring/index.ts'

const lens = lensOf(remove('/legacy'))

test('takes a member away and gives it back from the complement', () => {
  const there = lens.forward({ legacy: { mode: 'fax' }, a: 1 })
  assertJson(there.doc, { a: 1 })
  assert.deepEqual(there.effects, ['removed /legacy'])
  assert.deepEqual(there.complement, { value: { mode: 'fax' } })
  const back = lens.backward(there.doc, there.complement)
  assertJson(back.doc, { legacy: { mode: 'fax' }, a: 1 })
  assert.deepEqual(back.effects, ['restored /legacy'])
})

test('does nothing where there is no such member, or nothing that could hold it', () => {
  for (const doc of [{}, { a: 1 }]) {
    const there = lens.forward(doc)
    assertJson(there.doc, doc)
    assert.deepEqual(there.effects, ['absent /legacy'])
    assert.equal(there.complement, undefined)
  }
  assert.deepEqual(lensOf(remove('/a/legacy')).forward({ a: 5 }).effects, ['parent-absent /a/legacy'])
})

test('back without a complement invents nothing', () => {
  const back = lens.backward({ a: 1 })
  assertJson(back.doc, { a: 1 })
  assert.deepEqual(back.effects, ['absent /legacy'])
  assert.equal(back.complement, undefined)
})

test('a member of that name that a user made since stays, and the removed value is not lost', () => {
  const { complement } = lens.forward({ legacy: 'old' })
  const back = lens.backward({ legacy: 'new' }, complement)
  assertJson(back.doc, { legacy: 'new' })
  assert.deepEqual(back.effects, ['occupied /legacy'])
  assert.deepEqual(back.complement, { had: true, value: 'old' })
  const again = lens.forward(back.doc, back.complement)
  assertJson(again.doc, { legacy: 'new' })
  assert.deepEqual(again.complement, { had: true, value: 'old' })
})

test('the value waits in the complement until its parent is there again', () => {
  const deep = lensOf(remove('/a/legacy'))
  const { complement } = deep.forward({ a: { legacy: 1 } })
  const back = deep.backward({}, complement)
  assertJson(back.doc, {})
  assert.deepEqual(back.complement, { value: 1 })
})

test('null and __proto__ are restored as they were', () => {
  assert.deepEqual(lens.forward({ legacy: null }).complement, { value: null })
  assertThereAndBack(remove('/legacy'), { legacy: null })
  assertThereAndBack(remove('/__proto__'), objectOf([['__proto__', { a: 1 }]]))
  assertThereAndBack(remove('/a/__proto__'), { a: objectOf([['__proto__', 1]]) })
})

test('refuses paths that name no member of the config', () => {
  assert.equal(problemsOf(remove(''))[0]?.problem, 'path names the whole config')
  assert.equal(problemsOf(remove('/version'))[0]?.problem, 'path is /version, which the engine keeps')
  assert.equal(
    problemsOf(remove('/a~2'))[0]?.problem,
    'path is "/a~2", which is no JSON Pointer: a tilde must be followed by 0 or 1',
  )
})

test('says what it does, and loses nothing while the complement stands', () => {
  assert.deepEqual(wordsOf(remove('/legacy')), {
    lines: ['Removes /legacy; its value is kept for the way back.'],
    loss: 'while-complement',
    change: 'deprecating',
  })
})
