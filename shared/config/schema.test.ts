import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { raised } from '../../test/support/lens.ts'
import { readJson } from '../json/read.ts'
import { type Json, rawNumber } from '../json/value.ts'
import { compileSchema } from './schema.ts'

const compile = (schema: Json) => compileSchema(schema, { agent: 'seo', version: '2.0.0' })

const check = compile({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['version', 'limits'],
  additionalProperties: false,
  properties: {
    version: { const: '2.0.0' },
    tenant_id: { type: 'string' },
    limits: { type: 'object', properties: { score: { type: 'number', maximum: 1 } } },
    to: { type: 'array', items: { type: 'string', format: 'email' } },
  },
})

test('a config that fits has no problems; what the engine adds needs no place in the schema', () => {
  assert.deepEqual(check({ version: '2.0.0', limits: { score: 0.5 }, to: ['a@example.com'] }), [])
  const engineMembers = { _migration_warnings: [], _migration_failed: true, _migration_error: 'x' }
  assert.deepEqual(check({ version: '2.0.0', limits: {}, ...engineMembers }), [])
})

test('every problem has its place and is said in words, without the value', () => {
  const found = check({ version: '1.0.0', limits: { score: 7 }, to: ['secret'], extra: 'secret' })
  assert.deepEqual(found, [
    { path: '', problem: 'must NOT have additional properties (extra)' },
    { path: '/version', problem: 'must be equal to constant' },
    { path: '/limits/score', problem: 'must be <= 1' },
    { path: '/to/0', problem: 'must match format "email"' },
  ])
  assert.deepEqual(check({ version: '2.0.0' }), [
    { path: '', problem: "must have required property 'limits'" },
  ])
  assert.deepEqual(check(null), [{ path: '', problem: 'must be object' }])
})

test('at most ten places are named', () => {
  const list = compile({ type: 'array', items: { type: 'string' } })
  assert.equal(list(Array.from({ length: 50 }, (_, index) => index)).length, 10)
})

test('numbers kept as text are numbers to the schema', () => {
  const numbers = compile({ type: 'object', additionalProperties: { type: 'number', maximum: 1e20 } })
  assert.deepEqual(numbers({ a: rawNumber('12345678901234567890'), b: rawNumber('1.0') }), [])
  assert.deepEqual(numbers({ a: [rawNumber('1.0')] }), [{ path: '/a', problem: 'must be number' }])
  assert.equal(numbers({ a: rawNumber('1e21') })[0]?.problem, 'must be <= 100000000000000000000')
  for (const known of [{ hasRawNumbers: true }, undefined]) {
    assert.equal(numbers({ a: rawNumber('1e21') }, known).length, 1)
    assert.deepEqual(numbers({ a: 1, b: 1 }, known), [])
  }
})

test('a schema’s own numbers may be texts too, and keys named __proto__ do no harm', () => {
  const schema = compile(readJson('{"type":"object","properties":{"a":{"minimum":1.0}}}'))
  assert.equal(schema({ a: 0 }).length, 1)
  assert.deepEqual(schema(objectOf([['__proto__', rawNumber('1.0')]])), [])
})

test('checking leaves the config as it is', () => {
  const config = { version: '2.0.0', limits: { score: rawNumber('0.50') } }
  const before = JSON.stringify(config)
  check(config)
  assert.equal(JSON.stringify(config), before)
})

test('what is no schema is refused with the reason', () => {
  for (const schema of [{ type: 'nothing' }, { properties: 5 }, { $ref: '#/nowhere' }, 'text'] as Json[]) {
    assert.match(
      raised('config/bad-schema', () => compile(schema)),
      /^The config schema of seo 2\.0\.0 is no valid JSON Schema/,
    )
  }
})

test('a schema that refers to itself without end is refused, or fits nothing where it depends on the value', () => {
  for (const schema of [{ $ref: '#' }, { allOf: [{ $ref: '#' }] }, { $dynamicRef: '#' }] as Json[]) {
    assert.match(
      raised('config/bad-schema', () => compile(schema)),
      /call stack/,
    )
  }
  const circle = compile(readJson('{"if":{"type":"object"},"then":{"$ref":"#"}}'))
  assert.deepEqual(circle('text'), [])
  assert.match(circle({})[0]?.problem ?? '', /cannot be followed to its end/)
  const tree = compile({ type: 'object', properties: { child: { $ref: '#' } } })
  assert.deepEqual(tree({ child: { child: {} } }), [])
})
