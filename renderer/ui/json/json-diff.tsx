// biome-ignore-all lint/a11y: only rows in sight are there, which a table's elements cannot be laid out as; and a keyboard scrolls a box only where it can have the focus
import './json.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { readJson } from '../../../shared/json/read.ts'
import { type DiffRow, diffRows } from './diff-rows.ts'
import { folded, type Shown } from './folded.ts'
import type { JsonLine } from './json-lines.ts'
import { JsonText } from './json-text.tsx'
import { ROW_HEIGHT } from './row-height.ts'

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
  const rows = useMemo(() => diffRows(readJson(before), readJson(after)), [before, after])
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const shown = useMemo(() => folded(rows, open), [rows, open])
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
      <div role="table" aria-label={`${beforeTitle} and ${afterTitle}`} aria-rowcount={shown.length + 1}>
        <div className="json-head" role="row" aria-rowindex={1}>
          <span role="columnheader">{beforeTitle}</span>
          <span role="columnheader">{afterTitle}</span>
        </div>
        <div className="json-rows" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <Row
              key={index}
              shown={shown[index] as Shown}
              index={index}
              start={start}
              measure={virtual.measureElement}
              onOpen={(at) => setOpen((before) => new Set([...before, at]))}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

function Row({
  shown,
  index,
  start,
  measure,
  onOpen,
}: {
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
  const { kind, left, right } = shown.row
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
