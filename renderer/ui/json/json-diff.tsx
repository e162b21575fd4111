// biome-ignore-all lint/a11y: only rows in sight are there, which a table's elements cannot be laid out as; and a keyboard scrolls a box only where it can have the focus
import './json.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { type DiffRow, MATCHED_ITEMS } from './diff-rows.ts'
import { folded, type Shown } from './folded.ts'
import type { JsonLine } from './json-lines.ts'
import { JsonText } from './json-text.tsx'
import { JsonWait } from './json-wait.tsx'
import { type PackedRows, rowAt } from './packed.ts'
import { ROW_HEIGHT } from './row-height.ts'
import { useRows } from './use-laid-out.ts'

const SIGNS = { same: ['', ''], changed: ['~', '~'], added: ['', '+'], removed: ['−', ''] } as const
const WORDS = { same: '', changed: 'changed', added: 'added', removed: 'removed' } as const

/** Two JSON documents side by side, what is the same folded away. Takes texts, so that no number is lost. */
export function JsonDiff({
  before,
  after,
  beforeTitle = 'Before',
  afterTitle = 'After',
}: {
  readonly before: string
  readonly after: string
  readonly beforeTitle?: string
  readonly afterTitle?: string
}) {
  const rows = useRows(before, after)
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const shown = useMemo(() => (rows ? folded(rows, open) : []), [rows, open])
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  })
  return (
    <div
      className="json-box"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={`${beforeTitle} and ${afterTitle}`}
    >
      {rows?.isByPlace && (
        <p className="json-wait">
          A list differs in more than {MATCHED_ITEMS.toLocaleString('en')} items: items of lists are compared
          by their places, and one that was put in between changes all after it.
        </p>
      )}
      <div role="table" aria-label={`${beforeTitle} and ${afterTitle}`} aria-rowcount={shown.length + 1}>
        <div className="json-head" role="row" aria-rowindex={1}>
          <span role="columnheader">{beforeTitle}</span>
          <span role="columnheader">{afterTitle}</span>
        </div>
        <div className="json-rows" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <Row
              key={index}
              rows={rows}
              shown={shown[index] as Shown}
              index={index}
              start={start}
              measure={virtual.measureElement}
              onOpen={(at) => setOpen((before) => new Set([...before, at]))}
            />
          ))}
        </div>
      </div>
      {!rows && <JsonWait letters={before.length + after.length} />}
    </div>
  )
}

function Row({
  rows,
  shown,
  index,
  start,
  measure,
  onOpen,
}: {
  readonly rows: PackedRows | undefined
  readonly shown: Shown
  readonly index: number
  readonly start: number
  /** Long lines are wrapped, so how high a row is shows only once it is there. */
  readonly measure: (row: HTMLElement | null) => void
  readonly onOpen: (at: number) => void
}) {
  const attributes = {
    className: 'json-pair',
    'aria-rowindex': index + 2,
    'data-index': index,
    ref: measure,
    style: { transform: `translateY(${start}px)` },
  }
  if ('folded' in shown) {
    return (
      <div role="row" {...attributes}>
        <span role="cell" className="json-fold" aria-colspan={2}>
          <button type="button" onClick={() => onOpen(shown.at)}>
            <i className="codicon codicon-unfold" aria-hidden="true" />
            {shown.folded.toLocaleString('en')} lines are the same
          </button>
        </span>
      </div>
    )
  }
  if (rows === undefined) return null
  const { kind, left, right } = rowAt(rows, shown.at)
  return (
    <div role="row" {...attributes}>
      <Side kind={kind} side={0} line={left} />
      <Side kind={kind} side={1} line={right} />
    </div>
  )
}

function Side({
  kind,
  side,
  line,
}: {
  readonly kind: DiffRow['kind']
  readonly side: 0 | 1
  readonly line: JsonLine | undefined
}) {
  const word = line === undefined ? '' : WORDS[kind]
  const tone = line === undefined ? 'nothing' : kind === 'same' ? 'same' : side === 0 ? 'went' : 'came'
  return (
    <span className={`json-side json-${tone}`} role="cell">
      <span className="json-sign" aria-hidden="true">
        {line && SIGNS[kind][side]}
      </span>
      {word !== '' && <span className="visually-hidden">{word} </span>}
      {line && <JsonText line={line} />}
    </span>
  )
}
