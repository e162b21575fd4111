// biome-ignore-all lint/a11y/useFocusableInteractive: the focus and the keys are the list's, which names the active option

import type { ReactNode } from 'react'
import { useChoice } from './use-choice.ts'
import { VirtualRows } from './virtual-rows.tsx'

export type VirtualListProps<Item> = {
  readonly label: string
  readonly items: readonly Item[]
  /** Pixels. */
  readonly rowHeight: number
  readonly itemKey: (item: Item, index: number) => string
  /** Text only: what can be clicked within an option is out of a keyboard's reach. */
  readonly renderRow: (item: Item, index: number) => ReactNode
  /** By Enter or a double click. */
  readonly onOpen?: (item: Item) => void
  /** Key of the chosen item; left out, the list keeps it itself. */
  readonly selected?: string | undefined
  readonly onSelect?: (item: Item) => void
  /** What typing the beginning of an item goes by; left out, its key. */
  readonly textOf?: (item: Item) => string
}

/** A list of any length: arrow keys, Home, End, pages, typing the beginning of an item, Enter. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, items, rowHeight, itemKey, renderRow, onOpen, textOf } = props
  const { active, choose } = useChoice({
    items,
    keyOf: itemKey,
    selected: props.selected,
    onSelect: props.onSelect,
  })
  const at = (index: number) => items[index] as Item
  return (
    <VirtualRows
      role="listbox"
      className="ui-list"
      count={items.length}
      onActive={choose}
      onOpen={onOpen && ((index) => onOpen(at(index)))}
      textOf={(index) => textOf?.(at(index)) ?? itemKey(at(index), index)}
      renderRow={(index, attributes) => (
        <div
          key={itemKey(at(index), index)}
          role="option"
          aria-setsize={items.length}
          aria-posinset={index + 1}
          {...attributes}
        >
          {renderRow(at(index), index)}
        </div>
      )}
      {...{ label, rowHeight, active }}
    />
  )
}
