import { equalJson } from '../../json/equal.ts'
import type { Json } from '../../json/value.ts'
import { nameOf, textAt, typeOf } from '../document.ts'
import type { FlowGraph, Link, Vertex } from '../meaning/graph.ts'
import type { EdgeChange, EdgeRef, FlowComparison, NodeRef } from './comparison.ts'
import { type LinkPair, linkOf, type PlacedLink } from './links.ts'

/** Names a vertex for a person. */
export const refOf = ({ vertices }: FlowGraph, index: number): NodeRef => {
  const { node, parent } = vertices[index] as Vertex
  const groups =
    parent === undefined
      ? []
      : [...refOf({ vertices, links: [] }, parent).groups, nameOf((vertices[parent] as Vertex).node)]
  return { id: node.id, type: typeOf(node), name: nameOf(node), groups }
}

/** What became of the edges. The graphs only give names to what the pairs join. */
export function compareEdges(
  a: FlowGraph,
  b: FlowGraph,
  pairs: readonly LinkPair[],
): FlowComparison['edges'] {
  const edges = pairs.filter((pair) => linkOf(pair).kind === 'edge')
  const kept = edges.filter((pair) => pair.old !== undefined && pair.fresh !== undefined) as KeptEdge[]
  return {
    added: edges.flatMap(({ old, fresh }) => (old === undefined ? [edgeRef(b, fresh.link)] : [])),
    removed: edges.flatMap(({ old, fresh }) => (fresh === undefined ? [edgeRef(a, old.link)] : [])),
    changed: kept.flatMap((edge) => {
      const what = [
        ...(hasTurned(edge, kept) ? ['order' as const] : []),
        ...(hasOtherTypes(edge) ? ['types' as const] : []),
      ]
      return what.length === 0 ? [] : [{ ...edgeRef(b, edge.fresh.link), what } satisfies EdgeChange]
    }),
  }
}

type KeptEdge = { readonly old: PlacedLink; readonly fresh: PlacedLink }

const edgeRef = (graph: FlowGraph, { name, ends }: Link): EdgeRef => {
  const end = (role: string): NodeRef => refOf(graph, ends.findLast(([at]) => at.startsWith(role))?.[1] ?? 0)
  const field = textAt(name, 'field') ?? textAt(name, 'loop') ?? ''
  return { from: end('from'), output: textAt(name, 'output') ?? '', to: end('to'), field }
}

const hasOtherTypes = ({ old, fresh }: KeptEdge): boolean =>
  ['source', 'target'].some((end) => !equalJson(typesAt(old, end), typesAt(fresh, end)))

const typesAt = ({ link }: PlacedLink, end: string): Json => link.detail[end] ?? null

// A turn also shifts when an edge before it comes or goes; only among the edges that stayed does it tell.
const hasTurned = (edge: KeptEdge, kept: readonly KeptEdge[]): boolean => {
  const rank = (side: 'old' | 'fresh'): number =>
    kept.filter(
      (other) => portOf(other.old.link) === portOf(edge.old.link) && turnOf(other[side]) < turnOf(edge[side]),
    ).length
  return rank('old') !== rank('fresh')
}

const turnOf = ({ link }: PlacedLink): number => Number(link.detail.turn)

const portOf = ({ name, ends }: Link): string =>
  JSON.stringify([
    textAt(name, 'field'),
    textAt(name, 'loop'),
    ends.filter(([role]) => role.startsWith('to')),
  ])
