import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rawNumber } from '../../json/value.ts'
import { factsOf, fits, flatSchema } from './facts.ts'

test('references, allOf and a union with null are put in', () => {
  const root = {
    $defs: {
      size: { type: 'number', minimum: 0, title: 'Size' },
      'a/b': { type: 'string' },
    },
  }
  const { schema } = flatSchema({ $ref: '#/$defs/size', title: 'Own' }, root)
  assert.deepEqual(schema, { type: 'number', minimum: 0, title: 'Own' })
  assert.deepEqual(flatSchema({ $ref: '#/$defs/a~1b' }, root).schema, { type: 'string' })
  assert.deepEqual(flatSchema({ $ref: '#/$defs/none%zz' }, root).schema, {})
  const both = flatSchema({ anyOf: [{ type: 'string', enum: ['x'] }, { type: 'null' }] }, root).schema
  assert.deepEqual(both, { type: ['string', 'null'] })
  const all = flatSchema(
    { allOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { properties: { b: {} } }] },
    root,
  )
  assert.deepEqual(Object.keys(all.schema.properties as object).sort(), ['a', 'b'])
  assert.deepEqual(all.schema.required, ['a'])
})

test('a schema that holds itself ends where it begins again', () => {
  const root = { $defs: { tree: { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } } } }
  const { schema, open } = flatSchema({ $ref: '#/$defs/tree' }, root)
  assert.deepEqual(schema.type, 'object')
  assert.deepEqual(flatSchema({ $ref: '#/$defs/tree' }, root, open).schema, {})
})

test('a value is judged by kind, list, range and pattern', () => {
  const facts = factsOf({ type: ['integer', 'null'], minimum: 1, maximum: 5 })
  assert.deepEqual(
    [1, 5, 0, 6, null, '1', rawNumber('5.00')].map((value) => fits(facts, value)),
    [true, true, false, false, true, false, true],
  )
  assert.equal(fits(factsOf({ enum: ['a', 'b'] }), 'c'), false)
  assert.equal(fits(factsOf({ const: 'a' }), 'a'), true)
  assert.equal(fits(factsOf({ type: 'string', pattern: '^[a-z]+$' }), 'X'), false)
})

test('a pattern that is none, or that may take ages, says nothing', () => {
  assert.equal(fits(factsOf({ type: 'string', pattern: '(' }), 'x'), true)
  assert.equal(fits(factsOf({ type: 'string', pattern: '^(a+)+$' }), `${'a'.repeat(60)}!`), true)
})
