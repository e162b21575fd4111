import './list-panel.css'
import { useEffect, useRef } from 'react'
import { useOutput } from './output.ts'

/** What was noted down, the newest at the bottom and in sight. */
export function OutputPanel() {
  const { lines } = useOutput()
  const end = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what scrolls
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [lines])
  if (lines.length === 0) return <p className="list-panel-none">Nothing has been noted down yet.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <pre className="output-panel" tabIndex={0} role="log" aria-label="Output">
      {lines.map(({ id, at, text }) => (
        <div key={id}>
          <time dateTime={at}>{at.slice(11, 23)}</time> {text}
        </div>
      ))}
      <div ref={end} />
    </pre>
  )
}
