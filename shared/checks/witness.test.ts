import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AGENTS, defaultsOf, everyVersion, jsonOf } from '../../test/starter/starter-files.ts'
import { compileSchema } from '../config/schema.ts'
import type { Json } from '../json/value.ts'
import { witnessOf } from './witness.ts'

const witness = (schema: Json, defaults?: Json, paths: readonly (readonly string[])[] = []) =>
  witnessOf(schema, defaults, { check: compileSchema(schema, { agent: 'seo', version: '1.0.0' }), paths })

test('everything that a schema describes is there, with the values of the default config where it has them', () => {
  const schema = {
    type: 'object',
    required: ['mode'],
    properties: {
      mode: { enum: ['a', 'b'] },
      limit: { type: 'integer', minimum: 3 },
      rules: {
        type: 'array',
        items: { type: 'object', properties: { name: { type: 'string', minLength: 2 } } },
      },
      map: { type: 'object', additionalProperties: { type: 'boolean' } },
    },
  }
  assert.deepEqual(witness(schema, { mode: 'b', rules: [] }), {
    config: { mode: 'b', limit: 3, rules: [{ name: 'xx' }], map: { sample: false } },
    fits: true,
  })
})

test('what cannot be made up is left out, and what the default config has stays', () => {
  const schema = {
    type: 'object',
    properties: { code: { type: 'string', pattern: '^[A-Z]{3}$' }, kept: { type: 'number' } },
  }
  assert.deepEqual(witness(schema, {}), { config: { kept: 0 }, fits: true })
  assert.deepEqual(witness(schema, { code: 'EUR', kept: 'no number' }), {
    config: { code: 'EUR', kept: 'no number' },
    fits: false,
  })
})

test('a member of a map that a step names is there', () => {
  const schema = {
    type: 'object',
    properties: {
      map: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { on: { type: 'boolean' } } },
      },
    },
  }
  const found = witness(schema, undefined, [['map', 'google', 'on'], ['other']])
  assert.deepEqual(found?.config, { map: { sample: { on: false }, google: { on: false } } })
})

test('a schema that grows without end gives a config of some thousand values', () => {
  const keys = Array.from('abcdefghij')
  const schema = {
    $ref: '#/$defs/n',
    $defs: {
      n: { type: 'object', properties: Object.fromEntries(keys.map((key) => [key, { $ref: '#/$defs/n' }])) },
    },
  }
  const found = witness(schema)
  assert.ok(JSON.stringify(found?.config).length < 100_000)
})

test('of every version of the starter the witness fits its own schema', () => {
  for (const [agent, version] of everyVersion) {
    const schema = jsonOf(`schemas/${agent}/${version}.json`)
    assert.ok(witness(schema, defaultsOf(agent)[version])?.fits, `${agent} ${version}`)
  }
  assert.equal(AGENTS.length, 4)
})
