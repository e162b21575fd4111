import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { parsePointer, setAt } from '../../json/pointer.ts'
import type { Json } from '../../json/value.ts'
import type { FlowDocument } from '../document.ts'
import { readFlowFile } from '../read/read-flow-file.ts'
import { compareFlows } from './compare.ts'
import { describeComparison } from './describe.ts'

const content = (name: string): string =>
  readFileSync(new URL(`../samples/${name}.json`, import.meta.url), 'utf8')
const read = (text: string): FlowDocument => {
  const [entry] = readFlowFile(text, 'the file')
  assert.ok(entry)
  return entry.flow
}
const load = (name: string): FlowDocument => read(content(name))
const set = (flow: FlowDocument, place: string, value: Json): FlowDocument =>
  setAt(flow, parsePointer(place), value) as FlowDocument

/** As an import through Langflow's interface does it: every id is another. */
const renamed = (name: string): FlowDocument => {
  const ids = new Set(
    content(name).match(
      /(?:ChatInput|Prompt|LanguageModelComponent|ChatOutput|groupComponent|SearchConsole)-[A-Za-z0-9]{5}/g,
    ),
  )
  return read(
    [...ids].reduce(
      (text, id) => text.replaceAll(id, `${id.split('-')[0]}-${[...id.slice(-5)].reverse().join('')}`),
      content(name),
    ),
  )
}

const grouped = (flow: FlowDocument): FlowDocument => {
  const inner = '/data/nodes/1/data/node/flow/data/nodes/0/data/node/flow/data/nodes/1/data/node/template'
  const shown = '/data/nodes/1/data/node/template/text_Prompt-gA1pX_groupComponent-h3cRw'
  return set(set(flow, `${inner}/temperature/value`, 0.9), `${shown}/value`, 'a default')
}

const GOLDEN: [name: string, before: FlowDocument, after: FlowDocument][] = [
  ['export-to-download', load('export'), load('download')],
  ['download-to-export', load('download'), load('export')],
  ['export-to-bare', load('export'), load('bare')],
  ['export-to-download-renamed', load('export'), renamed('download')],
  ['export-to-grouped', load('export'), load('grouped')],
  ['grouped-changed', load('grouped'), grouped(load('grouped'))],
  ['grouped-renamed-and-changed', grouped(load('grouped')), renamed('grouped')],
]

for (const [name, before, after] of GOLDEN) {
  test(`the report ${name} reads as it should`, () => {
    const file = new URL(`../../../test/golden/flow/${name}.txt`, import.meta.url)
    const report = `${describeComparison(compareFlows(before, after)).join('\n')}\n`
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, report)
    assert.ok(existsSync(file), 'run again with UPDATE_GOLDEN=1')
    assert.equal(report, readFileSync(file, 'utf8'))
  })
}

test('a renamed flow is the same flow', () => {
  for (const name of ['export', 'download', 'grouped']) {
    assert.equal(compareFlows(load(name), renamed(name)).same, true)
  }
})

test('nodes match by type, name and wiring where ids do not help, and only real changes are told', () => {
  const one = compareFlows(load('export'), load('download'))
  const other = compareFlows(load('export'), renamed('download'))
  const shape = ({ nodes, edges }: typeof one): unknown => ({
    added: nodes.added.map(({ name }) => name),
    removed: nodes.removed.map(({ name }) => name),
    changed: nodes.changed.map(({ before, fields }) => [before.name, fields.map(({ field }) => field)]),
    edges: [edges.added, edges.removed, edges.changed].map((list) =>
      list.map(({ from, to }) => [from.name, to.name]),
    ),
  })
  assert.deepEqual(shape(other), shape(one))
  assert.deepEqual(shape(one), {
    added: ['Search Console'],
    removed: [],
    changed: [
      ['Prompt Template', ['template', 'queries']],
      ['Language Model', ['code', 'model_name']],
    ],
    edges: [[['Search Console', 'Prompt Template']], [], []],
  })
})

test('a comparison and its reverse mirror each other', () => {
  const [there, back] = [
    compareFlows(load('export'), load('download')),
    compareFlows(load('download'), load('export')),
  ]
  assert.deepEqual(there.nodes.added, back.nodes.removed)
  assert.deepEqual(there.edges.added, back.edges.removed)
  assert.deepEqual(there.variables, { added: back.variables.removed, removed: back.variables.added })
})

test('of two nodes of one type and name, each is matched with the one that is most like it', () => {
  const twoPrompts = (names: [string, string], last: string): FlowDocument => {
    const flow = JSON.parse(content('export'))
    const text = JSON.stringify(flow.data.nodes[1])
    const copies = ['Greet {request}', 'Say goodbye to {request}'].map((template, index) => {
      const copy = JSON.parse(text.replaceAll('Prompt-Tq3bZ', names[index] ?? ''))
      copy.data.node.template.template.value = template
      copy.data.node.template.request.value = index === 1 ? last : 'nobody'
      return copy
    })
    // Their order in the document is by id, as it may be after an import.
    copies.sort((one, other) => (one.id < other.id ? -1 : 1))
    flow.data.nodes.splice(1, 1, ...copies)
    flow.data.edges.splice(0, 2)
    return read(JSON.stringify(flow))
  }
  const { nodes } = compareFlows(
    twoPrompts(['Prompt-aaaaa', 'Prompt-bbbbb'], 'you'),
    twoPrompts(['Prompt-yyyyy', 'Prompt-xxxxx'], 'everyone'),
  )
  assert.deepEqual(
    nodes.changed.map(({ before, after, fields }) => [before.id, after.id, fields.map(({ field }) => field)]),
    [['Prompt-bbbbb', 'Prompt-xxxxx', ['request']]],
  )
})

test('secrets show in no comparison, neither old nor new, and code only by its lines', () => {
  const key = (word: string): string =>
    `sk-${word}${Array.from({ length: 40 }, (_, i) => 'aB3dE7gH9k'[(i * 7) % 10]).join('')}`
  const place = '/data/nodes/2/data/node/template'
  const plant = (word: string): FlowDocument => {
    const prompt = set(load('export'), '/data/nodes/1/data/node/template/template/value', `Use ${key(word)}`)
    return set(
      set(prompt, `${place}/api_key/value`, key(word)),
      `${place}/code/value`,
      `key = "${key(word)}"\nrun()`,
    )
  }
  const comparison = compareFlows(plant('one'), plant('two'))
  const text = JSON.stringify([comparison, describeComparison(comparison)])
  assert.ok(!text.includes(key('one')) && !text.includes(key('two')))
  const [prompt, model] = comparison.nodes.changed
  assert.deepEqual([prompt?.fields[0]?.before, prompt?.fields[0]?.after], ['(secret)', '(secret)'])
  assert.deepEqual(
    model?.fields.map(({ field, code }) => [field, code]),
    [
      ['code', { added: 1, removed: 1 }],
      ['api_key', undefined],
    ],
  )
})

test('outputs that change places are told', () => {
  const outputs = (names: string[]): FlowDocument =>
    set(
      load('export'),
      '/data/nodes/2/data/node/outputs',
      names.map((name) => ({ name, types: ['Message'] })),
    )
  const told = (before: string[], after: string[]): unknown =>
    compareFlows(outputs(before), outputs(after)).nodes.changed.map(({ outputs, other }) => [outputs, other])
  assert.deepEqual(told(['text_output', 'model'], ['model', 'text_output']), [
    [{ added: [], removed: [], changed: [] }, ['order of outputs']],
  ])
  assert.deepEqual(told(['text_output', 'model'], ['model', 'text_output', 'data']), [
    [{ added: ['data'], removed: [], changed: [] }, []],
  ])
})

test('two edges into one field that change places are told, and an edge that left the line is not', () => {
  const twoEdges = (order: [string, string]): FlowDocument => {
    const flow = JSON.parse(content('download'))
    const edge = flow.data.edges.find((item: { source: string }) => item.source === 'ChatInput-a1Kd9')
    const other = JSON.parse(
      JSON.stringify(edge).replaceAll('ChatInput-a1Kd9', 'SearchConsole-Zc81f').replaceAll('message', 'rows'),
    )
    const both: Record<string, unknown> = { chat: edge, console: other }
    flow.data.edges = [
      ...order.map((name) => both[name]),
      ...flow.data.edges.filter((item: unknown) => item !== edge),
    ]
    return read(JSON.stringify(flow))
  }
  const turned = compareFlows(twoEdges(['chat', 'console']), twoEdges(['console', 'chat']))
  assert.deepEqual(
    turned.edges.changed.map(({ from, what }) => [from.name, what]),
    [
      ['Chat Input', ['order']],
      ['Search Console', ['order']],
    ],
  )
  const left = compareFlows(twoEdges(['console', 'chat']), load('download'))
  assert.deepEqual([left.edges.removed.length, left.edges.changed.length], [1, 0])
})
