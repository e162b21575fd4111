import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parsePointer, removeAt, setAt } from '../../json/pointer.ts'
import type { Json } from '../../json/value.ts'
import type { FlowDocument } from '../document.ts'
import { readFlowFile } from '../read/read-flow-file.ts'
import { flowHash, flowMeaning } from './meaning.ts'

const load = (name: string): FlowDocument => {
  const [entry] = readFlowFile(readFileSync(new URL(`../samples/${name}.json`, import.meta.url)), name)
  assert.ok(entry)
  return entry.flow
}
const set = (flow: FlowDocument, place: string, value: Json): FlowDocument =>
  setAt(flow, parsePointer(place), value) as FlowDocument
const remove = (flow: FlowDocument, place: string): FlowDocument =>
  removeAt(flow, parsePointer(place)) as FlowDocument

const INNER = '/data/nodes/1/data/node/flow/data/nodes/0/data/node/flow/data/nodes/1'

const NOISE: [place: string, value: Json][] = [
  ['/data/nodes/0/position', { x: 1, y: 2 }],
  ['/data/nodes/0/measured', { width: 1, height: 2 }],
  ['/data/nodes/0/selected', true],
  ['/data/nodes/0/dragging', true],
  ['/data/nodes/0/width', 300],
  ['/data/nodes/0/positionAbsolute', { x: 1, y: 2 }],
  ['/data/nodes/0/data/showNode', false],
  ['/data/nodes/0/data/node/lf_version', '1.13.0'],
  ['/data/nodes/0/data/node/score', 2.220446049250313e-16],
  ['/data/nodes/0/data/node/metadata/code_hash', 'ffffffffffff'],
  ['/data/nodes/0/data/node/metadata/dependencies', { total_dependencies: 0 }],
  ['/data/nodes/0/data/node/template/_frontend_node_flow_id', { type: 'str', value: 'an id' }],
  ['/data/edges/0/animated', true],
  ['/data/edges/0/className', 'runs'],
  ['/data/edges/0/id', 'another'],
  ['/data/viewport', { x: 9, y: 9, zoom: 2 }],
  ['/id', 'another'],
  ['/name', 'SEO Walker (1)'],
  ['/description', 'Something else'],
  ['/endpoint_name', null],
  ['/tags', []],
  ['/locked', true],
  ['/last_tested_version', '1.13.0'],
]

const MEANT: [place: string, value: Json][] = [
  ['/data/nodes/0/data/type', 'TextInput'],
  ['/data/nodes/0/data/selected_output', 'message'],
  ['/data/nodes/0/data/node/display_name', 'Question'],
  ['/data/nodes/0/data/node/description', 'What an agent reads of this tool'],
  ['/data/nodes/0/data/node/frozen', true],
  ['/data/nodes/0/data/node/tool_mode', true],
  ['/data/nodes/0/data/node/something_new', 1],
  ['/data/nodes/0/data/node/metadata/module', 'mine.chat'],
  ['/data/nodes/0/data/node/outputs/0/selected', 'Data'],
  ['/data/nodes/1/data/node/template/template/value', 'Another prompt'],
  ['/data/nodes/2/data/node/template/temperature/value', 0.2],
  ['/data/nodes/2/data/node/template/api_key/load_from_db', false],
  ['/data/nodes/2/data/node/template/api_key/value', 'ANOTHER_KEY'],
  ['/data/nodes/2/data/node/template/code/value', 'pass'],
  ['/data/nodes/2/data/node/template/_type', 'Another'],
  ['/data/edges/0/data/targetHandle/inputTypes', ['Data']],
]

test('where and how the canvas draws a flow, and what stands beside its graph, do not change its hash', () => {
  const flow = load('export')
  for (const [place, value] of NOISE) assert.equal(flowHash(set(flow, place, value)), flowHash(flow), place)
})

test('whatever bears on a run changes the hash, and so does a key that nobody knows', () => {
  const flow = load('export')
  const hashes = MEANT.map(([place, value]) => flowHash(set(flow, place, value)))
  assert.equal(new Set([flowHash(flow), ...hashes]).size, MEANT.length + 1)
})

test('a note is no part of the meaning', () => {
  const flow = load('export')
  assert.equal(flowHash(set(flow, '/data/nodes/4/data/node/description', 'Another')), flowHash(flow))
  assert.equal(flowHash(remove(flow, '/data/nodes/4')), flowHash(flow))
})

test('a group within a group counts with all that is in it', () => {
  const flow = load('grouped')
  const changed = set(flow, `${INNER}/data/node/template/temperature/value`, 0.9)
  const moved = set(flow, `${INNER}/position`, { x: 0, y: 0 })
  assert.notEqual(flowHash(changed), flowHash(flow))
  assert.equal(flowHash(moved), flowHash(flow))
})

test('an import that renames ids, and leaves the old ones in the keys of groups, changes nothing', () => {
  const flow = load('grouped')
  let text = JSON.stringify(flow)
  // Wherever an id stands by itself, and not within a key or a port of a group.
  for (const id of [
    'Prompt-gA1pX',
    'LanguageModelComponent-gB2qY',
    'Prompt-gC4sV',
    'groupComponent-h3cRw',
    'groupComponent-k5dTu',
    'ChatInput-m6eNq',
  ]) {
    text = text.replaceAll(`"${id}"`, `"New-${id}"`).replaceAll(`œ${id}œ`, `œNew-${id}œ`)
  }
  assert.ok(text.includes('"text_Prompt-gA1pX_groupComponent-h3cRw"') && text.includes('"New-Prompt-gA1pX"'))
  const [renamed] = readFlowFile(text, 'renamed.json')
  assert.equal(flowHash((renamed as { flow: FlowDocument }).flow), flowHash(flow))
})

test('equal nodes that are wired otherwise are told apart', () => {
  const flow = load('export')
  const prompt = flow.data.nodes[1] as never
  // Two prompts, of which the first or the second answers; as they are equal, it is the same flow.
  const twin = (first: string, second: string): FlowDocument => {
    const copies = [first, second].map((id) =>
      JSON.parse(JSON.stringify(prompt).replaceAll('Prompt-Tq3bZ', id)),
    )
    return {
      ...flow,
      data: { ...flow.data, nodes: [...copies, ...flow.data.nodes.filter((node) => node !== prompt)] },
    }
  }
  assert.equal(flowHash(twin('Prompt-Tq3bZ', 'Prompt-twin1')), flowHash(twin('Prompt-twin1', 'Prompt-Tq3bZ')))
  assert.notEqual(flowHash(twin('Prompt-Tq3bZ', 'Prompt-twin1')), flowHash(flow))
})

test('equal nodes are told apart by what they are wired to, not only by what they are', () => {
  // Two equal prompts between two askers and two answerers: straight, and crossed over.
  const between = (answers: [string, string]): FlowDocument => {
    const flow = load('export')
    const [ask, prompt, , answer] = flow.data.nodes.map((node) => JSON.stringify(node))
    const [edge] = flow.data.edges.map((item) => JSON.stringify(item))
    const [, , last] = flow.data.edges.map((item) => JSON.stringify(item))
    const text = (from: string | undefined, ...renames: [string, string][]): Json =>
      JSON.parse(renames.reduce((made, [id, other]) => made.replaceAll(id, other), from ?? ''))
    const nodes = ['1', '2'].flatMap((n) => [
      text(ask, ['a1Kd9', `in${n}`], ['"Chat Input"', `"Ask ${n}"`]),
      text(prompt, ['Tq3bZ', `mid${n}`]),
      text(answer, ['p0LsE', `out${n}`], ['"Chat Output"', `"Answer ${n}"`]),
    ])
    const edges = ['1', '2'].flatMap((n, index) => [
      text(edge, ['a1Kd9', `in${n}`], ['Tq3bZ', `mid${n}`]),
      text(last, ['LanguageModelComponent-7hWxu', `Prompt-mid${n}`], ['p0LsE', `out${answers[index]}`]),
    ])
    return { ...flow, data: { ...flow.data, nodes, edges } as unknown as FlowDocument['data'] }
  }
  assert.notEqual(flowHash(between(['1', '2'])), flowHash(between(['2', '1'])))
  assert.equal(flowHash(between(['1', '2'])), flowHash(between(['1', '2'])))
})

test('no id is left in the meaning', () => {
  for (const name of ['export', 'grouped']) {
    const text = JSON.stringify(flowMeaning(load(name)))
    assert.doesNotMatch(text, /-(?:a1Kd9|Tq3bZ|7hWxu|p0LsE|gA1pX|gB2qY|h3cRw|gC4sV|k5dTu|m6eNq|n7fOp)/)
  }
})
