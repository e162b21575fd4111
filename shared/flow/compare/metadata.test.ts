import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CustomMetadata, customMetadataSchema } from '../custom-metadata.ts'
import { compareMetadata } from './metadata.ts'

const metadata = (value: object): CustomMetadata => customMetadataSchema.parse(value)
const variable = (name: string, more: object = {}): object => ({
  name,
  type: 'number',
  path: `/${name}`,
  ...more,
})

test('variables are told by name, whatever their order, and changed ones by their members', () => {
  const { variables } = compareMetadata(
    metadata({ required_variables: [variable('a'), variable('b', { default: 1 }), variable('c')] }),
    metadata({
      required_variables: [
        variable('d'),
        variable('c'),
        variable('b', { type: 'string', default: 'x', description: 'B' }),
      ],
    }),
  )
  assert.deepEqual(
    [variables.added.map(({ name }) => name), variables.removed.map(({ name }) => name)],
    [['d'], ['a']],
  )
  assert.deepEqual(
    variables.changed.map(({ name, changes }) => [
      name,
      changes.map(({ key, incidental }) => [key, incidental]),
    ]),
    [
      [
        'b',
        [
          ['default', false],
          ['description', true],
          ['type', false],
        ],
      ],
    ],
  )
})

test('a default that was left out is another than one that is null', () => {
  const { variables } = compareMetadata(
    metadata({ required_variables: [variable('a')] }),
    metadata({ required_variables: [variable('a', { default: null })] }),
  )
  assert.deepEqual(variables.changed[0]?.changes, [
    { key: 'default', after: { kind: 'value', value: null }, incidental: false },
  ])
})

test('data sources and all other members are told', () => {
  const { data_sources, other } = compareMetadata(
    metadata({ optional_data_sources: ['bigquery', 'zerodb'], owner: 'growth' }),
    metadata({ optional_data_sources: ['zerodb', 'postgresql_cache'], config_schema_version: '1.1.0' }),
  )
  assert.deepEqual(data_sources, { added: ['postgresql_cache'], removed: ['bigquery'] })
  assert.deepEqual(
    other.map(({ key }) => key),
    ['config_schema_version', 'owner'],
  )
})

test('a secret that somebody wrote into the record does not show', () => {
  const token = Array.from({ length: 40 }, (_, i) => 'aB3dE7gH9k'[(i * 7) % 10]).join('')
  const withToken = metadata({ required_variables: [{ name: 'api_key', type: 'string', default: token }] })
  for (const comparison of [
    compareMetadata(withToken, metadata({})),
    compareMetadata(metadata({}), withToken),
  ]) {
    assert.ok(!JSON.stringify(comparison).includes(token))
  }
})
