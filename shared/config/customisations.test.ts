import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { formatPointer } from '../json/pointer.ts'
import { type Json, rawNumber } from '../json/value.ts'
import { customisations } from './customisations.ts'

const paths = (config: Json, usual?: Json) =>
  customisations(config, usual).map(
    ({ tokens, value }) => `${formatPointer(tokens)} ${JSON.stringify(value)}`,
  )

test('a leaf counts where its value is not the default', () => {
  const usual = { a: 1, b: { c: 'x', d: [1, 2] }, e: null }
  assert.deepEqual(paths({ a: 1, b: { c: 'y', d: [1, 3, 4] }, e: false }, usual), [
    '/b/c "y"',
    '/b/d/1 3',
    '/b/d/2 4',
    '/e false',
  ])
  assert.deepEqual(paths({ b: { d: [1, 2], c: 'x' }, a: rawNumber('1.0'), e: null }, usual), [])
})

test('without a default config every leaf counts, null and empty containers too', () => {
  assert.deepEqual(paths({ a: null, b: {}, c: [], d: [[], { e: '' }] }), [
    '/a null',
    '/b {}',
    '/c []',
    '/d/0 []',
    '/d/1/e ""',
  ])
})

test('an emptied list or object, and a container of another kind, are the user’s own', () => {
  const usual = { a: [1], b: { c: 1 }, d: 5, e: [1] }
  assert.deepEqual(paths({ a: [], b: {}, d: { x: 5 }, e: { 0: 1 } }, usual), [
    '/a []',
    '/b {}',
    '/d/x 5',
    '/e/0 1',
  ])
  assert.deepEqual(paths({ a: [], b: {} }, { a: [], b: {} }), [])
  assert.deepEqual(paths({ a: {} }, { a: [] }), ['/a {}'])
})

test('what the engine keeps is no customisation; deeper members of these names are', () => {
  const config = {
    version: '1.0.0',
    tenant_id: 't',
    _migration_warnings: [1],
    _migration_failed: true,
    _migration_error: 'x',
    a: { version: 1 },
  }
  assert.deepEqual(paths(config), ['/a/version 1'])
})

test('__proto__ and names of Object.prototype are keys like any other', () => {
  const config = objectOf([
    ['__proto__', { a: 1 }],
    ['constructor', 2],
  ])
  assert.deepEqual(paths(config, {}), ['/__proto__/a 1', '/constructor 2'])
  assert.deepEqual(paths({ a: {} }, objectOf([['__proto__', { a: {} }]])), ['/a {}'])
})

test('what is no object has none', () => {
  for (const config of [null, [], 'x', 5]) assert.deepEqual(paths(config), [])
})
