import { getMember } from '../json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'

/**
 * One flow as Crosswalk stores it in `flows/<agent>/<version>.json` and as Langflow takes it back:
 * the form of the interface's export. `readFlowFile` makes it and vouches for what stands here:
 * every node has a component with a template (notes need none), every edge joins two nodes that
 * are there and carries its handles both as objects and as text, code is a string, and all of this
 * holds within groups too.
 */
export type FlowDocument = {
  readonly name: string
  readonly description: string
  readonly data: FlowData
  readonly [key: string]: Json
}

/** The graph of a flow or of a group. `edges` speak of the nodes beside them, never across a group's border. */
export type FlowData = {
  readonly nodes: readonly FlowNode[]
  readonly edges: readonly FlowEdge[]
  readonly [key: string]: Json
}

export type FlowNode = { readonly id: string; readonly data: JsonObject; readonly [key: string]: Json }
export type FlowEdge = { readonly source: string; readonly target: string; readonly [key: string]: Json }

/** The object under this key, or an empty one. */
export const objectAt = (object: JsonObject, key: string): JsonObject => {
  const value = getMember(object, key)
  return isObject(value) ? value : {}
}

/** The list under this key, or an empty one. */
export const listAt = (object: JsonObject, key: string): readonly Json[] => {
  const value = getMember(object, key)
  return isList(value) ? value : []
}

/** The text under this key, or nothing where it is no text. */
export const textAt = (object: JsonObject, key: string): string | undefined => {
  const value = getMember(object, key)
  return typeof value === 'string' ? value : undefined
}

/** A copy without these keys. Keeps the order, and a key `__proto__` where there is one. */
export const without = (object: JsonObject, keys: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)))

/** What Langflow calls `data.node`: the component of a node, with its template and outputs. */
export const componentOf = (node: FlowNode): JsonObject => objectAt(node.data, 'node')

/** The template's fields that are objects. It also holds entries such as `_type` that are none. */
export const fieldsOf = (component: JsonObject): [string, JsonObject][] =>
  Object.entries(objectAt(component, 'template')).filter((item): item is [string, JsonObject] =>
    isObject(item[1]),
  )

/** The type of a node's component, as in `ChatInput`. */
export const typeOf = (node: FlowNode): string => textAt(node.data, 'type') ?? ''

/** What a person calls a node: its display name, else its type. */
export const nameOf = (node: FlowNode): string => textAt(componentOf(node), 'display_name') || typeOf(node)

/** Whether a node is a note on the canvas: documentation that never runs. May be asked of what is not checked yet. */
export const isNote = (node: JsonObject): boolean =>
  node.type === 'noteNode' || textAt(objectAt(node, 'data'), 'type') === 'note'

/** The flow within a group, or nothing where the node is no group. */
export const innerFlowOf = (node: FlowNode): FlowData | undefined => {
  const data = objectAt(componentOf(node), 'flow').data
  // The reader has checked every group's graph just as the outer one.
  return isObject(data) ? (data as FlowData) : undefined
}

/** JSON Pointer of the graph within a group, from the pointer of the group's node. */
export const innerPlace = (place: string): string => `${place}/data/node/flow/data`

/** One node with the place where it stands and the groups around it, outermost first. */
export type PlacedNode = {
  readonly node: FlowNode
  readonly place: string
  readonly groups: readonly FlowNode[]
}

/** Every node of a graph, each group before the nodes within it. `place` is the graph's JSON Pointer. */
export function* walkNodes(
  data: FlowData,
  place = '/data',
  groups: readonly FlowNode[] = [],
): Generator<PlacedNode> {
  for (const [index, node] of data.nodes.entries()) {
    const here = `${place}/nodes/${index}`
    yield { node, place: here, groups }
    const inner = innerFlowOf(node)
    if (inner !== undefined) yield* walkNodes(inner, innerPlace(here), [...groups, node])
  }
}
