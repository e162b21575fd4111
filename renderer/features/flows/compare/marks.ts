import type { FlowDocument, FlowEdge, FlowNode } from '../../../../shared/flow/document.ts'
import { nameOf, walkNodes } from '../../../../shared/flow/document.ts'
import type { FlowDifference } from '../../../../shared/flow/index.ts'
import type { Status } from '../canvas/to-canvas.ts'
import { type DrawnNode, drawFlow } from '../graph/drawing.ts'
import type { MergedFlow } from '../graph/merge.ts'
import { groupKeys, nodesByKey } from '../graph/node-at.ts'
import { type ChangeItem, changesOf, type PlacedRef } from './changes.ts'

/** What two versions come to, told and placed in the merged graph. */
export type Marks = {
  readonly items: readonly ChangeItem[]
  /** The nodes of the merged graph that an item is about. */
  readonly keysOf: (item: ChangeItem) => readonly string[]
  /** The item about a node. */
  readonly itemAt: (key: string) => ChangeItem | undefined
  readonly edges: ReadonlyMap<FlowEdge, Status>
}

/** Places the changes in the merged graph of the two versions. */
export function marksOf(
  difference: FlowDifference,
  merged: MergedFlow,
  { before, after }: { readonly before: FlowDocument; readonly after: FlowDocument },
): Marks {
  const items = changesOf(difference)
  const keys = new Map<FlowNode, string>()
  for (const [key, node] of nodesByKey(merged.data)) {
    const origin = merged.origins.get(node)
    if (origin?.before) keys.set(origin.before, key)
    if (origin?.after) keys.set(origin.after, key)
  }
  const nodes = { before: nodesByRef(before), after: nodesByRef(after) }
  const keyOfRef = ({ side, ref }: PlacedRef): string | undefined => {
    const node = nodes[side].get(refName(ref.groups, ref.id))
    return node && keys.get(node)
  }
  const keysOf = ({ refs }: ChangeItem): string[] => [...new Set(refs.flatMap((ref) => keyOfRef(ref) ?? []))]
  const atNode = new Map(
    items
      .filter(({ part }) => part === 'nodes')
      .flatMap((item) => keysOf(item).map((key) => [key, item] as const)),
  )
  return { items, keysOf, itemAt: (key) => atNode.get(key), edges: edgeMarks(difference, merged, keyOfRef) }
}

const refName = (groups: readonly string[], id: string): string => JSON.stringify([...groups, id])

function nodesByRef({ data }: FlowDocument): ReadonlyMap<string, FlowNode> {
  // As `compareFlows` names groups: on one line.
  const name = (node: FlowNode): string => nameOf(node).replace(/\s+/g, ' ').trim()
  return new Map([...walkNodes(data)].map(({ node, groups }) => [refName(groups.map(name), node.id), node]))
}

function edgeMarks(
  { flow }: FlowDifference,
  merged: MergedFlow,
  keyOfRef: (ref: PlacedRef) => string | undefined,
): ReadonlyMap<FlowEdge, Status> {
  const marks = new Map<FlowEdge, Status>(merged.edges)
  // With every group open, an edge ends at the nodes that the comparison speaks of.
  const { edges } = drawFlow(merged.data, new Set(groupKeys(merged.data)))
  for (const { from, output, to, field } of flow.edges.changed) {
    const [source, target] = [from, to].map((ref) => keyOfRef({ side: 'after', ref }))
    const found = edges.find(
      (edge) =>
        edge.from.key === source &&
        edge.from.port === output &&
        edge.to.key === target &&
        edge.to.port === field,
    )
    if (found && !marks.has(found.edge)) marks.set(found.edge, 'changed')
  }
  return marks
}

/** What became of a drawn node; a closed group is changed where something within it is. */
export function nodeStatus(node: DrawnNode, { itemAt }: Marks, keys: Iterable<string>): Status {
  const own = itemAt(node.key)?.tone
  if (own !== undefined) return own
  if (node.card.kind !== 'group' || node.isOpen) return 'same'
  return insideOf(node.key, keys).some((key) => itemAt(key)) ? 'changed' : 'same'
}

/** How much changed, in words for the card. */
export function remarkOf(node: DrawnNode, { itemAt }: Marks, keys: Iterable<string>): string | undefined {
  const item = itemAt(node.key)
  if (item?.tone === 'changed') {
    const real = item.details.filter(({ incidental }) => !incidental).length
    if (real === 0) return 'no effect on runs'
    return real === 1 ? '1 change' : `${real} changes`
  }
  if (item || node.card.kind !== 'group' || node.isOpen) return undefined
  const count = insideOf(node.key, keys).filter((key) => itemAt(key)).length
  return count === 0 ? undefined : `${count} inside`
}

const insideOf = (group: string, keys: Iterable<string>): string[] =>
  [...keys].filter((key) => key.startsWith(`${group}/`))
