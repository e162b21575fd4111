import { matchVertices } from '../../../../shared/flow/compare/match.ts'
import {
  type FlowData,
  type FlowEdge,
  type FlowNode,
  innerFlowOf,
  isNote,
} from '../../../../shared/flow/document.ts'
import { handlesOf, portOf } from '../../../../shared/flow/handles.ts'
import { flowGraph } from '../../../../shared/flow/meaning/graph.ts'
import { parsePointer, setAt } from '../../../../shared/json/pointer.ts'
import type { Json, JsonObject } from '../../../../shared/json/value.ts'
import { cardOf, isLoop } from './card.ts'
import { proxyOf } from './drawing.ts'
import { freePlace } from './make-room.ts'
import { type Box, cardSize, positionOf } from './size.ts'

/** Two versions of a flow in one graph: the later one, with what went of the earlier one put in its place. */
export type MergedFlow = {
  readonly data: FlowData
  /** What each node of `data` was, and is. A note is in neither: notes are no part of the meaning. */
  readonly origins: ReadonlyMap<FlowNode, Origin>
  /** Edges of `data` that only one version has. */
  readonly edges: ReadonlyMap<FlowEdge, 'added' | 'removed'>
}

/** A node in the earlier version, in the later one, or in both. */
export type Origin = { readonly before: FlowNode | undefined; readonly after: FlowNode | undefined }

/** Before the id of a node that only the earlier version has: the later one may have given its id to another. */
const REMOVED = 'removed:'

/** Merges two versions of a flow. Nodes are matched as `compareFlows` does it, by what they are rather than by their ids. */
export function mergeFlows(before: FlowData, after: FlowData): MergedFlow {
  const [old, fresh] = [flowGraph(before), flowGraph(after)]
  const partners = new Map<FlowNode, FlowNode>()
  const back = new Map<FlowNode, FlowNode>()
  for (const [from, to] of matchVertices(old, fresh).pairs) {
    const [was, is] = [old.vertices[from]?.node, fresh.vertices[to]?.node]
    if (was === undefined || is === undefined) continue
    partners.set(was, is)
    back.set(is, was)
  }
  const merge: Merge = {
    partners,
    back,
    edgesBefore: joinsOf(before, (node) => partners.get(node) ?? node),
    edgesAfter: joinsOf(after, (node) => node),
    origins: new Map(),
    edges: new Map(),
  }
  return { data: mergeLevel(before, after, merge), origins: merge.origins, edges: merge.edges }
}

type Merge = {
  readonly partners: ReadonlyMap<FlowNode, FlowNode>
  readonly back: ReadonlyMap<FlowNode, FlowNode>
  readonly edgesBefore: Joins
  readonly edgesAfter: Joins
  readonly origins: Map<FlowNode, Origin>
  readonly edges: Map<FlowEdge, 'added' | 'removed'>
}

/** What each edge joins, whatever groups it passes: the innermost nodes, as the later version has them, and their ports. */
type Joins = { readonly of: ReadonlyMap<FlowEdge, string>; readonly all: ReadonlySet<string> }

const names = new WeakMap<FlowNode, number>()
let named = 0

function nameOfNode(node: FlowNode): number {
  const name = names.get(node) ?? ++named
  names.set(node, name)
  return name
}

function joinsOf(data: FlowData, known: (node: FlowNode) => FlowNode): Joins {
  const of = new Map<FlowEdge, string>()
  const visit = ({ nodes, edges }: FlowData): void => {
    const ids = new Map(nodes.map((node) => [node.id, node]))
    for (const edge of edges) {
      const { source, target } = handlesOf(edge)
      const from = innermost(ids, edge.source, portOf(source, 'source') ?? '', 'output')
      const side = isLoop(target) ? 'output' : 'field'
      const to = innermost(ids, edge.target, portOf(target, 'target') ?? '', side)
      if (from === undefined || to === undefined) continue
      of.set(
        edge,
        JSON.stringify([nameOfNode(known(from.node)), from.port, nameOfNode(known(to.node)), side, to.port]),
      )
    }
    for (const node of nodes) {
      const inner = innerFlowOf(node)
      if (inner) visit(inner)
    }
  }
  visit(data)
  return { of, all: new Set(of.values()) }
}

function innermost(
  ids: ReadonlyMap<string, FlowNode>,
  id: string,
  port: string,
  side: 'field' | 'output',
): { node: FlowNode; port: string } | undefined {
  const node = ids.get(id)
  const inner = node && innerFlowOf(node)
  if (node === undefined || inner === undefined) return node && { node, port }
  const proxy = proxyOf(node, port, side)
  const innerPort = side === 'field' ? proxy.field : proxy.name
  if (typeof proxy.id !== 'string' || typeof innerPort !== 'string') return { node, port }
  const within = new Map(inner.nodes.map((each) => [each.id, each]))
  return innermost(within, proxy.id, innerPort, side) ?? { node, port }
}

function mergeLevel(before: FlowData | undefined, after: FlowData | undefined, merge: Merge): FlowData {
  const ids = new Map<FlowNode, string>()
  const kept = (after?.nodes ?? []).map((node): FlowNode => {
    const was = isNote(node) ? undefined : merge.back.get(node)
    const merged = withInside(node, was && innerFlowOf(was), innerFlowOf(node), merge)
    if (!isNote(node)) merge.origins.set(merged, { before: was, after: node })
    ids.set(node, node.id)
    return merged
  })
  const gone = (before?.nodes ?? []).flatMap((node): FlowNode[] => {
    if (isNote(node)) return []
    const is = merge.partners.get(node)
    if (is !== undefined) {
      // Where it was moved into another group, it is drawn there.
      if (after?.nodes.includes(is)) ids.set(node, is.id)
      return []
    }
    const id = `${REMOVED}${node.id}`
    ids.set(node, id)
    const merged = { ...withInside(node, innerFlowOf(node), undefined, merge), id }
    merge.origins.set(merged, { before: node, after: undefined })
    return [merged]
  })
  const edges = [...keptEdges(after, merge), ...goneEdges(before, ids, merge)]
  return { ...(after ?? before), nodes: [...kept, ...outOfTheWay(gone, kept, { edges, merge })], edges }
}

/** What went, where it stood, or below where something else stands by now. */
function outOfTheWay(
  gone: readonly FlowNode[],
  kept: readonly FlowNode[],
  { edges, merge }: { readonly edges: readonly FlowEdge[]; readonly merge: Merge },
): FlowNode[] {
  const boxOf = (node: FlowNode): Box[] => {
    const position = positionOf(node)
    return position ? [{ ...position, ...cardSize(cardOf(node, edges), node) }] : []
  }
  const taken = kept.flatMap(boxOf)
  return gone.map((node) => {
    const [box] = boxOf(node)
    if (box === undefined) return node
    const place = freePlace(box, taken)
    taken.push(place)
    const moved = { ...node, position: { x: place.x, y: place.y } }
    merge.origins.set(moved, merge.origins.get(node) ?? { before: node, after: undefined })
    return moved
  })
}

function keptEdges(after: FlowData | undefined, merge: Merge): readonly FlowEdge[] {
  for (const edge of after?.edges ?? []) {
    const joined = merge.edgesAfter.of.get(edge)
    if (joined !== undefined && !merge.edgesBefore.all.has(joined)) merge.edges.set(edge, 'added')
  }
  return after?.edges ?? []
}

function goneEdges(
  before: FlowData | undefined,
  ids: ReadonlyMap<FlowNode, string>,
  merge: Merge,
): FlowEdge[] {
  const byId = new Map((before?.nodes ?? []).map((node) => [node.id, node]))
  return (before?.edges ?? []).flatMap((edge): FlowEdge[] => {
    const joined = merge.edgesBefore.of.get(edge)
    if (joined === undefined || merge.edgesAfter.all.has(joined)) return []
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)].map(
      (node) => node && ids.get(node),
    )
    if (source === undefined || target === undefined) return []
    const moved = { ...edge, source, target }
    merge.edges.set(moved, 'removed')
    return [moved]
  })
}

/** A node with both versions of the flow within it, where it is a group in one of them. */
function withInside(
  node: FlowNode,
  before: FlowData | undefined,
  after: FlowData | undefined,
  merge: Merge,
): FlowNode {
  if (innerFlowOf(node) === undefined) return node
  const inside = mergeLevel(before, after, merge) as JsonObject as Json
  return setAt(node, parsePointer('/data/node/flow/data'), inside) as FlowNode
}
