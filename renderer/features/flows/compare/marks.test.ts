import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Version } from '../../../../shared/config/ids.ts'
import type { FlowDocument } from '../../../../shared/flow/document.ts'
import {
  adviseVersion,
  compareFlows,
  compareMetadata,
  countChanges,
  type FlowDifference,
  flowMetadata,
  readFlowFile,
} from '../../../../shared/flow/index.ts'
import { setAt } from '../../../../shared/json/pointer.ts'
import { drawFlow } from '../graph/drawing.ts'
import { mergeFlows } from '../graph/merge.ts'
import { groupKeys, nodesByKey } from '../graph/node-at.ts'
import { marksOf, nodeStatus, remarkOf } from './marks.ts'
import { textChanges } from './text-changes.ts'

const read = (path: string, change = (text: string) => text): FlowDocument => {
  const text = readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
  const [entry] = readFlowFile(change(text), path)
  assert.ok(entry)
  return entry.flow
}

function differenceOf(old: FlowDocument, fresh: FlowDocument): FlowDifference {
  const [before, after] = ['1.0.0', '2.0.0'] as Version[] as [Version, Version]
  const flow = compareFlows(old, fresh)
  const metadata = compareMetadata(flowMetadata(old).custom_metadata, flowMetadata(fresh).custom_metadata)
  const advice = adviseVersion({ before, after, flow, metadata })
  return {
    agent: 'seo' as FlowDifference['agent'],
    before,
    after,
    counts: countChanges({ flow, metadata }),
    advice,
    flow,
    metadata,
  }
}

function compared(before: FlowDocument, after: FlowDocument, open: ReadonlySet<string> = new Set()) {
  const merged = mergeFlows(before.data, after.data)
  const difference = differenceOf(before, after)
  const marks = marksOf(difference, merged, { before, after })
  const keys = [...nodesByKey(merged.data).keys()]
  const { nodes, edges } = drawFlow(merged.data, open)
  const status = new Map(nodes.map((node) => [node.card.name, nodeStatus(node, marks, keys)]))
  return { merged, difference, marks, nodes, edges, status, keys }
}

const V1 = 'migrations/walker/flows/seo/1.2.0.json'
const V2 = 'migrations/walker/flows/seo/2.0.0.json'
const GROUPED = 'shared/flow/samples/grouped.json'

test('the merged graph holds both versions, each node marked by what became of it', () => {
  const { status, edges, marks } = compared(read(V1), read(V2))
  assert.deepEqual(Object.fromEntries([...status].filter(([name]) => name !== 'Note')), {
    'Chat Input': 'same',
    'Analysis Service': 'changed',
    Rules: 'changed',
    'Language Model': 'same',
    'Chat Output': 'same',
    'Search Console Property': 'removed',
  })
  const kinds = Map.groupBy(edges, ({ edge }) => marks.edges.get(edge) ?? 'same')
  const { edges: told } = differenceOf(read(V1), read(V2)).flow
  assert.equal(kinds.get('added')?.length, told.added.length)
  assert.equal(kinds.get('removed')?.length, told.removed.length)
})

test('every difference of nodes and edges has its place in the merged graph', () => {
  for (const [before, after] of [
    [V1, V2],
    [V2, V1],
    ['migrations/walker/flows/content/1.0.0.json', 'migrations/walker/flows/content/1.1.0.json'],
    ['shared/flow/samples/export.json', GROUPED],
  ] as const) {
    const { marks, keys } = compared(read(before), read(after))
    const placed = marks.items.filter(({ part }) => part === 'nodes' || part === 'edges')
    assert.ok(placed.length > 0)
    for (const item of placed) {
      const found = marks.keysOf(item)
      assert.ok(found.length > 0 && found.every((key) => keys.includes(key)), item.title)
    }
    assert.equal(new Set(marks.items.map(({ id }) => id)).size, marks.items.length)
  }
})

test('an import that renamed every id merges into the graph that was there, without a mark', () => {
  const renamed = (text: string) => text.replaceAll(/-(siuGo|7bMQJ|SaNOc|Fk7I9|j0LRQ)/g, '-new$1')
  const { merged, marks, status, edges } = compared(read(V2), read(V2, renamed))
  assert.equal(merged.data.nodes.length, read(V2).data.nodes.length)
  assert.deepEqual(marks.items, [])
  assert.ok([...status.values()].every((each) => each === 'same'))
  assert.ok(edges.every(({ edge }) => !marks.edges.has(edge)))
})

test('a closed group is marked by what changed within it, and an open one shows that itself', () => {
  const before = read(GROUPED)
  const [outer = '', inner = ''] = groupKeys(before.data)
  const place =
    '/data/nodes/1/data/node/flow/data/nodes/0/data/node/flow/data/nodes/1/data/node/template/temperature/value'
  const after = setAt(before, place.slice(1).split('/'), 0.9) as FlowDocument
  const closed = compared(before, after)
  const group = closed.nodes.find(({ key }) => key === outer)
  assert.ok(group)
  assert.equal(nodeStatus(group, closed.marks, closed.keys), 'changed')
  assert.equal(remarkOf(group, closed.marks, closed.keys), '1 inside')
  const open = compared(before, after, new Set([outer, inner]))
  const changed = open.nodes.filter((node) => nodeStatus(node, open.marks, open.keys) === 'changed')
  assert.deepEqual(
    changed.map(({ parent }) => parent),
    [inner],
  )
})

test('what was removed covers nothing of what is there', () => {
  const { nodes } = compared(read(V1), read(V2))
  const removed = nodes.find(({ card }) => card.name === 'Search Console Property')
  assert.ok(removed)
  for (const other of nodes.filter((node) => node !== removed)) {
    const apart =
      removed.x >= other.x + other.width ||
      other.x >= removed.x + removed.width ||
      removed.y >= other.y + other.height ||
      other.y >= removed.y + removed.height
    assert.ok(apart, other.card.name)
  }
})

test('texts that changed are there whole, old and new', () => {
  const [before, after] = [read(V1), read(V2)]
  const texts = textChanges(differenceOf(before, after), before, after)
  assert.deepEqual(
    texts.map(({ title, field, language }) => [title, field, language]),
    [
      ['Analysis Service', 'code', 'python'],
      ['Rules', 'template', 'markdown'],
    ],
  )
  for (const { before: old, after: fresh } of texts) assert.ok(old !== '' && fresh !== '' && old !== fresh)
})
