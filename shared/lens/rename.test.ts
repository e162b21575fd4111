import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import {
  assertJson,
  assertThereAndBack,
  lensOf,
  problemsOf,
  raised,
  wordsOf,
} from '../../test/support/lens.ts'
import { rename } from '../authoring/index.ts'

const step = rename('/limits/min_score', 'min_threshold')
const lens = lensOf(step)

test('moves a value to another key of the same object, and back', () => {
  const there = lens.forward({ limits: { min_score: 0.7, max: 1 } })
  assertJson(there.doc, { limits: { min_threshold: 0.7, max: 1 } })
  assert.deepEqual(there.effects, ['moved /limits/min_score -> /limits/min_threshold'])
  assert.equal(there.complement, undefined)
  const back = lens.backward(there.doc)
  assertJson(back.doc, { limits: { min_score: 0.7, max: 1 } })
  assert.deepEqual(back.effects, ['moved /limits/min_threshold -> /limits/min_score'])
})

test('an occupied target is a conflict, null or not, and nothing is changed', () => {
  for (const taken of [1, null]) {
    assert.equal(
      raised('lens/target-occupied', () => lens.forward({ limits: { min_score: 1, min_threshold: taken } })),
      '/limits/min_score cannot move to /limits/min_threshold: something stands there already, and nothing is overwritten. Move or remove that first, or use another target.',
    )
  }
  raised('lens/target-occupied', () => lens.backward({ limits: { min_score: 1, min_threshold: 2 } }))
})

test('does nothing where the value or its parent is absent', () => {
  for (const doc of [{}, { limits: {} }, { limits: 'none' }, { limits: [0.7] }]) {
    const there = lens.forward(doc)
    assertJson(there.doc, doc)
    assert.deepEqual(there.effects, ['absent /limits/min_score -> /limits/min_threshold'])
    assert.equal(there.complement, undefined)
  }
})

test('what stood at the target before anything moved there is left there by the way back', () => {
  const doc = { limits: { min_threshold: 0.9 } }
  const there = lens.forward(doc)
  assertJson(there.doc, doc)
  assert.deepEqual(there.complement, { stayed: 0.9 })
  const back = lens.backward(there.doc, there.complement)
  assertJson(back.doc, doc)
  assert.deepEqual(back.effects, ['stayed /limits/min_threshold'])
})

test('an edit in between goes back with the value', () => {
  const there = lens.forward({ limits: { min_score: 0.7 } })
  assertJson(lens.backward({ limits: { min_threshold: 0.8 } }, there.complement).doc, {
    limits: { min_score: 0.8 },
  })
})

test('null and __proto__ move like any other', () => {
  assertJson(lens.forward({ limits: { min_score: null } }).doc, { limits: { min_threshold: null } })
  const there = lensOf(rename('/a', '__proto__')).forward({ a: { polluted: true } })
  assertJson(there.doc, objectOf([['__proto__', { polluted: true }]]))
  assertThereAndBack(rename('/a', '__proto__'), { a: 1 })
  assertThereAndBack(rename('/__proto__', 'a'), objectOf([['__proto__', 1]]))
  assertThereAndBack(rename('/a', 'x/y~z'), { a: 1 })
})

test('refuses a key that is the same, or that the engine keeps', () => {
  assert.deepEqual(problemsOf(rename('/a', 'a')), [
    { problem: '/a is both source and target', remedy: 'Give the target another path.' },
  ])
  assert.equal(problemsOf(rename('/a', 'version'))[0]?.problem, 'key is /version, which the engine keeps')
  assert.equal(problemsOf(rename('', 'a'))[0]?.problem, 'path names the whole config')
  assert.deepEqual(problemsOf(rename('/version', 'model'), 'item'), [])
})

test('says what it does, and loses nothing', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Renames /limits/min_score to min_threshold.'],
    loss: 'nothing',
    change: 'restructuring',
  })
})
