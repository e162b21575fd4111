import {
  componentOf,
  type FlowData,
  type FlowEdge,
  type FlowNode,
  innerFlowOf,
  listAt,
  objectAt,
  textAt,
} from '../../../../shared/flow/document.ts'
import { handlesOf, portOf } from '../../../../shared/flow/handles.ts'
import { isObject, type JsonObject } from '../../../../shared/json/value.ts'
import { type Card, cardOf, isLoop } from './card.ts'
import { type Joint, layeredLayout } from './layered-layout.ts'
import { boxAround, makeRoom } from './make-room.ts'
import { type Box, cardSize, type Point, positionOf, type Size } from './size.ts'

/** A flow as it is drawn, with some of its groups open. Each open group stands before the nodes within it. */
export type Drawing = { readonly nodes: readonly DrawnNode[]; readonly edges: readonly DrawnEdge[] }

/** The box of a node counts from the corner of the open group around it. */
export type DrawnNode = Box & {
  /** Ids of the groups around it and its own, joined by a slash: ids alone are unique within one group only. */
  readonly key: string
  readonly parent: string | undefined
  readonly node: FlowNode
  readonly card: Card
  readonly isOpen: boolean
}

export type DrawnEdge = {
  readonly key: string
  readonly from: End
  readonly to: End
  /** What passes, as in `Message`. */
  readonly types: readonly string[]
  readonly edge: FlowEdge
}

/** A port of a drawn node. `side` is where its handle is: edges that close a loop end at an output. */
export type End = { readonly key: string; readonly port: string; readonly side: 'field' | 'output' }

// Around the nodes of an open group; above them its title.
const FRAME = { side: 24, top: 56 }

export const keyOf = (parent: string | undefined, id: string): string =>
  parent === undefined ? id : `${parent}/${id}`

/** Draws a flow. `open` are the keys of the groups whose inside is shown. */
export function drawFlow(data: FlowData, open: ReadonlySet<string>): Drawing {
  return drawLevel(data, undefined, open)
}

function drawLevel(data: FlowData, parent: string | undefined, open: ReadonlySet<string>): Drawing {
  const cards = new Map(data.nodes.map((node) => [node, cardOf(node, data.edges)]))
  const places = placesOf(data, cards)
  let boxes = data.nodes.map((node): DrawnNode => {
    const key = keyOf(parent, node.id)
    const card = cards.get(node) as Card
    const isOpen = innerFlowOf(node) !== undefined && open.has(key)
    return { key, parent, node, card, isOpen, ...cardSize(card, node), ...(places.get(node.id) as Point) }
  })
  const inside: Drawing[] = []
  for (const { node, key, isOpen } of boxes) {
    const inner = innerFlowOf(node)
    if (!isOpen || inner === undefined) continue
    const { frame, drawing } = drawInside(inner, key, open)
    inside.push(drawing)
    // Its box as it stands now: others may have moved it.
    const here = boxes.find((box) => box.key === key) as DrawnNode
    const by = { width: frame.width - here.width, height: frame.height - here.height }
    boxes = makeRoom(boxes, here, by).map((box) => (box.key === key ? { ...box, ...frame } : box))
  }
  const ends = new Map(data.nodes.map((node) => [node.id, node]))
  const edges = data.edges.map((edge, index) => drawEdge(edge, index, { parent, ends, open }))
  return {
    nodes: [...boxes, ...inside.flatMap(({ nodes }) => nodes)],
    edges: [...edges, ...inside.flatMap(({ edges }) => edges)],
  }
}

function drawInside(
  inner: FlowData,
  key: string,
  open: ReadonlySet<string>,
): { frame: Size; drawing: Drawing } {
  const { nodes, edges } = drawLevel(inner, key, open)
  const own = nodes.filter(({ parent }) => parent === key)
  const around = boxAround(own)
  const moved = nodes.map((node) =>
    node.parent === key
      ? { ...node, x: node.x - around.x + FRAME.side, y: node.y - around.y + FRAME.top }
      : node,
  )
  const frame = {
    width: around.width + FRAME.side * 2,
    height: around.height + FRAME.top + FRAME.side,
  }
  return { frame, drawing: { nodes: moved, edges } }
}

/** Where the export has the nodes; where it does not say of all of them, or has them all at one place, our own layout. */
function placesOf(data: FlowData, cards: ReadonlyMap<FlowNode, Card>): ReadonlyMap<string, Point> {
  const given = data.nodes.map((node): [string, Point | undefined] => [node.id, positionOf(node)])
  const distinct = new Set(given.map(([, point]) => point && `${point.x} ${point.y}`))
  const isGiven = given.every((pair): pair is [string, Point] => pair[1] !== undefined)
  if (isGiven && (distinct.size > 1 || data.nodes.length === 1)) return new Map(given)
  const sizes = new Map(data.nodes.map((node) => [node.id, cardSize(cards.get(node) as Card, node)]))
  return layeredLayout(sizes, data.edges satisfies readonly Joint[])
}

type Level = {
  readonly parent: string | undefined
  readonly ends: ReadonlyMap<string, FlowNode>
  readonly open: ReadonlySet<string>
}

function drawEdge(edge: FlowEdge, index: number, level: Level): DrawnEdge {
  const { source, target } = handlesOf(edge)
  const side = isLoop(target) ? 'output' : 'field'
  return {
    key: `${keyOf(level.parent, '')}#${index}`,
    from: innermost(edge.source, portOf(source, 'source') ?? '', 'output', level),
    to: innermost(edge.target, portOf(target, 'target') ?? '', side, level),
    types: listAt(source, 'output_types').filter((type) => typeof type === 'string'),
    edge,
  }
}

/** An end of an edge: where the group is open, the port of the inner node that the group's port stands for. */
function innermost(id: string, port: string, side: End['side'], { parent, ends, open }: Level): End {
  const key = keyOf(parent, id)
  const node = ends.get(id)
  const inner = node && open.has(key) ? innerFlowOf(node) : undefined
  const proxy = inner && node ? proxyOf(node, port, side) : {}
  const [innerId, innerPort] = [textAt(proxy, 'id'), textAt(proxy, side === 'field' ? 'field' : 'name')]
  if (inner === undefined || innerId === undefined || innerPort === undefined) return { key, port, side }
  const nodes = new Map(inner.nodes.map((each) => [each.id, each]))
  return nodes.has(innerId)
    ? innermost(innerId, innerPort, side, { parent: key, ends: nodes, open })
    : { key, port, side }
}

/** What a group's field or output stands for: `id` and `field` or `name` of an inner node. */
export function proxyOf(group: FlowNode, port: string, side: End['side']): JsonObject {
  const component = componentOf(group)
  if (side === 'field') return objectAt(objectAt(objectAt(component, 'template'), port), 'proxy')
  const output = listAt(component, 'outputs').find((item) => isObject(item) && item.name === port)
  return isObject(output) ? objectAt(output, 'proxy') : {}
}
