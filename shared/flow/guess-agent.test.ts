import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentName, Hash, Version } from '../config/ids.ts'
import { guessAgent, type KnownFlow } from './guess-agent.ts'
import type { FlowMeta } from './metadata.ts'

const AGENTS = ['seo', 'paid_ads'] as AgentName[]

const meta = (change: Partial<FlowMeta> = {}): FlowMeta => ({
  flow_id: null,
  name: 'Untitled',
  description: '',
  endpoint_name: null,
  hash: '0'.repeat(64) as Hash,
  langflow: { last_tested_version: null, lf_versions: [] },
  changelog: '',
  custom_metadata: {
    user_configurable: true,
    config_schema_version: '1.0.0',
    required_variables: [],
    optional_data_sources: [],
  },
  variables: [],
  components: {},
  ...change,
})

const known = (agent: string, change: Partial<FlowMeta>): KnownFlow => ({
  agent: agent as AgentName,
  version: '1.0.0' as Version,
  meta: meta({ name: agent, hash: agent.padEnd(64, '1') as Hash, ...change }),
})

const SHELF = [
  known('seo', {
    flow_id: 'a',
    endpoint_name: 'seo-walker',
    components: { ChatInput: 1, Prompt: 2, Agent: 1 },
  }),
  known('paid_ads', { flow_id: 'b', endpoint_name: 'ads', components: { ChatInput: 1, Budget: 3 } }),
]

const guess = (change: Partial<FlowMeta>, file = 'export.json') =>
  guessAgent({ meta: meta(change), file }, SHELF, AGENTS)

test('the surest sign decides: the id over the endpoint, and that over the name', () => {
  assert.deepEqual(guess({ flow_id: 'b', endpoint_name: 'seo-walker' })?.agent, 'paid_ads')
  assert.deepEqual(guess({ endpoint_name: 'seo-walker', name: 'paid_ads' }), {
    agent: 'seo',
    because: 'its endpoint is seo-walker, as that of seo 1.0.0',
  })
})

test('the name of an agent counts as words only, in the name and in that of the file', () => {
  assert.equal(guess({ name: 'Paid Ads (2)' })?.agent, 'paid_ads')
  assert.equal(guess({}, 'our seo.json')?.agent, 'seo')
  assert.equal(guess({ name: 'Museo' }), undefined)
})

test('at last the components decide, where most of them are the same', () => {
  assert.equal(guess({ components: { ChatInput: 1, Prompt: 2, Agent: 1, Tool: 1 } })?.agent, 'seo')
  assert.equal(guess({ components: { ChatInput: 1, ChatOutput: 1 } }), undefined)
})

test('a sign that speaks for two agents says nothing', () => {
  assert.equal(guess({ name: 'seo and paid ads' }), undefined)
})
