import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changed, dropped, sampleFlow } from '../../../test/support/flows.ts'
import { parseVersion } from '../../config/version.ts'
import { type CustomMetadata, customMetadataSchema } from '../custom-metadata.ts'
import type { FlowDocument } from '../document.ts'
import { adviseVersion, type VersionAdvice } from './advise.ts'
import { compareFlows } from './compare.ts'
import { describeAdvice } from './describe.ts'
import { compareMetadata } from './metadata.ts'

const FLOW = sampleFlow('export')
const MODEL = '/data/nodes/2/data/node'
const FIELD = `${MODEL}/template`

const metadata = (value: object): CustomMetadata => customMetadataSchema.parse(value)
const NOTHING = metadata({})

type Given = {
  readonly after?: FlowDocument
  readonly before?: FlowDocument
  readonly metadata?: readonly [CustomMetadata, CustomMetadata]
  readonly versions?: readonly [string, string]
}

const advise = ({
  before = FLOW,
  after = FLOW,
  metadata = [NOTHING, NOTHING],
  versions = ['1.4.2', '1.4.3'],
}: Given): VersionAdvice =>
  adviseVersion({
    before: parseVersion(versions[0]),
    after: parseVersion(versions[1]),
    flow: compareFlows(before, after),
    metadata: compareMetadata(...metadata),
  })

const said = ({ reasons }: VersionAdvice): string =>
  reasons.map(({ place, text }) => `${place}: ${text}`).join('\n')

const NEXT: Record<string, string> = { none: '1.4.2', fix: '1.4.3', feature: '1.5.0', breaking: '2.0.0' }

const GRAPH: [what: string, verdict: string, reason: RegExp, after: FlowDocument, before?: FlowDocument][] = [
  [
    'another prompt',
    'fix',
    /^Prompt Template\.template: the field changed$/m,
    changed(FLOW, { '/data/nodes/1/data/node/template/template/value': 'Hi {request}' }),
  ],
  [
    'other code',
    'fix',
    /^Language Model\.code: the field changed$/m,
    changed(FLOW, { [`${FIELD}/code/value`]: 'pass' }),
  ],
  [
    'a new field',
    'feature',
    /^Language Model\.top_p: the field is new$/m,
    changed(FLOW, { [`${FIELD}/top_p`]: { type: 'float', value: 1 } }),
  ],
  [
    'a new field to fill in',
    'breaking',
    /^Language Model\.region: it is required and has no value$/m,
    changed(FLOW, { [`${FIELD}/region`]: { type: 'str', value: '', required: true, show: true } }),
  ],
  [
    'a field less',
    'breaking',
    /^Language Model\.temperature: the field is gone/m,
    dropped(FLOW, `${FIELD}/temperature`),
  ],
  [
    'a field less that an edge had fed, and the edge',
    'fix',
    /^Language Model\.input_value: the field is gone, which an edge had fed$/m,
    dropped(FLOW, `${FIELD}/input_value`, '/data/edges/1'),
  ],
  [
    'another type',
    'breaking',
    /^Language Model\.temperature: the field was of the type slider and is of str$/m,
    changed(FLOW, { [`${FIELD}/temperature/type`]: 'str' }),
  ],
  [
    'a choice less',
    'breaking',
    /^Language Model\.model_name: it no longer offers "gpt-4o-mini"$/m,
    changed(FLOW, { [`${FIELD}/model_name/options`]: ['gpt-4.1'] }),
  ],
  [
    'a choice more',
    'fix',
    /^Language Model\.model_name: the field changed$/m,
    changed(FLOW, { [`${FIELD}/model_name/options`]: ['gpt-4o-mini', 'gpt-4.1', 'gpt-5'] }),
  ],
  [
    'another name',
    'breaking',
    /^Language Model: the node is now named Model/m,
    changed(FLOW, { [`${MODEL}/display_name`]: 'Model' }),
  ],
  [
    'another type of component',
    'breaking',
    /^Language Model: Language Model \(Other\) is in its place, and tweaks may name it$/m,
    changed(FLOW, { '/data/nodes/2/data/type': 'Other' }),
  ],
  [
    'an output less, with its edge',
    'breaking',
    /^Chat Input\.message: the output is gone, and the edge to Prompt Template\.request with it$/m,
    dropped(FLOW, '/data/nodes/0/data/node/outputs/0', '/data/edges/0'),
  ],
  [
    'an output less, whose edge is still there',
    'breaking',
    /^Chat Input\.message -> Prompt Template\.request: Chat Input has no output message, so Langflow drops the edge$/m,
    dropped(FLOW, '/data/nodes/0/data/node/outputs/0'),
  ],
  [
    'an output less of the last node',
    'breaking',
    /^Chat Output\.message: the output is gone, and callers may read it$/m,
    dropped(FLOW, '/data/nodes/3/data/node/outputs/0'),
  ],
  [
    'an output less that nobody took',
    'fix',
    /^Language Model\.spare: the output is gone, which no edge came from$/m,
    FLOW,
    changed(FLOW, { [`${MODEL}/outputs/1`]: { name: 'spare', types: ['Message'] } }),
  ],
  [
    'an input less',
    'breaking',
    /^Chat Input: the node is gone, and callers may send to it$/m,
    dropped(FLOW, '/data/nodes/0', '/data/edges/0'),
  ],
  [
    'an output node less',
    'breaking',
    /^Chat Output: the node is gone, and callers may read from it$/m,
    dropped(FLOW, '/data/nodes/3', '/data/edges/2'),
  ],
  [
    'an edge less',
    'fix',
    /^Prompt Template\.prompt -> Language Model\.input_value: the edge is gone$/m,
    dropped(FLOW, '/data/edges/1'),
  ],
  [
    'a binding less',
    'breaking',
    /^variable OPENAI_API_KEY: no field takes it any more/m,
    changed(FLOW, { [`${FIELD}/api_key/value`]: '', [`${FIELD}/api_key/load_from_db`]: false }),
  ],
  [
    'another endpoint',
    'breaking',
    /^endpoint name: it was "seo-walker" and is "seo"$/m,
    changed(FLOW, { '/endpoint_name': 'seo' }),
  ],
  ['an endpoint where there was none', 'none', /^$/, FLOW, changed(FLOW, { '/endpoint_name': null })],
  [
    'a webhook switched off',
    'breaking',
    /^webhook: it is switched off/m,
    changed(FLOW, { '/webhook': false }),
    changed(FLOW, { '/webhook': true }),
  ],
  ['a node and a variable more', 'feature', /^Search Console: the node is new$/m, sampleFlow('download')],
]

describe('in the flow', () => {
  for (const [what, verdict, reason, after, before = FLOW] of GRAPH) {
    test(`${what}: ${verdict}`, () => {
      const advice = advise({ before, after })
      assert.equal(advice.verdict, verdict, said(advice))
      assert.match(said(advice), reason)
      assert.equal(advice.version, NEXT[verdict])
    })
  }

  test('where nodes stand is nothing', () => {
    assert.deepEqual(advise({ after: changed(FLOW, { '/data/nodes/0/position': { x: 1, y: 1 } }) }), {
      verdict: 'none',
      reasons: [],
      version: '1.4.2',
      given: 'higher',
    })
  })
})

const variable = (change: object = {}): object => ({
  required_variables: [{ name: 'min', type: 'number', default: 1, path: '/min', ...change }],
})

const METADATA: [what: string, before: object, after: object, verdict: string, reason: RegExp][] = [
  ['a variable with a default', {}, variable(), 'feature', /^variable min: it is new$/],
  [
    'a variable that must be given',
    {},
    variable({ default: undefined }),
    'breaking',
    /^variable min: it is new and required, and has no default$/,
  ],
  [
    'a variable that may be given',
    {},
    variable({ default: undefined, required: false }),
    'feature',
    /^variable min: it is new$/,
  ],
  ['a variable less', variable(), {}, 'breaking', /^variable min: it is gone$/],
  [
    'a variable under another name',
    variable(),
    variable({ name: 'least' }),
    'breaking',
    /^variable min: it is gone; it seems to be least now$/,
  ],
  [
    'a variable of another type',
    variable(),
    variable({ type: 'string', default: 'x' }),
    'breaking',
    /^variable min: it was a number and is a string$/m,
  ],
  [
    'a variable from another place',
    variable(),
    variable({ path: '/max' }),
    'breaking',
    /^variable min: it is fed from \/max of the config, no longer from \/min$/,
  ],
  [
    'a variable that lost its default',
    variable(),
    variable({ default: undefined }),
    'breaking',
    /^variable min: it is now required and has no default$/,
  ],
  [
    'a variable that is required now and lost its default',
    variable({ required: false }),
    variable({ default: undefined }),
    'breaking',
    /^variable min: it is now required and has no default$/,
  ],
  [
    'a variable that is required now and has a default',
    variable({ required: false }),
    variable(),
    'fix',
    /^variable min: it is now required$/,
  ],
  ['another default', variable(), variable({ default: 2 }), 'fix', /^variable min: its default changed$/],
  [
    'another description',
    variable(),
    variable({ description: 'x' }),
    'fix',
    /^variable min: its description changed$/,
  ],
  [
    'a data source less',
    { optional_data_sources: ['bigquery'] },
    {},
    'breaking',
    /^data source bigquery: it is gone$/,
  ],
  [
    'a data source more',
    {},
    { optional_data_sources: ['bigquery'] },
    'feature',
    /^data source bigquery: it is new$/,
  ],
  [
    'a minor step of the schema',
    {},
    { config_schema_version: '1.1.0' },
    'feature',
    /^config schema version: it goes from 1\.0\.0 to 1\.1\.0$/,
  ],
  [
    'a major step of the schema',
    {},
    { config_schema_version: '2.0.0' },
    'breaking',
    /^config schema version: its major part goes from 1 to 2$/,
  ],
  ['users shut out', {}, { user_configurable: false }, 'breaking', /users can no longer configure it/],
  ['users let in', { user_configurable: false }, {}, 'feature', /users can now configure it/],
  ['anything else', {}, { owner: 'growth' }, 'fix', /^owner: it changed$/],
]

describe('in the metadata', () => {
  for (const [what, before, after, verdict, reason] of METADATA) {
    test(`${what}: ${verdict}`, () => {
      const advice = advise({ metadata: [metadata(before), metadata(after)] })
      assert.equal(advice.verdict, verdict, said(advice))
      assert.match(said(advice), reason)
      assert.equal(advice.version, NEXT[verdict])
    })
  }
})

describe('the number that it was given', () => {
  const feature = { after: changed(FLOW, { [`${FIELD}/top_p`]: { type: 'float', value: 1 } }) }
  const STANDINGS: [given: Given, after: string, standing: VersionAdvice['given'], says: RegExp][] = [
    [feature, '1.5.0', 'fits', /^A new feature: after 1\.4\.2 it calls for 1\.5\.0\.$/],
    [feature, '1.6.1', 'fits', /calls for 1\.5\.0, and 1\.6\.1 says so\.$/],
    [feature, '1.4.9', 'too-low', /calls for 1\.5\.0, and 1\.4\.9 is too low\.$/],
    [feature, '2.0.0', 'higher', /calls for 1\.5\.0; 2\.0\.0 says more, which does no harm\.$/],
    [feature, '1.4.1', 'backwards', /; 1\.4\.1 is not later than 1\.4\.2\.$/],
    [{}, '1.4.2', 'fits', /^Nothing changed that calls for another version\.$/],
    [{}, '1.4.3', 'higher', /^Nothing changed that calls for another version; 1\.4\.3 does no harm\.$/],
  ]
  for (const [given, after, standing, says] of STANDINGS) {
    test(`${after} after 1.4.2 for ${given === feature ? 'a new feature' : 'nothing'}: ${standing}`, () => {
      const advice = advise({ ...given, versions: ['1.4.2', after] })
      assert.equal(advice.given, standing)
      const [line] = describeAdvice(advice, { before: parseVersion('1.4.2'), after: parseVersion(after) })
      assert.match(line?.text ?? '', says)
    })
  }
})
