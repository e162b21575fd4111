// biome-ignore-all lint/a11y/noStaticElementInteractions: its role is one of three, given from outside
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: each of the three roles has these

import './virtual-rows.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'

/** What a row has to carry to be placed, found by the keyboard and read by screen readers. */
export type RowAttributes = {
  readonly id: string
  readonly style: CSSProperties
  readonly className: string
  readonly 'aria-selected': boolean
  readonly onClick: () => void
  readonly onDoubleClick: () => void
}

export type VirtualRowsProps = {
  readonly label: string
  readonly role: 'listbox' | 'grid' | 'tree'
  readonly className: string
  readonly count: number
  /** Pixels. All rows are as high: so that the scrollbar tells the truth from the start. */
  readonly rowHeight: number
  /** Of the row that the keyboard is on; -1 for none. */
  readonly active: number
  readonly onActive: (index: number) => void
  readonly onOpen?: ((index: number) => void) | undefined
  /** Whether a click opens as well: where rows lead somewhere, as in a tree of files. */
  readonly opensOnClick?: boolean
  /** Keys beside those of a list. True where it has done something. */
  readonly onKey?: (event: KeyboardEvent, index: number) => boolean
  /** What typing the beginning of a row goes by. */
  readonly textOf: (index: number) => string
  readonly header?: ReactNode
  readonly renderRow: (index: number, attributes: RowAttributes) => ReactNode
  readonly attributes?: Readonly<Record<`aria-${string}`, number | string>>
}

const TYPING_MS = 700

/** Rows of which only those in sight are there, so that 100 000 scroll as ten do. The focus stays on the whole. */
export function VirtualRows(props: VirtualRowsProps) {
  const { label, role, className, count, rowHeight, active, header, renderRow, attributes } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is what makes it measure anew
  useEffect(() => rows.measure(), [rows, rowHeight])
  // Where somebody else chose the row, it has to be seen.
  useEffect(() => {
    if (active >= 0 && active < count) rows.scrollToIndex(active)
  }, [active, count, rows])

  const go = (to: number) => {
    if (count > 0) props.onActive(Math.max(0, Math.min(count - 1, to)))
  }
  const type = (key: string, now: number) => {
    const text = now - typed.current.at < TYPING_MS ? typed.current.text + key : key
    typed.current = { text: text.toLowerCase(), at: now }
    const from = text.length === 1 ? active + 1 : Math.max(0, active)
    for (let step = 0; step < count; step++) {
      const index = (from + step) % count
      if (props.textOf(index).toLowerCase().startsWith(typed.current.text)) return go(index)
    }
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // A button within a row has its own keys.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active < 0 ? count - 1 : active - 1,
      Home: 0,
      End: count - 1,
      PageDown: active + page,
      PageUp: active - page,
    }[event.key]
    if (props.onKey?.(event, active)) event.preventDefault()
    else if (to !== undefined) {
      event.preventDefault()
      go(to)
    } else if ((event.key === 'Enter' || event.key === ' ') && active >= 0) {
      event.preventDefault()
      props.onOpen?.(active)
    } else if (event.key.length === 1 && event.key !== ' ') type(event.key, event.timeStamp)
  }
  const items = rows.getVirtualItems()
  const activeIsThere = items.some(({ index }) => index === active)
  return (
    <div
      ref={scroller}
      className={`ui-rows ${className}`}
      role={role}
      aria-label={label}
      aria-activedescendant={activeIsThere ? `${id}-${active}` : undefined}
      {...attributes}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {header}
      <div
        role={role === 'grid' ? 'rowgroup' : 'presentation'}
        style={{ height: rows.getTotalSize(), position: 'relative' }}
      >
        {items.map(({ index, start }) =>
          renderRow(index, {
            id: `${id}-${index}`,
            style: { height: rowHeight, transform: `translateY(${start}px)` },
            className: 'ui-row',
            'aria-selected': index === active,
            onClick: () => {
              props.onActive(index)
              if (props.opensOnClick) props.onOpen?.(index)
            },
            onDoubleClick: () => {
              if (!props.opensOnClick) props.onOpen?.(index)
            },
          }),
        )}
      </div>
    </div>
  )
}
