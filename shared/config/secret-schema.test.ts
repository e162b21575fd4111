import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../json/value.ts'
import { compileSchema } from './schema.ts'
import { SecretSchema } from './secret-schema.ts'

const secret = { type: 'string', minLength: 8, 'x-secret': true }
const standIn = '$secret:0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6e'
const sealed = {
  $secret: { v: 1, key: 'K1', id: '0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6e', iv: '', data: '', tag: '' },
}
const of = { agent: 'seo', version: '1.0.0' }

/** Where each way of a schema to speak of a place leads. */
const cases: readonly {
  readonly way: string
  readonly schema: Json
  readonly config: Json
  readonly at: string[]
}[] = [
  {
    way: 'properties',
    schema: { properties: { a: { properties: { b: secret } } } },
    config: { a: { b: 'x', c: 'x' } },
    at: ['a/b'],
  },
  {
    way: 'additionalProperties',
    schema: { properties: { a: {} }, additionalProperties: secret },
    config: { a: 'x', b: 'x', c: 'x' },
    at: ['b', 'c'],
  },
  {
    way: 'patternProperties',
    schema: { patternProperties: { _key$: secret } },
    config: { my_key: 'x', other: 'x' },
    at: ['my_key'],
  },
  { way: 'unevaluatedProperties', schema: { unevaluatedProperties: secret }, config: { a: 'x' }, at: ['a'] },
  {
    way: 'items',
    schema: { properties: { a: { items: secret } } },
    config: { a: ['x', 'y'] },
    at: ['a/0', 'a/1'],
  },
  {
    way: 'prefixItems',
    schema: { properties: { a: { prefixItems: [{}, secret], items: {} } } },
    config: { a: ['x', 'y', 'z'] },
    at: ['a/1'],
  },
  {
    way: '$ref',
    schema: { properties: { a: { $ref: '#/$defs/s' } }, $defs: { s: secret } },
    config: { a: 'x' },
    at: ['a'],
  },
  {
    way: '$ref to an escaped name',
    schema: { properties: { a: { $ref: '#/$defs/s~1t%20u' } }, $defs: { 's/t u': secret } },
    config: { a: 'x' },
    at: ['a'],
  },
  {
    way: '$anchor',
    schema: { properties: { a: { $ref: '#s' } }, $defs: { s: { ...secret, $anchor: 's' } } },
    config: { a: 'x' },
    at: ['a'],
  },
  {
    way: '$id',
    schema: {
      properties: { a: { $ref: 'https://x.invalid/s' } },
      $defs: { s: { ...secret, $id: 'https://x.invalid/s' } },
    },
    config: { a: 'x' },
    at: ['a'],
  },
  {
    way: 'anyOf',
    schema: { properties: { a: { anyOf: [{ type: 'null' }, secret] } } },
    config: { a: 'x' },
    at: ['a'],
  },
  { way: 'else', schema: { if: false, else: { properties: { a: secret } } }, config: { a: 'x' }, at: ['a'] },
  {
    way: 'a schema that refers to itself',
    schema: { properties: { key: secret, next: { $ref: '#' } } },
    config: { key: 'x', next: { key: 'x', next: { key: 'x' } } },
    at: ['key', 'next/key', 'next/next/key'],
  },
  {
    way: 'an object as a whole',
    schema: { properties: { a: { type: 'object', 'x-secret': true, properties: { b: secret } } } },
    config: { a: { b: 'x' } },
    at: ['a'],
  },
]

for (const { way, schema, config, at } of cases) {
  test(`marks are found by ${way}`, () => {
    const marks = new SecretSchema(schema)
    assert.deepEqual(
      marks.places(config).map((tokens) => tokens.join('/')),
      at,
    )
    assert.ok(marks.paths.length > 0)
  })
}

test('what only looks like a mark is none', () => {
  const schema = {
    properties: { 'x-secret': true, a: { const: { 'x-secret': true } }, b: { 'x-secret': 'true' } },
    default: { 'x-secret': true },
    not: {},
  }
  const marks = new SecretSchema(schema)
  assert.deepEqual([marks.paths, marks.places({ 'x-secret': 'x', a: {}, b: 'x' })], [[], []])
})

test('places are told as the schema has them, those of a schema that refers to itself for one round', () => {
  const schema = {
    properties: {
      tree: { $ref: '#/$defs/node' },
      'a/b': secret,
      many: { additionalProperties: { items: secret } },
    },
    $defs: { node: { properties: { key: secret, below: { items: { $ref: '#/$defs/node' } } } } },
  }
  assert.deepEqual(new SecretSchema(schema).paths, ['/a~1b', '/many/*/*', '/tree/key'])
})

test('at a marked place an encrypted value and its stand-in fit, and a value in the clear as ever', () => {
  const check = compileSchema(
    { properties: { a: { $ref: '#/$defs/s' }, b: { type: 'string' } }, $defs: { s: secret } },
    of,
  )
  for (const a of ['long enough', standIn, sealed]) assert.deepEqual(check({ a }), [])
  assert.deepEqual(check({ a: 'short' }), [{ path: '/a', problem: 'must NOT have fewer than 8 characters' }])
  assert.deepEqual(check({ a: 5 }), [{ path: '/a', problem: 'must be string' }])
  assert.deepEqual(check({ b: sealed }), [{ path: '/b', problem: 'must be string' }])
})
