import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { assertJson, assertThereAndBack, lensOf, problemsOf, wordsOf } from '../../test/support/lens.ts'
import { deprecate, each } from '../authoring/index.ts'
import { rawNumber } from '../json/value.ts'

const notice = { feature: 'Fax', message: 'Use e-mail.' }
const step = deprecate('/fax', notice)
const lens = lensOf(step)
const warning = { type: 'deprecation', ...notice, action_required: true }

test('takes a feature away, tells those who used it, and gives it back', () => {
  const there = lens.forward({ fax: { number: '1' } })
  assertJson(there.doc, {})
  assert.deepEqual(there.effects, ['removed /fax'])
  assert.deepEqual(there.warnings, [warning])
  assert.deepEqual(there.complement, { value: { number: '1' } })
  const back = lens.backward(there.doc, there.complement)
  assertJson(back.doc, { fax: { number: '1' } })
  assert.deepEqual(back.warnings, [])
})

test('whoever has the value of the default config has not used it', () => {
  const baseline = { fax: { a: 1, b: null } }
  assert.deepEqual(lens.forward({ fax: { b: null, a: rawNumber('1.0') } }, undefined, baseline).warnings, [])
  assert.deepEqual(lens.forward({ fax: { a: 2, b: null } }, undefined, baseline).warnings, [warning])
  assert.deepEqual(lens.forward({ fax: null }, undefined, {}).warnings, [warning])
})

test('who does not have it is told nothing', () => {
  const there = lens.forward({ a: 1 })
  assertJson(there.doc, { a: 1 })
  assert.deepEqual(there.effects, ['absent /fax'])
  assert.deepEqual(there.warnings, [])
})

test('a warning names the documentation where there is some', () => {
  const documented = lensOf(deprecate('/fax', { ...notice, documentation: 'https://example.com/fax' }))
  assert.deepEqual(documented.forward({ fax: 1 }).warnings, [
    { ...warning, documentation: 'https://example.com/fax' },
  ])
})

test('inside each a feature is told of once, and the default config says nothing of single items', () => {
  const many = lensOf(each('/lines', [step]))
  const there = many.forward({ lines: [{ fax: 1 }, { fax: 2 }, {}] }, undefined, { lines: [{ fax: 1 }] })
  assertJson(there.doc, { lines: [{}, {}, {}] })
  assert.deepEqual(there.warnings, [warning])
})

test('what stood there again after the way back stays, and nobody is told twice', () => {
  const { complement } = lens.forward({ fax: 'old' })
  const back = lens.backward({ fax: 'new' }, complement)
  const again = lens.forward(back.doc, back.complement)
  assertJson(again.doc, { fax: 'new' })
  assert.deepEqual(again.warnings, [])
})

test('null and __proto__ are restored as they were', () => {
  assertThereAndBack(step, { fax: null })
  assertThereAndBack(deprecate('/__proto__', notice), objectOf([['__proto__', { a: 1 }]]))
})

test('refuses a notice that tells nothing', () => {
  assert.deepEqual(problemsOf(deprecate('/fax', { feature: ' ', message: '' })), [
    { problem: 'feature is empty', remedy: 'Name the feature as users know it.' },
    { problem: 'message is empty', remedy: 'Tell users what they have to do instead.' },
  ])
  assert.equal(problemsOf(deprecate('/version', notice))[0]?.remedy, 'Leave that member out of the steps.')
})

test('says what it does, and loses nothing while the complement stands', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Removes /fax (Fax) and tells those who used it: Use e-mail.'],
    loss: 'while-complement',
    change: 'deprecating',
  })
})
