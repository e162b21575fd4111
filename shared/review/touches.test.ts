import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { operationsTouch, touches } from './touches.ts'

const token = fc.constantFrom('a', 'b', '*', '0')
const place = fc.array(token, { maxLength: 4 })

test('two places touch where one holds the other, whichever comes first', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      assert.equal(touches(a, b), touches(b, a))
      assert.ok(touches(a, [...a, ...b]))
      assert.ok(touches([], a))
    }),
  )
})

test('places beside one another do not touch', () => {
  assert.ok(!touches(['a', 'b'], ['a', 'c']))
  assert.ok(!touches(['a', 'b', 'c'], ['a', 'c']))
  assert.ok(!touches(['ab'], ['a']))
})

test('a star stands for any token on either side', () => {
  assert.ok(touches(['a', '*', 'c'], ['a', '7', 'c', 'd']))
  assert.ok(touches(['a', 'x'], ['*', 'x']))
  assert.ok(!touches(['a', '*', 'c'], ['a', '7', 'd']))
})

test('operations touch where they find something and where they bring it', () => {
  const moves = [{ path: '/a/b', to: '/c' }, { path: '/lists/*/d~1e' }]
  for (const [at, expected] of [
    [['a'], true],
    [['a', 'b', 'x'], true],
    [['c'], true],
    [['lists', '3', 'd/e'], true],
    [['a', 'c'], false],
    [['d/e'], false],
  ] as const) {
    assert.equal(operationsTouch(moves, at), expected, at.join('/'))
  }
})
