import { useMemo } from 'react'
import type { FlowData } from '../../../../shared/flow/document.ts'
import { Tree, type TreeItem } from '../../../ui/tree.tsx'
import { codiconFor } from '../graph/icons.ts'
import { type OutlineNode, outlineOf } from '../graph/outline.ts'

export type OutlineViewProps = {
  readonly data: FlowData
  /** Keys of the nodes to be listed; left out, all. */
  readonly only?: readonly string[] | undefined
  readonly onSelect: (key: string) => void
}

const BETWEEN = ' → '

/** The graph as a tree of words: every node with what it takes, gives and holds. */
export function OutlineView({ data, only, onSelect }: OutlineViewProps) {
  const items = useMemo(() => outlineOf(data).flatMap((node) => itemOf(node, only)), [data, only])
  return (
    <div className="flows-outline">
      <Tree
        label="Outline of the flow"
        items={items}
        // A connection's id ends with the node that it leads to.
        onSelect={({ id }) => onSelect(id.split(BETWEEN).at(-1) ?? id)}
      />
    </div>
  )
}

function itemOf(node: OutlineNode, only: readonly string[] | undefined): TreeItem[] {
  const inner = node.children.flatMap((child) => itemOf(child, only))
  if (only !== undefined && !only.includes(node.key) && inner.length === 0) return []
  const connections = node.connections.map(
    ({ text, other, way }, index): TreeItem => ({
      id: `${node.key}${BETWEEN}${index}${BETWEEN}${other}`,
      label: text,
      icon: way === 'in' ? 'arrow-small-left' : 'arrow-small-right',
    }),
  )
  const children = [...connections, ...inner]
  return [
    {
      id: node.key,
      label: node.name,
      description: node.type,
      icon: node.kind === 'note' ? 'note' : codiconFor(node.icon, node.kind),
      ...(children.length === 0 ? {} : { children, expanded: true }),
    },
  ]
}
