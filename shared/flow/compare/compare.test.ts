import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertGolden,
  changed,
  dropped,
  readFlow,
  renamed,
  renamedId,
  sampleFlow,
  starterFlow,
} from '../../../test/support/flows.ts'
import { parseVersion } from '../../config/version.ts'
import type { CustomMetadata } from '../custom-metadata.ts'
import { type FlowDocument, walkNodes } from '../document.ts'
import { flowMetadata } from '../metadata.ts'
import { adviseVersion } from './advise.ts'
import { compareFlows } from './compare.ts'
import { countChanges, describeCounts } from './counts.ts'
import { describeAdvice, describeComparison } from './describe.ts'
import { compareMetadata } from './metadata.ts'

type Side = { readonly flow: FlowDocument; readonly custom_metadata?: CustomMetadata }

const metadataOf = ({ flow, custom_metadata }: Side): CustomMetadata =>
  custom_metadata ?? flowMetadata(flow).custom_metadata

const report = (old: Side, fresh: Side, before = '1.0.0', after = '1.1.0'): string[] => {
  const versions = { before: parseVersion(before), after: parseVersion(after) }
  const change = {
    flow: compareFlows(old.flow, fresh.flow),
    metadata: compareMetadata(metadataOf(old), metadataOf(fresh)),
  }
  const lines = [
    ...describeComparison(change),
    ...describeAdvice(adviseVersion({ ...versions, ...change }), versions),
  ]
  return [`${describeCounts(countChanges(change))}.`, ...lines.map(({ text }) => text)]
}

const GROUP = '/data/nodes/1/data/node'
const INNER = `${GROUP}/flow/data/nodes/0/data/node/flow/data/nodes/1/data/node/template`
const SHOWN = `${GROUP}/template/text_Prompt-gA1pX_groupComponent-h3cRw`

const grouped = changed(sampleFlow('grouped'), {
  [`${INNER}/temperature/value`]: 0.9,
  [`${SHOWN}/value`]: 'a default',
})

/** The sample with another vendor's model between the same nodes, whose ports have other names. */
const otherModel = (): FlowDocument => {
  const text = JSON.stringify(sampleFlow('export'))
    .replaceAll('LanguageModelComponent-7hWxu', 'AnthropicModel-9xYzA')
    .replaceAll('"LanguageModelComponent"', '"AnthropicModel"')
    .replaceAll('text_output', 'answer')
    .replaceAll('"display_name":"Language Model"', '"display_name":"Claude"')
  const place = '/data/nodes/2/data/node/template'
  return changed(readFlow(text), {
    [`${place}/code/value`]: 'class Claude: pass',
    [`${place}/max_tokens`]: { type: 'int', value: 1024, show: true },
  })
}

const export_ = { flow: sampleFlow('export') }
const GOLDEN: [name: string, before: Side, after: Side, versions?: [string, string]][] = [
  ['export-to-download', export_, { flow: sampleFlow('download') }],
  ['download-to-export', { flow: sampleFlow('download') }, export_],
  ['export-to-bare', export_, { flow: sampleFlow('bare') }],
  ['export-to-renamed', export_, { flow: renamed(sampleFlow('export')) }],
  ['export-to-download-renamed', export_, { flow: renamed(sampleFlow('download')) }],
  ['export-to-grouped', export_, { flow: sampleFlow('grouped') }],
  ['grouped-changed', { flow: sampleFlow('grouped') }, { flow: grouped }],
  ['grouped-renamed-and-changed', { flow: grouped }, { flow: renamed(sampleFlow('grouped')) }],
  ['replaced', export_, { flow: otherModel() }, ['1.0.0', '2.0.0']],
  ...(
    [
      ['seo', '1.0.0', '1.1.0'],
      ['seo', '1.1.0', '1.2.0'],
      ['seo', '1.2.0', '2.0.0'],
      ['seo', '2.0.0', '1.2.0'],
      ['content', '1.0.0', '1.1.0'],
      ['paid_ads', '1.0.0', '1.1.0'],
      ['audience_intelligence', '1.0.0', '1.1.0'],
    ] as const
  ).map(([agent, before, after]): [string, Side, Side, [string, string]] => [
    `starter-${agent}-${before}-to-${after}`,
    starterFlow(agent, before),
    starterFlow(agent, after),
    [before, after],
  ]),
]

for (const [name, before, after, versions] of GOLDEN) {
  test(`the report ${name} reads as it should`, () => {
    assertGolden(`flow/${name}.txt`, report(before, after, ...(versions ?? [])))
  })
}

test('the whole result is of one form, with every member there', () => {
  const result = compareFlows(sampleFlow('export'), renamed(sampleFlow('download')))
  assertGolden('flow/export-to-download-renamed.json', [JSON.stringify(result, null, 2)])
  const keys = (value: unknown): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => [
          ...(Array.isArray(value) ? [] : [key]),
          ...keys(item),
        ])
      : []
  assert.deepEqual(
    keys(result).filter((key) => !/^[a-z_]+$/.test(key)),
    [],
  )
})

test('a renamed flow is the same flow, and the report says that ids were renamed', () => {
  for (const name of ['export', 'download', 'grouped']) {
    const flow = sampleFlow(name)
    const { same, renamed_ids } = compareFlows(flow, renamed(flow))
    assert.equal(same, true)
    assert.equal(renamed_ids, name === 'export' ? 4 : name === 'download' ? 5 : 7)
  }
})

test('a change shows alike whether or not every id was renamed with it', () => {
  const ids = (flow: FlowDocument): string[] => [...walkNodes(flow.data)].map(({ node }) => node.id)
  for (const [before, after] of [
    [sampleFlow('export'), sampleFlow('download')],
    [sampleFlow('grouped'), grouped],
    [starterFlow('seo', '1.0.0').flow, starterFlow('seo', '1.1.0').flow],
    [starterFlow('seo', '1.2.0').flow, starterFlow('seo', '2.0.0').flow],
    [sampleFlow('export'), otherModel()],
  ] as const) {
    const text = (flow: FlowDocument): string =>
      ids(after).reduce(
        (made, id) => made.replaceAll(renamedId(id), id),
        JSON.stringify({ ...compareFlows(before, flow), renamed_ids: 0 }),
      )
    assert.equal(text(renamed(after)), text(after))
  }
})

test('a comparison and its reverse mirror each other', () => {
  const [one, other] = [sampleFlow('export'), sampleFlow('download')]
  const [there, back] = [compareFlows(one, other), compareFlows(other, one)]
  const bare = (nodes: readonly { id: string }[]): string[] => nodes.map(({ id }) => id)
  assert.deepEqual(bare(there.nodes.added), bare(back.nodes.removed))
  assert.deepEqual(there.edges.added, back.edges.removed)
  assert.deepEqual(there.variables, { added: back.variables.removed, removed: back.variables.added })
})

test('what stands beside the graph is told, and the row of a server is not', () => {
  const flow = changed(sampleFlow('export'), {
    '/endpoint_name': 'seo',
    '/tags': ['seo'],
    '/mcp_enabled': true,
    '/id': 'another',
    '/last_tested_version': '1.13.0',
  })
  const { same, about } = compareFlows(sampleFlow('export'), flow)
  assert.equal(same, true)
  // Of what only one way out of Langflow writes, the other says nothing.
  assert.deepEqual(
    about.map(({ key, incidental }) => [key, incidental]),
    [
      ['endpoint_name', false],
      ['tags', true],
    ],
  )
})

test('a note that comes, goes or changes is not told', () => {
  const flow = sampleFlow('export')
  assert.equal(compareFlows(flow, dropped(flow, '/data/nodes/4')).same, true)
  const other = changed(flow, { '/data/nodes/4/data/node/description': 'Another', '/data/edges': [] })
  const { nodes } = compareFlows(flow, other)
  assert.deepEqual(Object.values(nodes).flat(), [])
})
