import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CrosswalkError } from '../errors/index.ts'
import { exportFlow } from './export.ts'
import { type ImportedFlow, importFlow } from './import.ts'
import { flowMetaSchema } from './metadata.ts'
import { type FlowFileEntry, readFlowFile } from './read/read-flow-file.ts'

const content = (name: string): string =>
  readFileSync(new URL(`samples/${name}.json`, import.meta.url), 'utf8')
const read = (text: string): FlowFileEntry => readFlowFile(text, 'the file')[0] as FlowFileEntry
const load = (name: string): ImportedFlow => importFlow(read(content(name)))
// biome-ignore lint/suspicious/noExplicitAny: a sample is taken apart here to be changed on purpose
const sample = (name: string): any => JSON.parse(content(name))

test('the record of a flow says what it is, what it takes and what it is made of', () => {
  const { meta } = load('download')
  assert.deepEqual(
    { ...meta, hash: meta.hash.length },
    {
      flow_id: '5b0c6f0e-3a51-4c58-9c8e-1d2f6f0f7a11',
      name: 'SEO Walker',
      description: 'Suggests keywords for a shop, from what people searched.',
      endpoint_name: 'seo-walker',
      hash: 64,
      langflow: { last_tested_version: null, lf_versions: ['1.8.0'] },
      changelog: '',
      custom_metadata: {
        user_configurable: true,
        config_schema_version: '1.0.0',
        required_variables: [],
        optional_data_sources: [],
      },
      variables: [
        {
          name: 'SEARCH_CONSOLE_TOKEN',
          node: 'SearchConsole-Zc81f',
          node_name: 'Search Console',
          field: 'token',
        },
        {
          name: 'OPENAI_API_KEY',
          node: 'LanguageModelComponent-7hWxu',
          node_name: 'Language Model',
          field: 'api_key',
        },
      ],
      components: { ChatInput: 1, ChatOutput: 1, LanguageModelComponent: 1, Prompt: 1, SearchConsole: 1 },
    },
  )
})

test('what the file declares for configs comes into the record, with defaults filled in', () => {
  const { meta } = load('bare')
  assert.equal(meta.changelog, 'Improved the prompt.')
  assert.deepEqual(meta.custom_metadata.required_variables[1], {
    name: 'min_confidence_score',
    type: 'number',
    description: 'Minimum confidence threshold (0.0-1.0)',
    required: false,
    default: 0.7,
    path: '/thresholds/min_confidence_score',
  })
  assert.deepEqual(meta.custom_metadata.optional_data_sources, ['bigquery', 'zerodb', 'postgresql_cache'])
})

test('components and variables within groups are counted', () => {
  const { meta } = load('grouped')
  assert.equal(meta.components.GroupNode, 2)
  assert.equal(meta.components.LanguageModelComponent, 1)
  assert.deepEqual(new Set(meta.variables.map(({ name }) => name)), new Set(['OPENAI_API_KEY']))
})

test('a record that was written is read again as it was', () => {
  for (const name of ['export', 'download', 'bare', 'grouped']) {
    const { meta } = load(name)
    assert.deepEqual(flowMetaSchema.parse(JSON.parse(JSON.stringify(meta))), meta)
  }
  assert.equal(flowMetaSchema.safeParse({ ...load('bare').meta, hash: 'abc' }).success, false)
})

test('an export is what Langflow’s interface exports, with our metadata beside it, and comes back the same', () => {
  for (const name of ['export', 'download', 'bare', 'grouped']) {
    const first = load(name)
    const exported = exportFlow(first.flow, first.meta)
    assert.deepEqual(
      ['name', 'description', 'data', 'endpoint_name', 'is_component'].filter((key) => !(key in exported)),
      [],
    )
    assert.deepEqual(exported.custom_metadata, first.meta.custom_metadata)
    const second = importFlow(read(JSON.stringify(exported)))
    assert.deepEqual(second, first)
  }
})

test('code is exported as text, whatever form it came in', () => {
  const { flow, meta } = load('download')
  assert.doesNotMatch(JSON.stringify(exportFlow(flow, meta)), /"value":\["from lfx/)
})

test('keys that we do not know survive where Langflow keeps them', () => {
  const flow = sample('export')
  flow.mcp_enabled = true
  flow.data.custom = { a: 1 }
  flow.data.nodes[0].mine = 'x'
  flow.data.nodes[0].data.mine = 'y'
  flow.custom_metadata = { owner: 'growth' }
  const { flow: document, meta } = importFlow(read(JSON.stringify(flow)))
  const { custom_metadata, ...exported } = JSON.parse(JSON.stringify(exportFlow(document, meta)))
  const { custom_metadata: _, ...before } = flow
  assert.deepEqual(exported, before)
  assert.equal(custom_metadata.owner, 'growth')
})

test('metadata that is not right is refused with its place', () => {
  const variable = (change: object): object => ({
    required_variables: [{ name: 'a', type: 'string', ...change }],
  })
  const cases: [metadata: unknown, place: string, says: RegExp][] = [
    [[], '/custom_metadata', /custom_metadata/],
    [
      { user_configurable: 'yes' },
      '/custom_metadata/user_configurable',
      /user_configurable is not as expected/,
    ],
    [{ config_schema_version: '1' }, '/custom_metadata/config_schema_version', /no version/],
    [variable({ name: '' }), '/custom_metadata/required_variables/0/name', /is empty/],
    [variable({ type: 'uuid' }), '/custom_metadata/required_variables/0/type', /type is not as expected/],
    [variable({ default: 1 }), '/custom_metadata/required_variables/0/default', /not of the type string/],
    [
      variable({ path: 'data_sources.bigquery' }),
      '/custom_metadata/required_variables/0/path',
      /no JSON Pointer/,
    ],
    [
      {
        required_variables: [
          { name: 'a', type: 'string' },
          { name: 'a', type: 'number' },
        ],
      },
      '/custom_metadata/required_variables/1/name',
      /stands twice/,
    ],
    [{ optional_data_sources: [''] }, '/custom_metadata/optional_data_sources/0', /is empty/],
  ]
  for (const [custom_metadata, place, says] of cases) {
    assert.throws(
      () => importFlow(read(JSON.stringify({ ...sample('export'), custom_metadata }))),
      (error) => {
        assert.ok(error instanceof CrosswalkError && error.code === 'flow/bad-metadata', String(error))
        assert.equal((error.data as { place: string }).place, place)
        assert.match(error.message, says)
        assert.match(error.message, /the file/)
        return true
      },
    )
  }
})

test('a changelog that is no text is refused with its place', () => {
  assert.throws(
    () => importFlow(read(JSON.stringify({ ...sample('export'), changelog: ['Tags', 'Prompts'] }))),
    /^CrosswalkError: The metadata of the file is not right: changelog is a list, not a text \(at \/changelog\)/,
  )
})

test('a secret in the declared metadata does not come into the record', () => {
  const token = Array.from({ length: 40 }, (_, i) => 'aB3dE7gH9k'[(i * 7) % 10]).join('')
  const custom_metadata = { required_variables: [{ name: 'api_key', type: 'string', default: token }] }
  const imported = importFlow(
    read(JSON.stringify({ ...sample('export'), custom_metadata, changelog: `The key is sk-${token}.` })),
  )
  assert.ok(!JSON.stringify(imported).includes(token))
  assert.deepEqual(
    imported.removed.map(({ place }) => place),
    ['/custom_metadata/required_variables/0/default', '/changelog'],
  )
})
