import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, dropped, readFlow, sampleFlow, sampleText } from '../../../test/support/flows.ts'
import type { FlowDocument } from '../document.ts'
import { compareFlows } from './compare.ts'

const FLOW = sampleFlow('export')
const names = (
  edges: readonly { from: { name: string }; output: string; to: { name: string }; field: string }[],
) => edges.map(({ from, output, to, field }) => `${from.name}.${output} -> ${to.name}.${field}`)

test('an edge to another field is one less and one more', () => {
  const text = sampleText('export')
  const flow = JSON.parse(text)
  const edge = flow.data.edges[1]
  flow.data.edges[1] = JSON.parse(JSON.stringify(edge).replaceAll('input_value', 'model_name'))
  const { edges } = compareFlows(FLOW, readFlow(JSON.stringify(flow)))
  assert.deepEqual(names(edges.removed), ['Prompt Template.prompt -> Language Model.input_value'])
  assert.deepEqual(names(edges.added), ['Prompt Template.prompt -> Language Model.model_name'])
  assert.deepEqual(edges.broken, [])
})

test('an edge whose output vanished is broken, and the node says which edges the output had', () => {
  const { nodes, edges } = compareFlows(FLOW, dropped(FLOW, '/data/nodes/0/data/node/outputs/0'))
  assert.deepEqual(
    edges.broken.map(({ missing, to }) => [missing, to.name]),
    [['output', 'Prompt Template']],
  )
  const [removed] = nodes.changed[0]?.outputs.removed ?? []
  assert.deepEqual([removed?.output, removed?.is_last], ['message', false])
  assert.deepEqual(names(removed?.edges ?? []), ['Chat Input.message -> Prompt Template.request'])
})

test('an edge whose field vanished is broken, and one that was broken before is no change', () => {
  const broken = dropped(FLOW, '/data/nodes/1/data/node/template/request')
  assert.deepEqual(
    compareFlows(FLOW, broken).edges.broken.map(({ missing, from }) => [missing, from.name]),
    [['field', 'Chat Input']],
  )
  const later = changed(broken, { '/data/nodes/2/data/node/template/temperature/value': 0.5 })
  assert.deepEqual(compareFlows(broken, later).edges.broken, [])
})

test('an edge whose ends take other types is told', () => {
  const after = changed(FLOW, { '/data/edges/0/data/targetHandle/inputTypes': ['Data'] })
  assert.deepEqual(
    compareFlows(FLOW, after).edges.changed.map(({ from, what }) => [from.name, what]),
    [['Chat Input', ['types']]],
  )
})

test('two edges into one field that change places are told, and an edge that left the line is not', () => {
  const twoEdges = (order: [string, string]): FlowDocument => {
    const flow = JSON.parse(sampleText('download'))
    const edge = flow.data.edges.find((item: { source: string }) => item.source === 'ChatInput-a1Kd9')
    const other = JSON.parse(
      JSON.stringify(edge).replaceAll('ChatInput-a1Kd9', 'SearchConsole-Zc81f').replaceAll('message', 'rows'),
    )
    const both: Record<string, unknown> = { chat: edge, console: other }
    flow.data.edges = [
      ...order.map((name) => both[name]),
      ...flow.data.edges.filter((item: unknown) => item !== edge),
    ]
    return readFlow(JSON.stringify(flow))
  }
  const turned = compareFlows(twoEdges(['chat', 'console']), twoEdges(['console', 'chat']))
  assert.deepEqual(
    turned.edges.changed.map(({ from, what }) => [from.name, what]),
    [
      ['Chat Input', ['order']],
      ['Search Console', ['order']],
    ],
  )
  const left = compareFlows(twoEdges(['console', 'chat']), sampleFlow('download'))
  assert.deepEqual([left.edges.removed.length, left.edges.changed.length], [1, 0])
})

test('outputs that change places or come and go are told', () => {
  const outputs = (outs: string[]): FlowDocument =>
    changed(FLOW, {
      '/data/nodes/2/data/node/outputs': outs.map((name) => ({ name, types: ['Message'] })),
    })
  const told = (before: string[], after: string[]): unknown =>
    compareFlows(outputs(before), outputs(after)).nodes.changed.map(
      ({ outputs: { added, removed }, other }) => [
        added,
        removed.map(({ output }) => output),
        other.map(({ key }) => key),
      ],
    )
  assert.deepEqual(told(['text_output', 'model'], ['model', 'text_output']), [[[], [], ['order of outputs']]])
  assert.deepEqual(told(['text_output', 'model'], ['model', 'text_output', 'data']), [[['data'], [], []]])
  assert.deepEqual(told(['text_output', 'model'], ['text_output']), [[[], ['model'], []]])
})

test('a node made a tool is told by what it gives now and by its mode', () => {
  const after = changed(FLOW, {
    '/data/nodes/2/data/node/tool_mode': true,
    '/data/nodes/2/data/node/outputs': [{ name: 'component_as_tool', types: ['Tool'] }],
  })
  const { nodes, edges } = compareFlows(FLOW, after)
  const [node] = nodes.changed
  assert.deepEqual(
    [node?.outputs.added, node?.outputs.removed.map(({ output }) => output)],
    [['component_as_tool'], ['text_output']],
  )
  assert.deepEqual(
    node?.other.map(({ key, incidental }) => [key, incidental]),
    [['tool_mode', false]],
  )
  assert.equal(edges.broken.length, 1)
})
