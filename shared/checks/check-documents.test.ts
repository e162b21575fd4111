import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Version } from '../config/ids.ts'
import type { RequiredVariable } from '../flow/custom-metadata.ts'
import { type Json, rawNumber } from '../json/value.ts'
import { checkVersionDocuments, type VersionSubject } from './check-documents.ts'

const files = { schema: 'schemas/x.json', defaults: 'defaults/x.json', meta: 'flows/x.meta.json' }
const complete = { schema: {}, defaults: { tone: 'plain', limit: 5 } }
const found = (subject: Partial<VersionSubject>) =>
  checkVersionDocuments({ agent: 'seo', version: '1.1.0' as Version, files, ...complete, ...subject }).map(
    ({ code, severity, file, place }) => `${code} ${severity} ${file} ${place}`.trimEnd(),
  )
const variable = (name: string, more: Partial<RequiredVariable> = {}): RequiredVariable => ({
  name,
  type: 'string',
  description: '',
  required: true,
  ...more,
})
const meta = (
  variables: readonly RequiredVariable[],
  ...bound: readonly string[]
): NonNullable<VersionSubject['meta']> => ({
  custom_metadata: {
    user_configurable: true,
    config_schema_version: '1.0.0',
    optional_data_sources: [],
    required_variables: [...variables],
  },
  variables: bound.map((name) => ({ name, node: 'Prompt-1', node_name: 'Prompt', field: 'tone' })),
})

test('a version with all its documents, which agree, has nothing to be found', () => {
  const schema = {
    properties: { tone: { type: 'string', default: 'plain' }, limit: { default: rawNumber('5.0') } },
  } as unknown as Json
  assert.deepEqual(found({ schema, meta: meta([variable('TONE', { path: '/tone' })], 'TONE') }), [])
})

test('a schema or a default config that there is not is found', () => {
  assert.deepEqual(found({ schema: undefined }), ['CW127 warning schemas/x.json'])
  assert.deepEqual(found({ defaults: undefined }), ['CW127 warning defaults/x.json'])
})

test('a default config that does not fit its schema is found, with every place', () => {
  const schema = { properties: { limit: { type: 'string' } }, required: ['mode'] }
  assert.deepEqual(found({ schema }), [
    'CW120 error defaults/x.json the top',
    'CW120 error defaults/x.json /limit',
  ])
})

test('a default of the schema that the default config does not have is found', () => {
  assert.deepEqual(found({ schema: { properties: { limit: { default: 6 } } } }), [
    'CW121 warning schemas/x.json /limit',
  ])
  // What the default config leaves out, it says nothing of; and of alternatives one is enough.
  assert.deepEqual(found({ schema: { properties: { other: { default: 6 } } } }), [])
  assert.deepEqual(
    found({ schema: { properties: { limit: { anyOf: [{ default: 6 }, { default: 5 }] } } } }),
    [],
  )
})

test('a variable needs a setting that feeds it, or a default', () => {
  const place = (more: Partial<RequiredVariable>) =>
    found({ schema: { properties: { tone: {} } }, meta: meta([variable('V', more)]) })
  assert.deepEqual(place({}), ['CW122 error flows/x.meta.json variable V'])
  assert.deepEqual(place({ path: '/tonality' }), ['CW122 error flows/x.meta.json variable V'])
  assert.deepEqual(place({ path: '/tonality', default: 'x' }), ['CW123 warning flows/x.meta.json variable V'])
  assert.deepEqual(place({ path: '/tonality', required: false }), [
    'CW123 warning flows/x.meta.json variable V',
  ])
  assert.deepEqual(place({ path: '/limit' }), [])
  assert.deepEqual(place({ default: 'x' }), [])
  assert.deepEqual(place({ required: false }), [])
})

test('of a path that a schema says nothing of, nothing is said', () => {
  assert.deepEqual(found({ meta: meta([variable('V', { path: '/anything' })]) }), [])
  assert.deepEqual(
    found({ schema: { properties: { own: {} } }, meta: meta([variable('V', { path: '/own/url' })]) }),
    [],
  )
})

test('a variable that is no longer declared and still used is found', () => {
  const before = {
    version: '1.0.0' as Version,
    meta: meta([variable('TONE', { path: '/tone' })], 'TONE', 'OPENAI_API_KEY'),
  }
  assert.deepEqual(found({ before, meta: meta([], 'TONE', 'TONE', 'OPENAI_API_KEY') }), [
    'CW124 error flows/x.meta.json variable TONE',
  ])
  assert.deepEqual(found({ before, meta: meta([], 'OPENAI_API_KEY') }), [])
  assert.deepEqual(found({ before: undefined, meta: meta([], 'TONE') }), [])
})
