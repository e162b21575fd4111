import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../json/value.ts'
import { mayBe, schemasAt, valuesAt } from './schema-place.ts'

const schema: Json = {
  properties: {
    mode: { enum: ['a', 'b'] },
    open: { type: 'object' },
    list: { type: 'array', items: { $ref: '#/$defs/rule' } },
    map: { type: 'object', additionalProperties: { $ref: '#/$defs/rule' }, patternProperties: { '^x-': {} } },
    either: {
      anyOf: [{ type: 'null' }, { properties: { kind: { const: 'one' } } }, { $ref: '#/$defs/two' }],
    },
    tree: { $ref: '#/$defs/tree' },
    text: { type: ['string', 'null'] },
  },
  $defs: {
    rule: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false },
    two: { properties: { kind: { const: 'two' }, more: true } },
    tree: { properties: { left: { $ref: '#/$defs/tree' }, value: { type: 'integer' } } },
    loop: { $ref: '#/$defs/loop' },
  },
}
const said = (...tokens: string[]) => schemasAt(schema, tokens).said

test('a place is described, not there, or nothing is said of it', () => {
  assert.equal(said('mode'), 'described')
  assert.equal(said('mood'), 'not-there')
  assert.equal(said('mode', 'deeper'), 'nothing')
  assert.equal(said('text', 'deeper'), 'not-there')
  assert.equal(said('open', 'anything'), 'nothing')
  assert.equal(said('list', '*', 'name'), 'described')
  assert.equal(said('list', '0', 'nmae'), 'not-there')
  assert.equal(said('list', 'name'), 'nothing')
  assert.equal(said('tree', '*', 'value'), 'nothing')
  assert.equal(said('map', 'mine', 'name'), 'described')
  assert.equal(said('map', 'x-mine', 'nmae'), 'nothing')
  assert.equal(said('either', 'more'), 'nothing')
  assert.equal(said('tree', 'left', 'left', 'value'), 'described')
  assert.equal(said(), 'described')
})

test('a member whose name a map does not take is not there', () => {
  const map = (names: Json) => ({ additionalProperties: { type: 'object' }, propertyNames: names }) as Json
  const names: Json = { anyOf: [{ pattern: '^[a-z-]+$' }, { enum: ['own_url'] }] }
  assert.equal(schemasAt(map(names), ['mine']).said, 'described')
  assert.equal(schemasAt(map(names), ['own_url']).said, 'described')
  assert.equal(schemasAt(map(names), ['other_url']).said, 'not-there')
  assert.equal(schemasAt(map(true), ['other_url']).said, 'described')
})

test('a schema that refers to itself, or says nothing at all, ends', () => {
  assert.deepEqual(schemasAt({ $ref: '#' }, ['a']).said, 'nothing')
  assert.equal(schemasAt(true, ['a']).said, 'nothing')
  assert.equal(schemasAt({ $ref: '#/$defs/~5' }, ['a']).said, 'nothing')
  assert.equal(schemasAt({ $ref: 'https://example.com/other.json' }, ['a']).said, 'nothing')
})

test('the values of a place are those of all alternatives, where each lists its own', () => {
  assert.deepEqual(valuesAt(schema, ['mode']), ['a', 'b'])
  assert.deepEqual(valuesAt(schema, ['either', 'kind']), ['one', 'two'])
  assert.equal(valuesAt(schema, ['text']), undefined)
  assert.equal(valuesAt(schema, ['nowhere']), undefined)
})

test('a value may be where no type and no list is against it', () => {
  assert.equal(mayBe(schema, ['mode'], 'c'), false)
  assert.equal(mayBe(schema, ['either', 'kind'], 'two'), true)
  assert.equal(mayBe(schema, ['text'], null), true)
  assert.equal(mayBe(schema, ['text'], 1), false)
  assert.equal(mayBe(schema, ['tree', 'value'], 1), true)
  assert.equal(mayBe(schema, ['open', 'x'], 1), true)
})
