import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseVersion } from '../../config/version.ts'
import { parsePointer, removeAt, setAt } from '../../json/pointer.ts'
import type { Json } from '../../json/value.ts'
import type { CustomMetadata, RequiredVariable } from '../custom-metadata.ts'
import type { FlowDocument } from '../document.ts'
import { type FlowMeta, flowMetadata } from '../metadata.ts'
import { readFlowFile } from '../read/read-flow-file.ts'
import { adviseVersion, type VersionAdvice } from './advise.ts'
import { compareFlows } from './compare.ts'

const load = (name: string): FlowDocument => {
  const [entry] = readFlowFile(readFileSync(new URL(`../samples/${name}.json`, import.meta.url)), name)
  assert.ok(entry)
  return entry.flow
}
const FLOW = load('export')
const FIELD = '/data/nodes/2/data/node/template'
const set = (place: string, value: Json): FlowDocument =>
  setAt(FLOW, parsePointer(place), value) as FlowDocument
const drop = (...places: string[]): FlowDocument =>
  places.reduce((flow, place) => removeAt(flow, parsePointer(place)) as FlowDocument, FLOW)

const advise = (
  after: FlowDocument,
  change: (meta: FlowMeta) => FlowMeta = (meta) => meta,
  before = (meta: FlowMeta) => meta,
): VersionAdvice =>
  adviseVersion(
    compareFlows(FLOW, after),
    { meta: before(flowMetadata(FLOW)), version: parseVersion('1.4.2') },
    { meta: change(flowMetadata(after)) },
  )

const custom =
  (change: Partial<CustomMetadata>) =>
  (meta: FlowMeta): FlowMeta => ({
    ...meta,
    custom_metadata: { ...meta.custom_metadata, ...change } as CustomMetadata,
  })
const variable = (change: Partial<RequiredVariable> = {}): Partial<CustomMetadata> => ({
  required_variables: [
    {
      name: 'min',
      type: 'number',
      description: '',
      required: true,
      default: 1,
      path: '/min',
      ...change,
    } as RequiredVariable,
  ],
})

test('nothing changed: the version stays', () => {
  assert.deepEqual(advise(set('/data/nodes/0/position', { x: 1, y: 1 })), {
    verdict: 'none',
    reasons: [],
    version: '1.4.2',
  })
})

const GRAPH: [what: string, after: FlowDocument, verdict: string, reason: RegExp][] = [
  [
    'another prompt',
    set('/data/nodes/1/data/node/template/template/value', 'Hi {request}'),
    'fix',
    /the field template of Prompt Template changed/,
  ],
  ['other code', set(`${FIELD}/code/value`, 'pass'), 'fix', /code of Language Model changed/],
  [
    'a new field',
    set(`${FIELD}/top_p`, { type: 'float', value: 1 }),
    'feature',
    /top_p of Language Model is new/,
  ],
  [
    'a new field to fill in',
    set(`${FIELD}/region`, { type: 'str', value: '', required: true, show: true }),
    'breaking',
    /region of Language Model is required and has no value/,
  ],
  ['a field less', drop(`${FIELD}/temperature`), 'breaking', /temperature of Language Model is gone/],
  [
    'another type',
    set(`${FIELD}/temperature/type`, 'str'),
    'breaking',
    /temperature of Language Model has another type/,
  ],
  ['another name', set('/data/nodes/2/data/node/display_name', 'Model'), 'breaking', /now named Model/],
  [
    'an output less',
    drop('/data/nodes/0/data/node/outputs/0', '/data/edges/0'),
    'breaking',
    /output message of Chat Input is gone/,
  ],
  ['a node less', drop('/data/nodes/3', '/data/edges/2'), 'breaking', /node Chat Output is gone/],
  [
    'an edge less',
    drop('/data/edges/1'),
    'fix',
    /edge Prompt Template.prompt -> Language Model.input_value is gone/,
  ],
  ['another endpoint', set('/endpoint_name', 'seo'), 'breaking', /endpoint/],
  ['a node and a variable more', load('download'), 'feature', /Search Console is new/],
]

for (const [what, after, verdict, reason] of GRAPH) {
  test(`${what} is a ${verdict}`, () => {
    const advice = advise(after)
    assert.equal(advice.verdict, verdict, advice.reasons.join('; '))
    assert.ok(
      advice.reasons.some((text) => reason.test(text)),
      advice.reasons.join('; '),
    )
    assert.equal(advice.version, { fix: '1.4.3', feature: '1.5.0', breaking: '2.0.0' }[verdict])
  })
}

const METADATA: [
  what: string,
  before: Partial<CustomMetadata>,
  after: Partial<CustomMetadata>,
  verdict: string,
  reason: RegExp,
][] = [
  ['a variable with a default', {}, variable(), 'feature', /min is new/],
  [
    'a variable that must be given',
    {},
    variable({ default: undefined }),
    'breaking',
    /min is required and has no default/,
  ],
  [
    'a variable that may be given',
    {},
    variable({ default: undefined, required: false }),
    'feature',
    /min is new/,
  ],
  ['a variable less', variable(), {}, 'breaking', /min is gone/],
  [
    'a variable of another type',
    variable(),
    variable({ type: 'string', default: 'x' }),
    'breaking',
    /was a number and is a string/,
  ],
  [
    'a variable from another place',
    variable(),
    variable({ path: '/max' }),
    'breaking',
    /another place of the config/,
  ],
  [
    'a variable that lost its default',
    variable(),
    variable({ default: undefined }),
    'breaking',
    /now required/,
  ],
  ['another default', variable(), variable({ default: 2 }), 'fix', /default of the variable min changed/],
  ['a data source less', { optional_data_sources: ['bigquery'] }, {}, 'breaking', /bigquery is gone/],
  ['a data source more', {}, { optional_data_sources: ['bigquery'] }, 'feature', /bigquery is new/],
  ['a minor step of the schema', {}, { config_schema_version: '1.1.0' }, 'feature', /schema/],
  ['a major step of the schema', {}, { config_schema_version: '2.0.0' }, 'breaking', /major/],
  ['users shut out', {}, { user_configurable: false }, 'breaking', /no longer/],
]

for (const [what, before, after, verdict, reason] of METADATA) {
  test(`in the metadata, ${what} is a ${verdict}`, () => {
    const advice = advise(FLOW, custom(after), custom(before))
    assert.equal(advice.verdict, verdict, advice.reasons.join('; '))
    assert.match(advice.reasons.join('; '), reason)
  })
}
