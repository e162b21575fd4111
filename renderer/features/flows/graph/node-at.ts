import {
  type FlowData,
  type FlowNode,
  innerFlowOf,
  type PlacedNode,
  walkNodes,
} from '../../../../shared/flow/document.ts'
import { keyOf } from './drawing.ts'

/** Every node of a flow by its key, each group before the nodes within it. */
export const nodesByKey = (data: FlowData): ReadonlyMap<string, FlowNode> =>
  new Map([...walkNodes(data)].map((placed) => [placedKey(placed), placed.node]))

const placedKey = ({ node, groups }: Pick<PlacedNode, 'node' | 'groups'>): string =>
  groups.map(({ id }) => id).reduceRight((key, id) => keyOf(id, key), node.id)

export const nodeAt = (data: FlowData, key: string): FlowNode | undefined => nodesByKey(data).get(key)

/** The keys of all groups of a flow. */
export const groupKeys = (data: FlowData): string[] =>
  [...nodesByKey(data)].flatMap(([key, node]) => (innerFlowOf(node) === undefined ? [] : [key]))

/** The keys of the groups around a node, outermost first. */
export function groupsAround(key: string): string[] {
  const ids = key.split('/')
  return ids.slice(1).map((_, index) => ids.slice(0, index + 1).join('/'))
}
