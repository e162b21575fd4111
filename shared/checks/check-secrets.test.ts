import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../json/value.ts'
import { checkSecretDocuments } from './check-secrets.ts'

const files = { schema: 'schemas/x.json', defaults: 'defaults/x.json' }
const found = (schema: Json, defaults: Json = {}) =>
  checkSecretDocuments({ schema, defaults, files }).map(({ code, file, place }) => `${code} ${file} ${place}`)
const secret = { type: 'string', 'x-secret': true }

test('a secret that is not set by default is no finding', () => {
  const schema = { properties: { token: { ...secret, default: '' }, key: { ...secret, default: null } } }
  assert.deepEqual(found(schema, { token: null, key: '' }), [])
})

test('a secret with a default is found in the schema and in the default config, without its value', () => {
  const schema = { properties: { token: { ...secret, default: 'tok-4711' } } }
  assert.deepEqual(found(schema, { token: 'tok-4712' }), [
    'CW128 schemas/x.json /token',
    'CW128 defaults/x.json /token',
  ])
  const findings = checkSecretDocuments({ schema, defaults: { token: 'tok-4712' }, files })
  assert.doesNotMatch(JSON.stringify(findings), /tok-47/)
})

test('a mark on the whole config, or on what the engine keeps, is found, and those below still count', () => {
  const schema = { 'x-secret': true, properties: { version: secret, tenant_id: secret, token: secret } }
  assert.deepEqual(found(schema, { version: '1.0.0', token: 'tok-4711' }), [
    'CW129 schemas/x.json the top',
    'CW129 schemas/x.json /tenant_id',
    'CW129 schemas/x.json /version',
    'CW128 defaults/x.json /token',
  ])
})
