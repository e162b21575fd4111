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
import { move } from '../authoring/index.ts'

const step = move('/thresholds/rules', '/rules')
const lens = lensOf(step)

test('moves a value to another place, and back', () => {
  const there = lens.forward({ thresholds: { rules: [1], max: 2 } })
  assertJson(there.doc, { thresholds: { max: 2 }, rules: [1] })
  assert.deepEqual(there.effects, ['moved /thresholds/rules -> /rules'])
  assert.equal(there.complement, undefined)
  assertJson(lens.backward(there.doc).doc, { thresholds: { rules: [1], max: 2 } })
})

test('makes the parents that the target lacks; the way back takes them away again when they are empty', () => {
  const deep = lensOf(move('/a', '/x/y/z'))
  const there = deep.forward({ a: 1 })
  assertJson(there.doc, { x: { y: { z: 1 } } })
  assert.deepEqual(there.complement, { created: 2 })
  assertJson(deep.backward(there.doc, there.complement).doc, { a: 1 })
  const edited = { x: { y: { z: 1 }, mine: true } }
  assertJson(deep.backward(edited, there.complement).doc, { a: 1, x: { mine: true } })
  assertJson(deep.backward({ x: { y: { z: 1 } } }).doc, { a: 1, x: { y: {} } })
})

test('an empty object that was there before is left there', () => {
  const deep = lensOf(move('/a', '/x/y'))
  const there = deep.forward({ a: 1, x: {} })
  assert.equal(there.complement, undefined)
  assertJson(deep.backward(there.doc, there.complement).doc, { a: 1, x: {} })
})

test('an occupied target and a way through something that is no object are conflicts', () => {
  raised('lens/target-occupied', () => lens.forward({ thresholds: { rules: 1 }, rules: null }))
  const deep = lensOf(move('/a', '/x/y'))
  for (const x of ['text', null, [1]]) {
    assert.equal(
      raised('lens/target-blocked', () => deep.forward({ a: 1, x })),
      '/a cannot move to /x/y: /x is no object. Convert it first, or use another target.',
    )
  }
})

test('does nothing where the source is absent, whatever stands at the target', () => {
  const there = lens.forward({ rules: 'mine' })
  assertJson(there.doc, { rules: 'mine' })
  assert.deepEqual(there.effects, ['absent /thresholds/rules -> /rules'])
  assert.deepEqual(there.complement, { stayed: 'mine' })
  assertJson(lens.backward(there.doc, there.complement).doc, { rules: 'mine' })
})

test('moves a value into itself and out again', () => {
  const inward = move('/a', '/a/b')
  const there = lensOf(inward).forward({ a: { c: 1 } })
  assertJson(there.doc, { a: { b: { c: 1 } } })
  assertThereAndBack(inward, { a: { c: 1 } })
  const outward = lensOf(move('/a/b', '/a'))
  raised('lens/target-occupied', () => outward.forward({ a: { b: 1 } }))
})

test('null and __proto__ move like any other', () => {
  assertThereAndBack(move('/a', '/x/y'), { a: null })
  const there = lensOf(move('/a', '/__proto__/b')).forward({ a: 1 })
  assertJson(there.doc, objectOf([['__proto__', { b: 1 }]]))
  assert.equal(({} as { b?: unknown }).b, undefined)
  assertThereAndBack(move('/a', '/__proto__/b'), { a: 1 })
  assertThereAndBack(move('/constructor/name', '/a'), { constructor: { name: 'x' } })
})

test('refuses paths that name no member, and a target that is the source', () => {
  assert.deepEqual(problemsOf(move('', 'x')), [
    { problem: 'from names the whole config', remedy: 'Name one of its members, as in "/notifications".' },
    {
      problem: 'to is "x", which is no JSON Pointer: it does not begin with a slash',
      remedy: 'Write it as in "/data_sources/bigquery".',
    },
  ])
  assert.equal(problemsOf(move('/a', '/a'))[0]?.problem, '/a is both source and target')
  assert.equal(problemsOf(move('/a', '/tenant_id'))[0]?.problem, 'to is /tenant_id, which the engine keeps')
})

test('says what it does, and loses nothing', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Moves /thresholds/rules to /rules.'],
    loss: 'nothing',
    change: 'restructuring',
  })
})
