import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recentSchemaCheck } from './recent-schema.ts'

const of = { agent: 'seo', version: '1.0.0' }

test('a schema that is another one is compiled anew, and one that is back again checks as it did', () => {
  const strings = { type: 'object', properties: { a: { type: 'string' } } }
  const numbers = { type: 'object', properties: { a: { type: 'number' } } }
  for (const [schema, fits] of [
    [strings, 0],
    [numbers, 1],
    [strings, 0],
    [structuredClone(strings), 0],
  ] as const) {
    assert.equal(recentSchemaCheck(schema, of)({ a: 'text' }).length, fits)
  }
})

test('a schema is compiled once while few others are asked for, and its check is the same one', () => {
  const schema = (place: string) => ({ type: 'object', required: [place] })
  const check = recentSchemaCheck(schema('a'), of)
  for (const other of ['b', 'c', 'd']) assert.notEqual(recentSchemaCheck(schema(other), of), check)
  assert.equal(recentSchemaCheck(schema('a'), of), check)
  for (let at = 0; at < 20; at++) recentSchemaCheck(schema(`other ${at}`), of)
  assert.notEqual(recentSchemaCheck(schema('a'), of), check)
})
