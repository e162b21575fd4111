import { canonicalText } from '../../json/canonical.ts'
import { byText } from '../../json/order.ts'
import { nameOf, textAt, typeOf } from '../document.ts'
import type { FlowGraph, Link, Vertex } from '../meaning/graph.ts'
import type { EdgeRef, NodeRef } from './comparison.ts'
import { sourceOf, targetOf } from './links.ts'

/** One side of a comparison. */
export type Side = {
  readonly graph: FlowGraph
  /** The same graph without secrets: vertices and links stand at the same indices. */
  readonly shown: FlowGraph
  /** How a person knows each vertex. */
  readonly refs: readonly NodeRef[]
  /** The edges that come from each vertex. */
  readonly edgesFrom: ReadonlyMap<number, readonly Link[]>
  /** Whether an edge leads to the field of a vertex. */
  isFed(vertex: number, field: string): boolean
}

/** One side, from its graph and the same without secrets. */
export function sideOf(graph: FlowGraph, shown: FlowGraph): Side {
  const edges = graph.links.filter(({ kind }) => kind === 'edge')
  const fed = new Set(edges.map((edge) => `${targetOf(edge)} ${textAt(edge.name, 'field') ?? ''}`))
  return {
    graph,
    shown,
    refs: refsOf(shown),
    edgesFrom: Map.groupBy(edges, sourceOf),
    isFed: (vertex, field) => fed.has(`${vertex} ${field}`),
  }
}

export const vertexAt = ({ vertices }: FlowGraph, index: number): Vertex => vertices[index] as Vertex

/** Names an edge for a person. */
export const edgeRef = ({ refs }: Side, link: Link): EdgeRef => ({
  from: refs[sourceOf(link)] as NodeRef,
  output: textAt(link.name, 'output') ?? '',
  to: refs[targetOf(link)] as NodeRef,
  field: textAt(link.name, 'field') ?? textAt(link.name, 'loop') ?? '',
})

/** The order of a report, which must not depend on where nodes stand in a document. */
export const byNode = (a: NodeRef, b: NodeRef): number => byText(a.label, b.label) || byText(a.id, b.id)

export const byEdge = (a: EdgeRef, b: EdgeRef): number =>
  byNode(a.from, b.from) || byText(a.output, b.output) || byNode(a.to, b.to) || byText(a.field, b.field)

function refsOf({ vertices }: FlowGraph): NodeRef[] {
  const names: (readonly string[])[] = []
  for (const { node, parent } of vertices) {
    // A group stands before the nodes within it.
    names.push([...(parent === undefined ? [] : (names[parent] ?? [])), onOneLine(nameOf(node))])
  }
  const count = Map.groupBy(names, (path) => canonicalText([...path]))
  return vertices.map(({ node }, index) => {
    const path = names[index] as readonly string[]
    const isUnique = count.get(canonicalText([...path]))?.length === 1
    return {
      id: node.id,
      type: typeOf(node),
      name: nameOf(node),
      groups: path.slice(0, -1),
      label: `${path.join(' / ')}${isUnique ? '' : ` (${onOneLine(node.id)})`}`,
    }
  })
}

// A name comes from outside, and may hold anything.
const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
