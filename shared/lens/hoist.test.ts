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
import { hoist } from '../authoring/index.ts'

const step = hoist('/options')
const lens = lensOf(step)

test('moves all members of an object to the object around it, and back', () => {
  const there = lens.forward({ a: 1, options: { y: 2, x: null } })
  assertJson(there.doc, { a: 1, x: null, y: 2 })
  assert.deepEqual(there.effects, ['moved /options/x -> /x', 'moved /options/y -> /y'])
  assert.deepEqual(there.complement, { keys: ['x', 'y'] })
  const back = lens.backward(there.doc, there.complement)
  assertJson(back.doc, { a: 1, options: { y: 2, x: null } })
  assert.deepEqual(back.effects, ['moved /x -> /options/x', 'moved /y -> /options/y'])
})

test('works below the top too', () => {
  const deep = lensOf(hoist('/a/b'))
  const there = deep.forward({ a: { b: { c: 1 }, d: 2 } })
  assertJson(there.doc, { a: { c: 1, d: 2 } })
  assertJson(deep.backward(there.doc, there.complement).doc, { a: { b: { c: 1 }, d: 2 } })
})

test('an empty object goes, says so, and comes back', () => {
  const there = lens.forward({ options: {} })
  assertJson(there.doc, {})
  assert.deepEqual(there.effects, ['removed /options'])
  assertJson(lens.backward(there.doc, there.complement).doc, { options: {} })
})

test('a key that is taken is a conflict, and so is one that the engine keeps', () => {
  assert.match(
    raised('lens/target-occupied', () => lens.forward({ a: null, options: { a: 1 } })),
    /^\/options\/a cannot move to \/a: something stands there already/,
  )
  raised('lens/target-occupied', () => lens.forward({ options: { _migration_warnings: [] } }))
  assertThereAndBack(hoist('/a/b'), { a: { b: { version: 'x', tenant_id: 'y' } } })
})

test('does nothing where there is no object, and says so', () => {
  for (const doc of [{}, { options: null }, { options: [1] }, { options: 'x' }]) {
    const there = lens.forward(doc)
    assertJson(there.doc, doc)
    assert.deepEqual(there.effects, ['absent /options'])
    assertJson(lens.backward(there.doc, there.complement).doc, doc)
  }
})

test('a member of its own name inside comes out and goes in again', () => {
  assertJson(lens.forward({ options: { options: 1 } }).doc, { options: 1 })
  assertThereAndBack(step, { options: { options: { options: 1 } } })
})

test('edits and removals in between survive the way back', () => {
  const there = lens.forward({ options: { x: 1, y: 2 } })
  assertJson(lens.backward({ x: 9, mine: true }, there.complement).doc, { mine: true, options: { x: 9 } })
})

test('without a complement the keys of the step say what goes back', () => {
  const keyed = lensOf(hoist('/options', ['x', 'y']))
  const back = keyed.backward({ x: 1, a: 2 })
  assertJson(back.doc, { a: 2, options: { x: 1 } })
  assert.deepEqual(back.effects, ['moved /x -> /options/x'])
  assertJson(keyed.forward(back.doc, back.complement).doc, { x: 1, a: 2 })
  assertJson(lens.backward({ x: 1 }).doc, { x: 1 })
})

test('keys that stood there before, with nothing to hoist, are not taken in by the way back', () => {
  const keyed = lensOf(hoist('/options', ['x']))
  const there = keyed.forward({ x: 'mine' })
  assert.deepEqual(there.complement, { none: true })
  assertJson(keyed.backward(there.doc, there.complement).doc, { x: 'mine' })
})

test('an object of that name that a new config has is left by both ways', () => {
  const newer = { options: { z: 1 } }
  const back = lens.backward(newer)
  assertJson(back.doc, newer)
  assert.deepEqual(back.complement, { stayed: { z: 1 } })
  const again = lens.forward(back.doc, back.complement)
  assertJson(again.doc, newer)
  assert.deepEqual(again.effects, ['stayed /options'])
})

test('the way back does not overwrite what now stands in its place', () => {
  const there = lens.forward({ options: { x: 1 } })
  raised('lens/target-occupied', () => lens.backward({ x: 1, options: 'new' }, there.complement))
})

test('__proto__ is a key like any other', () => {
  assertThereAndBack(step, { options: objectOf([['__proto__', { polluted: true }]]) })
  assertThereAndBack(hoist('/__proto__'), objectOf([['__proto__', { a: 1 }]]))
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
})

test('refuses keys that the engine keeps, where they would be its own', () => {
  assert.deepEqual(problemsOf(hoist('/options', ['a', 'tenant_id'])), [
    { problem: 'keys names /tenant_id, which the engine keeps', remedy: 'Leave that key out of the step.' },
  ])
  assert.deepEqual(problemsOf(hoist('/a/options', ['tenant_id'])), [])
  assert.deepEqual(problemsOf(hoist('/options', ['version']), 'item'), [])
  assert.equal(problemsOf(hoist(''))[0]?.problem, 'under names the whole config')
})

test('says what it does, and loses nothing', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Moves the members of /options to the object around it.'],
    loss: 'nothing',
    change: 'restructuring',
  })
})
