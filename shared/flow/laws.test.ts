import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equalJson } from '../json/equal.ts'
import type { Json } from '../json/value.ts'
import { compareFlows } from './compare/compare.ts'
import type { FlowDocument } from './document.ts'
import { exportFlow } from './export.ts'
import { importFlow } from './import.ts'
import { flowHash } from './meaning/meaning.ts'
import { readFlowFile } from './read/read-flow-file.ts'

// A flow is generated as plain data without ids, and then written out as Langflow would, under ids,
// places on the canvas, an order and a spelling of handles that are each chosen apart.

type Part = { type: string; name: string; fields: Record<string, Json>; inner: Graph | null }
type Graph = {
  parts: Part[]
  edges: { from: number; to: number; output: string; field: string }[]
  note: string | null
}

const FIELDS = ['first', 'second', 'third']
const OUTPUTS = ['text', 'data']
const TYPES = ['ChatInput', 'Prompt', 'Agent']

const value: fc.Arbitrary<Json> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 2 }),
)

const graphOf = (depth: number): fc.Arbitrary<Graph> => {
  const inner = depth === 0 ? fc.constant(null) : fc.option(graphOf(depth - 1), { freq: 4 })
  const part = fc.record({
    type: fc.constantFrom(...TYPES),
    name: fc.constantFrom('Ask', 'Answer', 'Think'),
    fields: fc.dictionary(fc.constantFrom(...FIELDS), value),
    inner,
  })
  const index = fc.nat({ max: 20 })
  const edge = fc.record({
    from: index,
    to: index,
    output: fc.constantFrom(...OUTPUTS),
    field: fc.constantFrom(...FIELDS),
  })
  return fc
    .record({
      parts: fc.array(part, { minLength: 1, maxLength: depth === 2 ? 5 : 3 }),
      edges: fc.array(edge, { maxLength: 6 }),
      note: fc.option(fc.string()),
    })
    .map((graph) => ({
      ...graph,
      edges: graph.edges.map((e) => ({
        ...e,
        from: e.from % graph.parts.length,
        to: e.to % graph.parts.length,
      })),
    }))
}

type Spelling = {
  seed: number
  /** What ids begin with, so that none is by chance another's. */
  prefix: string
  spaced: boolean
  quoted: boolean
  linesOfCode: boolean
  keysReversed: boolean
  staleGroupKeys: boolean
}

const spelling: fc.Arbitrary<Spelling> = fc.record({
  seed: fc.nat(),
  prefix: fc.constant('s'),
  spaced: fc.boolean(),
  quoted: fc.boolean(),
  linesOfCode: fc.boolean(),
  keysReversed: fc.boolean(),
  // After an import through the interface, a group's keys go on naming the ids of before.
  staleGroupKeys: fc.boolean(),
})

function write(graph: Graph, style: Spelling): string {
  let state = style.seed % 2147483646
  const random = (): number => {
    state = (state * 48271 + 1) % 2147483647
    return state
  }
  const shuffled = <T>(items: T[]): T[] =>
    items
      .map((item) => ({ item, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item)
  const handle = (object: object): string => {
    const text = style.spaced ? JSON.stringify(object, null, 1) : JSON.stringify(object)
    return style.quoted ? text : text.replaceAll('"', 'œ')
  }
  type Exposed = { id: string; fieldKey: (field: string) => string; outputKey: (output: string) => string }
  const writeGraph = ({ parts, edges, note }: Graph): { data: Json; last: Exposed } => {
    const exposed: Exposed[] = []
    const nodes = parts.map((part, at) => {
      const id = `${part.type}-${style.prefix}${random().toString(36)}`
      const inside = part.inner && writeGraph(part.inner)
      const naming = style.staleGroupKeys ? `Old-${at}` : inside?.last.id
      const fieldKey = (field: string): string =>
        inside ? `${inside.last.fieldKey(field)}_${naming}` : field
      const outputKey = (output: string): string =>
        inside ? `${naming}_${inside.last.outputKey(output)}` : output
      exposed.push({ id, fieldKey, outputKey })
      const field = (name: string): object => ({
        name,
        type: 'str',
        ...(name in part.fields ? { value: part.fields[name] } : {}),
        ...(inside ? { proxy: { id: inside.last.id, field: inside.last.fieldKey(name) } } : {}),
      })
      const output = (name: string): object => ({
        name: outputKey(name),
        types: ['Message'],
        ...(inside
          ? { proxy: { id: inside.last.id, name: inside.last.outputKey(name), nodeDisplayName: 'x' } }
          : {}),
      })
      const code = ['def run():', `    return ${JSON.stringify(part.name)}`]
      return {
        id,
        type: 'genericNode',
        position: { x: random(), y: random() },
        selected: random() % 2 === 0,
        data: {
          id,
          type: inside ? 'GroupNode' : part.type,
          showNode: random() % 2 === 0,
          node: {
            display_name: part.name,
            lf_version: `1.${random() % 9}.0`,
            outputs: OUTPUTS.map(output),
            template: {
              _type: 'Component',
              ...Object.fromEntries(FIELDS.map((name) => [fieldKey(name), field(name)])),
              code: { type: 'code', value: style.linesOfCode ? code : code.join('\n') },
            },
            ...(inside ? { flow: { name: part.name, data: inside.data } } : {}),
          },
        },
      }
    })
    const written = edges.map((edge, turn) => {
      const [from, to] = [exposed[edge.from] as Exposed, exposed[edge.to] as Exposed]
      const source = {
        dataType: 'x',
        id: from.id,
        name: from.outputKey(edge.output),
        output_types: ['Message'],
      }
      const target = { fieldName: to.fieldKey(edge.field), id: to.id, inputTypes: ['Message'], type: 'str' }
      return {
        turn,
        edge: {
          id: `reactflow__edge-${from.id}${handle(source)}-${to.id}${handle(target)}`,
          source: from.id,
          target: to.id,
          sourceHandle: handle(source),
          targetHandle: handle(target),
          data: { sourceHandle: source, targetHandle: target },
          animated: random() % 2 === 0,
        },
        port: JSON.stringify([edge.to, edge.field]),
      }
    })
    // Edges into one field keep their order, for it decides the order of their values.
    const queues = Map.groupBy(written, ({ port }) => port)
    const mixed = shuffled(written).map(({ port }) => queues.get(port)?.shift()?.edge)
    const notes =
      note === null
        ? []
        : [{ id: `note-${random()}`, type: 'noteNode', data: { type: 'note', node: { description: note } } }]
    return {
      data: {
        nodes: shuffled([...nodes, ...notes]),
        edges: mixed,
        viewport: { x: random(), y: 0, zoom: 1 },
      } as unknown as Json,
      last: exposed.at(-1) as Exposed,
    }
  }
  const flow = { id: `id-${random()}`, name: 'A flow', description: '', data: writeGraph(graph).data }
  return JSON.stringify(style.keysReversed ? reversed(flow) : flow)
}

const reversed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, item]) => [key, reversed(item)]),
        )
      : value

const read = (text: string): FlowDocument =>
  (readFlowFile(text, 'generated.json')[0] as { flow: FlowDocument }).flow

const PLAIN: Spelling = {
  seed: 1,
  prefix: 'p',
  spaced: false,
  quoted: false,
  linesOfCode: false,
  keysReversed: false,
  staleGroupKeys: false,
}
const graph = graphOf(2)
const runs = { numRuns: 100 }

test('a flow keeps its hash under other ids, places, order, notes’ places, spacing, and lines of code', () => {
  fc.assert(
    fc.property(graph, spelling, spelling, (flow, one, other) => {
      assert.equal(flowHash(read(write(flow, one))), flowHash(read(write(flow, other))))
    }),
    runs,
  )
})

/** Every graph within a graph, the outermost first. */
const levels = (outer: Graph): Graph[] => [
  outer,
  ...outer.parts.flatMap(({ inner }) => (inner ? levels(inner) : [])),
]

/** Makes every node unlike every other, so that no change can be a mere exchange of equals. */
const tagged = (outer: Graph): Graph => {
  const copy = structuredClone(outer)
  for (const [tag, part] of levels(copy)
    .flatMap(({ parts }) => parts)
    .entries())
    part.fields.first = `tag ${tag}`
  return copy
}

/** Changes a graph in place; says whether it could. */
type Change = (graph: Graph) => boolean
const assign = <T extends object>(target: T | undefined, change: Partial<T>): boolean =>
  target !== undefined && Object.assign(target, change) === target

const changes: Record<string, Change> = {
  'a value': ({ parts: [part] }) => assign(part?.fields, { second: 'a changed value' }),
  'a name': ({ parts: [part] }) => assign(part, { name: 'Another' }),
  'a node more': ({ parts }) => parts.push({ type: 'Agent', name: 'New', fields: {}, inner: null }) > 0,
  'an edge more': ({ edges }) => edges.push({ from: 0, to: 0, output: 'text', field: 'third' }) > 0,
  'an edge less': ({ edges }) => edges.shift() !== undefined,
  'an edge to another field': ({ edges: [edge] }) =>
    assign(edge, { field: edge?.field === 'first' ? 'second' : 'first' }),
  'an edge from another output': ({ edges: [edge] }) =>
    assign(edge, { output: edge?.output === 'text' ? 'data' : 'text' }),
  'an edge from another node': ({ parts, edges: [edge] }) =>
    parts.length > 1 && assign(edge, { from: ((edge?.from ?? 0) + 1) % parts.length }),
  'the order of values of a field': ({ parts, edges }) => {
    if (parts.length < 2) return false
    edges.push(
      { from: 0, to: 0, output: 'text', field: 'third' },
      { from: 1, to: 0, output: 'text', field: 'third' },
    )
    return true
  },
}

test('any change of a value, a node or an edge at any depth changes the hash, and the comparison tells it', () => {
  fc.assert(
    fc.property(
      graph,
      fc.constantFrom(...Object.keys(changes)),
      fc.nat(),
      spelling,
      (drawn, name, pick, style) => {
        const [before, after] = [tagged(drawn), tagged(drawn)]
        const all = levels(after)
        const where = pick % all.length
        const change = changes[name] as Change
        fc.pre(change(all[where] as Graph))
        if (name === 'the order of values of a field') {
          const [old, fresh] = [levels(before)[where] as Graph, all[where] as Graph]
          old.edges.push(...fresh.edges.slice(-2).reverse())
        }
        const [a, b] = [read(write(before, PLAIN)), read(write(after, style))]
        assert.notEqual(flowHash(a), flowHash(b), name)
        const { same, nodes, edges } = compareFlows(a, b)
        assert.equal(same, false)
        const told = [...Object.values(nodes), ...Object.values(edges)].flat()
        assert.ok(told.length > 0, name)
      },
    ),
    runs,
  )
})

/** What a comparison tells, counted, without what it counts none of. */
const tally = (before: FlowDocument, after: FlowDocument): Record<string, number> => {
  const { nodes, edges } = compareFlows(before, after)
  const counts = Object.entries({ nodes, edges }).flatMap(([part, lists]) =>
    Object.entries(lists).map(([change, list]): [string, number] => [`${part} ${change}`, list.length]),
  )
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

const TALLIES: Record<string, Record<string, number>> = {
  'a value': { 'nodes changed': 1 },
  'a name': { 'nodes changed': 1 },
  'a node more': { 'nodes added': 1 },
  'an edge more': { 'edges added': 1 },
  'an edge less': { 'edges removed': 1 },
  'an edge to another field': { 'edges added': 1, 'edges removed': 1 },
  'an edge from another output': { 'edges added': 1, 'edges removed': 1 },
  'an edge from another node': { 'edges added': 1, 'edges removed': 1 },
}

const edgeKeys = ({ edges }: Graph): Set<string> =>
  new Set(edges.map((edge) => JSON.stringify(Object.entries(edge).sort())))
const isPlain = (graph: Graph): boolean => edgeKeys(graph).size === graph.edges.length

test('one change is told as one, under whatever ids and in whatever order the later flow is written', () => {
  fc.assert(
    fc.property(graph, fc.constantFrom(...Object.keys(TALLIES)), spelling, (drawn, name, style) => {
      const [before, after] = [tagged(drawn), tagged(drawn)]
      fc.pre((changes[name] as Change)(after))
      // Of edges that are equal, nobody can say which one went.
      fc.pre(isPlain(before) && isPlain(after))
      assert.deepEqual(tally(read(write(before, PLAIN)), read(write(after, style))), TALLIES[name])
    }),
    runs,
  )
})

test('two flows have one hash exactly where their comparison finds nothing', () => {
  fc.assert(
    fc.property(graph, graph, spelling, (one, other, style) => {
      const [a, b] = [read(write(one, PLAIN)), read(write(other, style))]
      const { same, nodes, edges } = compareFlows(a, b)
      const told = [...Object.values(nodes), ...Object.values(edges)].flat()
      assert.equal(same, flowHash(a) === flowHash(b))
      assert.equal(told.length === 0, same)
    }),
    runs,
  )
})

test('importing what was exported gives the same document, record and hash', () => {
  fc.assert(
    fc.property(graph, spelling, (flow, style) => {
      const first = importFlow(readFlowFile(write(flow, style), 'a.json')[0] as never)
      const [entry] = readFlowFile(JSON.stringify(exportFlow(first.flow, first.meta)), 'b.json')
      const second = importFlow(entry as never)
      assert.ok(equalJson(second.flow, first.flow))
      assert.deepEqual(second.meta, first.meta)
      assert.deepEqual(second.removed, [])
    }),
    runs,
  )
})
