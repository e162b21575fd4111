import './json.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { JsonText } from './json-text.tsx'
import { JsonWait } from './json-wait.tsx'
import { lineAt } from './packed.ts'
import { ROW_HEIGHT } from './row-height.ts'
import { useLines } from './use-laid-out.ts'

/** A JSON document laid out for reading. Takes the text, so that no number is lost; draws only what is in sight. */
export function JsonView({
  label = 'JSON document',
  text,
}: {
  readonly label?: string
  readonly text: string
}) {
  const lines = useLines(text)
  const digits = String(lines?.count ?? 0).length
  const box = useRef<HTMLElement>(null)
  const rows = useVirtualizer({
    count: lines?.count ?? 0,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  })
  return (
    // A keyboard scrolls it only where it can have the focus.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
    <section className="json-box" ref={box} aria-label={label} tabIndex={0} aria-busy={!lines}>
      {!lines && <JsonWait letters={text.length} />}
      <div className="json-rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div key={index} className="json-row" style={{ transform: `translateY(${start}px)` }}>
            <span
              className="json-number-of-line"
              aria-hidden="true"
              style={{ width: `${Math.max(3, digits) + 2}ch` }}
            >
              {index + 1}
            </span>
            {lines && <JsonText line={lineAt(lines, index)} />}
          </div>
        ))}
      </div>
    </section>
  )
}
