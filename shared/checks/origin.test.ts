import assert from 'node:assert/strict'
import { test } from 'node:test'
import { add, convert, each, hoist, move, remove, rename, wrap } from '../authoring/index.ts'
import type { Json } from '../json/value.ts'
import type { Step } from '../lens/step.ts'
import { holds, originOf } from './origin.ts'
import { runForward } from './run-steps.ts'

const config: Json = { a: { b: 1, c: 2 }, list: [{ x: 1 }], mode: 'm' }
const origin = (steps: readonly Step[], ...tokens: string[]) =>
  originOf(runForward(steps, config).effects, tokens)

test('a place is followed back through moves', () => {
  assert.deepEqual(origin([move('/a', '/n/m'), rename('/n/m/b', 'z')], 'n', 'm', 'z'), ['a', 'b'])
  assert.deepEqual(origin([rename('/a', 'n')], 'n', 'more'), ['a', 'more'])
  assert.deepEqual(origin([hoist('/a', ['b', 'c'])], 'b'), ['a', 'b'])
  assert.deepEqual(origin([each('/list', [rename('/x', 'y')])], 'list', '*', 'y'), ['list', '*', 'x'])
  assert.deepEqual(origin([rename('/nothing', 'else')], 'mode'), ['mode'])
})

test('what was made on the way has no origin', () => {
  assert.equal(origin([add('/n', {})], 'n', 'deeper'), undefined)
  assert.equal(origin([rename('/a', 'n')], 'a'), undefined)
  assert.equal(origin([move('/mode', '/n/mode')], 'n'), undefined)
  assert.equal(origin([remove('/a')], 'a', 'b'), undefined)
  assert.equal(origin([convert('/mode', [['m', 'n']])], 'mode'), undefined)
  assert.equal(origin([wrap('/mode')], 'mode', '0'), undefined)
})

test('a place holds what is in it, whatever the item', () => {
  assert.ok(holds(['a'], ['a', 'b']))
  assert.ok(holds(['a', '*', 'c'], ['a', '0', 'c']))
  assert.ok(!holds(['a', 'b'], ['a']))
})
