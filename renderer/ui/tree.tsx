// biome-ignore-all lint/a11y/useFocusableInteractive: the focus and the keys are the tree's, which names the active item

import './tree.css'
import { useMemo, useState } from 'react'
import { Icon } from './icon.tsx'
import { rowsOf, type TreeItem, type TreeRow, turn } from './tree-rows.ts'
import { useChoice } from './use-choice.ts'
import { VirtualRows } from './virtual-rows.tsx'

export type { TreeItem } from './tree-rows.ts'

export type TreeProps = {
  readonly label: string
  readonly items: readonly TreeItem[]
  /** By a click or Enter, of an item that leads somewhere. */
  readonly onOpen?: (item: TreeItem) => void
  readonly selected?: string | undefined
  readonly onSelect?: (item: TreeItem) => void
  /** Whether items with children are opened too, beside being turned. */
  readonly opensParents?: boolean
}

/** Things within things, with the keys of VS Code: the arrows, Home, End, Enter, typing a beginning. */
export function Tree(props: TreeProps) {
  const { label, items, onOpen, onSelect, opensParents = false } = props
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map())
  const rows = useMemo(() => rowsOf(items, { turned }), [items, turned])
  const { active, choose } = useChoice({
    items: rows,
    keyOf: ({ item }) => item.id,
    selected: props.selected,
    onSelect: onSelect && (({ item }) => onSelect(item)),
  })
  const at = (index: number) => rows[index] as TreeRow
  const set = (index: number, open: boolean) => setTurned(new Map(turned).set(at(index).item.id, open))
  return (
    <VirtualRows
      role="tree"
      className="ui-tree"
      count={rows.length}
      rowHeight={22}
      onActive={choose}
      opensOnClick
      onOpen={(index) => {
        const { item, open } = at(index)
        if (item.children) set(index, !open)
        if (!item.children || opensParents) onOpen?.(item)
      }}
      onKey={(event, index) => {
        const to = turn(rows, { at: index, key: event.key })
        if (!to) return false
        if ('go' in to) choose(to.go)
        else set(index, to.set)
        return true
      }}
      textOf={(index) => at(index).item.label}
      renderRow={(index, attributes) => {
        const { item, level, open } = at(index)
        return (
          <div
            key={item.id}
            role="treeitem"
            aria-level={level}
            aria-expanded={item.children ? open : undefined}
            {...attributes}
          >
            <span className="ui-tree-indent" style={{ width: level * 8 }} />
            <span className="ui-tree-twistie">
              {item.children && <Icon name={open ? 'chevron-down' : 'chevron-right'} />}
            </span>
            {item.icon && <Icon name={item.icon} />}
            <span className="ui-tree-label">{item.label}</span>
            {item.description !== undefined && (
              <span className="ui-tree-description">{item.description}</span>
            )}
            {item.badge !== undefined && <span className="ui-tree-badge">{item.badge}</span>}
          </div>
        )
      }}
      {...{ label, active }}
    />
  )
}
