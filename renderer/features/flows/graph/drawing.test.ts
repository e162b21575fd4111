import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { FlowDocument } from '../../../../shared/flow/document.ts'
import { readFlowFile } from '../../../../shared/flow/index.ts'
import { removeAt, setAt } from '../../../../shared/json/pointer.ts'
import { connectionsOf } from './connections.ts'
import { drawFlow } from './drawing.ts'
import { neighbourOf } from './neighbours.ts'
import { groupKeys, groupsAround, nodeAt } from './node-at.ts'
import { outlineOf } from './outline.ts'
import { findNodes } from './search.ts'

const read = (path: string): FlowDocument => {
  const [entry] = readFlowFile(readFileSync(new URL(`../../../../${path}`, import.meta.url)), path)
  assert.ok(entry)
  return entry.flow
}
const grouped = read('shared/flow/samples/grouped.json')
const walker = read('migrations/walker/flows/seo/2.0.0.json')
const CLOSED: ReadonlySet<string> = new Set()

test('nodes stand where the export has them', () => {
  const { nodes } = drawFlow(walker.data, CLOSED)
  assert.deepEqual(
    nodes.map(({ key, x, y }) => ({ key, x, y })),
    walker.data.nodes.map(({ id, position }) => ({ key: id, ...(position as { x: number; y: number }) })),
  )
})

test('where the export does not say of every node, all are laid out', () => {
  const bare = removeAt(walker, ['data', 'nodes', '2', 'position']) as FlowDocument
  const { nodes } = drawFlow(bare.data, CLOSED)
  const x = (name: string) => nodes.find(({ card }) => card.name === name)?.x ?? Number.NaN
  assert.ok(x('Chat Input') < x('Analysis Service') && x('Analysis Service') < x('Language Model'))
  assert.ok(x('Language Model') < x('Chat Output'))
})

test('every edge ends at rows that its cards have', () => {
  for (const { data } of [walker, grouped]) {
    for (const open of [CLOSED, new Set(groupKeys(data))]) {
      const { nodes, edges } = drawFlow(data, open)
      for (const { from, to } of edges) {
        const [source, target] = [from, to].map(({ key }) => nodes.find((node) => node.key === key)?.card)
        assert.ok(
          source?.outputs.some(({ name }) => name === from.port),
          `${from.key}.${from.port}`,
        )
        assert.ok(
          target?.fields.some(({ name }) => name === to.port),
          `${to.key}.${to.port}`,
        )
      }
    }
  }
})

test('an open group shows its nodes within its frame, and edges lead on to them', () => {
  const [group = ''] = groupKeys(grouped.data)
  const closed = drawFlow(grouped.data, CLOSED)
  const open = drawFlow(grouped.data, new Set([group]))
  const frame = open.nodes.find(({ key }) => key === group)
  const inner = open.nodes.filter(({ parent }) => parent === group)
  assert.ok(frame?.isOpen && inner.length > 0)
  for (const { x, y, width, height } of inner) {
    assert.ok(x >= 0 && y >= 0 && x + width <= frame.width && y + height <= frame.height)
  }
  assert.ok(closed.edges.some(({ from }) => from.key === group))
  assert.ok(!open.edges.some(({ from }) => from.key === group))
  // What stood right of the group made room.
  const after = (drawing: typeof open) =>
    drawing.nodes.find(({ card }) => card.name === 'Chat Output')?.x ?? 0
  assert.ok(after(open) > after(closed))
})

test('a variable shows by its name, on cards and in a search', () => {
  const { nodes } = drawFlow(walker.data, CLOSED)
  const service = nodes.find(({ card }) => card.name === 'Analysis Service')
  assert.deepEqual(
    service?.card.fields.map(({ name, value, isBound }) => [name, value, isBound]).slice(0, 2),
    [
      ['url', 'MICROSERVICE_URL', true],
      ['tenant_id', 'TENANT_ID', true],
    ],
  )
  assert.deepEqual(findNodes(walker.data, 'microservice_url'), [service?.key])
  assert.deepEqual(findNodes(walker.data, 'analysis SERVICE tenant_id'), [service?.key])
})

test('a secret shows as nothing but one, and is not found by a search', () => {
  const secret = { type: 'str', password: true, show: true, value: 'hunter2-hunter2', display_name: 'Key' }
  const at = walker.data.nodes.findIndex(({ id }) => id.startsWith('AnalysisService'))
  const place = ['data', 'nodes', String(at), 'data', 'node', 'template', 'secret']
  const { data } = setAt(walker, place, secret) as FlowDocument
  const row = drawFlow(data, CLOSED).nodes[at]?.card.fields.find(({ name }) => name === 'secret')
  assert.match(row?.value ?? '', /^•+$/)
  assert.deepEqual(findNodes(data, 'hunter2'), [])
})

test('an edge to a field that is not there ends at a row that says so', () => {
  const at = walker.data.nodes.findIndex(({ id }) => id.startsWith('AnalysisService'))
  const lost = removeAt(walker, [
    'data',
    'nodes',
    String(at),
    'data',
    'node',
    'template',
    'task',
  ]) as FlowDocument
  const { nodes } = drawFlow(lost.data, CLOSED)
  const rows = nodes[at]?.card.fields ?? []
  assert.deepEqual(
    rows.filter(({ isMissing }) => isMissing).map(({ name }) => name),
    ['task'],
  )
})

test('the arrow keys lead along the edges and back', () => {
  const drawing = drawFlow(walker.data, CLOSED)
  const [input, service] = ['Chat Input', 'Analysis Service'].map(
    (name) => drawing.nodes.find(({ card }) => card.name === name)?.key ?? '',
  ) as [string, string]
  assert.equal(neighbourOf(drawing, input, 'ArrowRight'), service)
  assert.equal(neighbourOf(drawing, service, 'ArrowLeft'), input)
  assert.equal(neighbourOf(drawing, service, 'Enter'), undefined)
})

test('the outline says every connection from both of its ends, through groups', () => {
  const lines = outlineOf(walker.data).flatMap(({ name, connections }) =>
    connections.map(({ text }) => `${name} ${text}`),
  )
  assert.ok(lines.includes('Chat Input gives Chat Message to Analysis Service: Task'))
  assert.ok(lines.includes('Analysis Service takes Task from Chat Input: Chat Message'))
  const inner = [...connectionsOf(grouped.data)].filter(([key]) => key.includes('/'))
  assert.ok(inner.some(([, list]) => list.some(({ other }) => !other.includes('/'))))
})

test('a key leads to its node, and names the groups around it', () => {
  const key = groupKeys(grouped.data).find((each) => each.includes('/')) ?? ''
  assert.equal(nodeAt(grouped.data, key)?.id, key.split('/').at(-1))
  assert.deepEqual(groupsAround(key), [groupKeys(grouped.data)[0]])
})
