import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { assertJson, assertThereAndBack, lensOf, problemsOf, wordsOf } from '../../test/support/lens.ts'
import { redefault } from '../authoring/index.ts'
import { rawNumber } from '../json/value.ts'

const step = redefault('/model', 'gpt-4', 'gpt-5')
const lens = lensOf(step)

test('gives the new default to those who have the old one, and back', () => {
  const there = lens.forward({ model: 'gpt-4' })
  assertJson(there.doc, { model: 'gpt-5' })
  assert.deepEqual(there.effects, ['redefaulted /model'])
  assert.equal(there.complement, undefined)
  assertJson(lens.backward(there.doc).doc, { model: 'gpt-4' })
})

test('what a user has chosen stays, null too', () => {
  for (const model of ['claude', null, ['gpt-4']]) {
    const there = lens.forward({ model })
    assertJson(there.doc, { model })
    assert.deepEqual(there.effects, ['customised /model'])
    assertJson(lens.backward(there.doc, there.complement).doc, { model })
  }
})

test('who had chosen the new default before still has it after the way back', () => {
  const there = lens.forward({ model: 'gpt-5' })
  assert.deepEqual(there.complement, { left: 'gpt-5', right: 'gpt-5' })
  assertJson(lens.backward(there.doc, there.complement).doc, { model: 'gpt-5' })
})

test('a choice made in between survives the way back', () => {
  const there = lens.forward({ model: 'gpt-4' })
  assertJson(lens.backward({ model: 'claude' }, there.complement).doc, { model: 'claude' })
})

test('does nothing where the member is absent', () => {
  const there = lens.forward({})
  assertJson(there.doc, {})
  assert.deepEqual(there.effects, ['absent /model'])
})

test('compares by value: 1 is 1.0, and order of members makes no difference', () => {
  assertJson(lensOf(redefault('/n', 1, 2)).forward({ n: rawNumber('1.0') }).doc, { n: 2 })
  const object = lensOf(redefault('/o', { a: 1, b: null }, {}))
  assertJson(object.forward({ o: { b: null, a: 1 } }).doc, { o: {} })
  assertThereAndBack(redefault('/n', 1, 2), { n: rawNumber('1.0') })
  assertThereAndBack(redefault('/n', null, 2), { n: null })
  assertThereAndBack(redefault('/__proto__', 1, 2), objectOf([['__proto__', 1]]))
})

test('refuses a default that does not change', () => {
  assert.deepEqual(problemsOf(redefault('/n', 1, rawNumber('1.0'))), [
    { problem: 'from and to are the same', remedy: 'Leave the step out, or give the new default.' },
  ])
  assert.equal(problemsOf(redefault('', 1, 2))[0]?.problem, 'path names the whole config')
})

test('says what it does, and loses nothing', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Changes the default of /model from "gpt-4" to "gpt-5"; values that a user has chosen stay.'],
    loss: 'nothing',
    change: 'additive',
  })
  const long = wordsOf(redefault('/p', 'x'.repeat(200), 'y')).lines[0] ?? ''
  assert.ok(long.length < 200 && long.includes('…'))
})
