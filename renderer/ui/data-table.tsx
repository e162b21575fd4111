// biome-ignore-all lint/a11y/useSemanticElements: a table of HTML cannot show a part of its rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus and the keys are the grid's, which names the active row

import './data-table.css'
import type { ReactNode } from 'react'
import { useChoice } from './use-choice.ts'
import { VirtualRows } from './virtual-rows.tsx'

export type Column<Row> = {
  readonly id: string
  readonly title: ReactNode
  /** As `grid-template-columns` has it: '120px', '2fr'. Left out: an equal part of what is left. */
  readonly width?: string
  readonly align?: 'start' | 'end'
  readonly cell: (row: Row) => ReactNode
}

export type DataTableProps<Row> = {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row, index: number) => string
  /** By Enter or a double click. */
  readonly onOpen?: (row: Row) => void
  readonly selected?: string | undefined
  readonly onSelect?: (row: Row) => void
  /** Pixels; left out, 24. */
  readonly rowHeight?: number
}

/** Rows and columns of any length, with the keys of a list. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, onOpen, rowHeight = 24 } = props
  const { active, choose } = useChoice({
    items: rows,
    keyOf: rowKey,
    selected: props.selected,
    onSelect: props.onSelect,
  })
  const template = { gridTemplateColumns: columns.map(({ width = 'minmax(60px, 1fr)' }) => width).join(' ') }
  const at = (index: number) => rows[index] as Row
  const header = (
    <div role="rowgroup" className="ui-table-head">
      <div role="row" aria-rowindex={1} style={template}>
        {columns.map(({ id, title, align = 'start' }) => (
          <span key={id} role="columnheader" className={`ui-cell ui-cell-${align}`}>
            {title}
          </span>
        ))}
      </div>
    </div>
  )
  return (
    <VirtualRows
      role="grid"
      className="ui-table"
      attributes={{ 'aria-rowcount': rows.length + 1, 'aria-colcount': columns.length }}
      count={rows.length}
      onActive={choose}
      onOpen={onOpen && ((index) => onOpen(at(index)))}
      textOf={(index) => rowKey(at(index), index)}
      renderRow={(index, attributes) => (
        <div
          key={rowKey(at(index), index)}
          role="row"
          aria-rowindex={index + 2}
          {...attributes}
          style={{ ...attributes.style, ...template }}
        >
          {columns.map(({ id, align = 'start', cell }) => (
            <span key={id} role="gridcell" className={`ui-cell ui-cell-${align}`}>
              {cell(at(index))}
            </span>
          ))}
        </div>
      )}
      {...{ label, rowHeight, active, header }}
    />
  )
}
