import { getMember } from '../../json/object.ts'
import { isObject, type Json, type JsonObject } from '../../json/value.ts'
import {
  componentOf,
  type FlowData,
  type FlowEdge,
  type FlowNode,
  innerFlowOf,
  isNote,
  listAt,
  objectAt,
  textAt,
  without,
} from '../document.ts'
import { handlesOf, portOf } from '../handles.ts'
import { COMPONENT_NOISE, DATA_NOISE, isFieldNoise, METADATA_NOISE, NODE_NOISE } from './noise.ts'

/**
 * A flow as a graph without ids: every node of every level is a vertex, and whatever names a node
 * by its id is a link. Two flows mean the same when their graphs are the same up to the order of
 * vertices and links. Notes are no part of it.
 */
export type FlowGraph = { readonly vertices: readonly Vertex[]; readonly links: readonly Link[] }

export type Vertex = {
  readonly node: FlowNode
  /** Index of the group around it. */
  readonly parent: number | undefined
  /** What the node means by itself. `fields` is the template without what stands for fields of inner nodes. */
  readonly content: {
    readonly fields: JsonObject
    readonly outputs: readonly Json[]
    readonly rest: JsonObject
  }
}

/**
 * What joins vertices: an edge, a group and a node within it, a group's field or output that stands
 * for an inner node's. `ends` are the indices of the vertices by their roles: an edge to a field of
 * a group leads on to the inner node whose field it is. `name` tells links between the same ends
 * apart, `detail` is the rest that counts.
 */
export type Link = {
  readonly kind: 'edge' | 'inside' | 'field' | 'output'
  readonly name: JsonObject
  readonly detail: JsonObject
  readonly ends: readonly (readonly [role: string, vertex: number])[]
}

type Level = Map<
  string,
  { readonly node: FlowNode; readonly index: number; readonly inner: Level | undefined }
>
type Port = { readonly vertices: readonly number[]; readonly name: string }

/** The graph of a flow. Vertices stand in the document's order, each group before the nodes within it. */
export function flowGraph(data: FlowData): FlowGraph {
  const vertices: Vertex[] = []
  const links: Link[] = []
  addLevel(data, undefined, vertices, links)
  return { vertices, links }
}

function addLevel(data: FlowData, parent: number | undefined, vertices: Vertex[], links: Link[]): Level {
  const level: Level = new Map()
  for (const node of data.nodes) {
    if (isNote(node)) continue
    const index = vertices.length
    const vertex = { node, parent, content: { fields: {}, outputs: [], rest: {} } as Vertex['content'] }
    vertices.push(vertex)
    if (parent !== undefined)
      links.push({
        kind: 'inside',
        name: {},
        detail: {},
        ends: [
          ['group', parent],
          ['node', index],
        ],
      })
    const flow = innerFlowOf(node)
    const inner = flow && addLevel(flow, index, vertices, links)
    const entry = { node, index, inner }
    level.set(node.id, entry)
    vertex.content = contentOf(entry, links)
  }
  const order = new Map<string, number>()
  for (const edge of data.edges) addEdge(edge, level, order, links)
  return level
}

type Entry = NonNullable<ReturnType<Level['get']>>

function contentOf(entry: Entry, links: Link[]): Vertex['content'] {
  const component = componentOf(entry.node)
  const ownFields: [string, Json][] = []
  for (const [key, field] of Object.entries(objectAt(component, 'template'))) {
    if (isFieldNoise(key)) continue
    const port = inputPort(entry, key)
    if (port.vertices.length === 1) ownFields.push([key, field])
    else {
      // The key names the inner node, and may still name it by an id that it had before an import.
      const detail = without(field as JsonObject, PROXY)
      links.push({ kind: 'field', name: { field: port.name }, detail, ends: ends('inner', port) })
    }
  }
  const ownOutputs: Json[] = []
  for (const output of listAt(component, 'outputs')) {
    const port = outputPort(entry, isObject(output) ? (textAt(output, 'name') ?? '') : '')
    if (port.vertices.length === 1) ownOutputs.push(output)
    else {
      const detail = without(output as JsonObject, PROXY)
      links.push({ kind: 'output', name: { output: port.name }, detail, ends: ends('inner', port) })
    }
  }
  const metadata = without(objectAt(component, 'metadata'), METADATA_NOISE)
  const rest = {
    node: without(entry.node, NODE_NOISE),
    data: without(entry.node.data, DATA_NOISE),
    component: { ...without(component, COMPONENT_NOISE), metadata },
  }
  return { fields: Object.fromEntries(ownFields), outputs: ownOutputs, rest }
}

const PROXY: ReadonlySet<string> = new Set(['proxy', 'name'])

/** Follows a field of a group to the inner node's field that it stands for, through groups within groups. */
function inputPort(entry: Entry, field: string): Port {
  const proxy = objectAt(objectAt(objectAt(componentOf(entry.node), 'template'), field), 'proxy')
  return follow(entry, proxy, 'field', field, inputPort)
}

function outputPort(entry: Entry, name: string): Port {
  const outputs = listAt(componentOf(entry.node), 'outputs')
  const output = outputs.find((item): item is JsonObject => isObject(item) && item.name === name)
  return follow(entry, objectAt(output ?? {}, 'proxy'), 'name', name, outputPort)
}

function follow(
  entry: Entry,
  proxy: JsonObject,
  key: string,
  name: string,
  next: (entry: Entry, name: string) => Port,
): Port {
  const inner = entry.inner?.get(textAt(proxy, 'id') ?? '')
  const innerName = textAt(proxy, key)
  if (inner === undefined || innerName === undefined) return { vertices: [entry.index], name }
  const port = next(inner, innerName)
  return { vertices: [entry.index, ...port.vertices], name: port.name }
}

const ends = (role: string, port: Port): Link['ends'] =>
  port.vertices.map((vertex, depth) => [`${role}${depth}`, vertex])

const SOURCE_NAMES: ReadonlySet<string> = new Set(['id', 'name'])
const TARGET_NAMES: ReadonlySet<string> = new Set(['id', 'fieldName', 'name', 'proxy'])

function addEdge(edge: FlowEdge, level: Level, order: Map<string, number>, links: Link[]): void {
  const { source, target } = handlesOf(edge)
  const from = level.get(edge.source)
  const to = level.get(edge.target)
  // An edge to a note joins nothing that runs.
  if (from === undefined || to === undefined) return
  const output = outputPort(from, portOf(source, 'source') ?? '')
  const isLoop = getMember(target, 'fieldName') === undefined
  const field = (isLoop ? outputPort : inputPort)(to, portOf(target, 'target') ?? '')
  // A field that takes several edges gets their values in this order.
  const key = JSON.stringify([edge.target, isLoop, portOf(target, 'target') ?? null])
  const turn = order.get(key) ?? 0
  order.set(key, turn + 1)
  links.push({
    kind: 'edge',
    name: { output: output.name, [isLoop ? 'loop' : 'field']: field.name },
    detail: { turn, source: without(source, SOURCE_NAMES), target: without(target, TARGET_NAMES) },
    ends: [...ends('from', output), ...ends('to', field)],
  })
}
