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
