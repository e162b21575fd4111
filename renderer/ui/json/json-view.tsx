import './json.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { readJson } from '../../../shared/json/read.ts'
import { jsonLines } from './json-lines.ts'
import { JsonText } from './json-text.tsx'
import { ROW_HEIGHT } from './row-height.ts'

/** A JSON document laid out for reading. Takes the text, so that no number is lost; draws only what is in sight. */
export function JsonView({
  label = 'JSON document',
  text,
}: {
  readonly label?: string
  readonly text: string
}) {
  const lines = useMemo(() => jsonLines(readJson(text)), [text])
  const box = useRef<HTMLElement>(null)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  })
  return (
    // A keyboard scrolls it only where it can have the focus.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
    <section className="json-box" ref={box} aria-label={label} tabIndex={0}>
      <div className="json-rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const line = lines[index]
          return (
            <div key={index} className="json-row" style={{ transform: `translateY(${start}px)` }}>
              <span className="json-number-of-line" aria-hidden="true">
                {index + 1}
              </span>
              {line && <JsonText line={line} />}
            </div>
          )
        })}
      </div>
    </section>
  )
}
