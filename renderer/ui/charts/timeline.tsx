import './charts.css'
import type { ReactNode } from 'react'
import type { Tone } from '../badge.tsx'
import { RelativeTime } from '../relative-time.tsx'

export type TimelineEntry = {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  readonly who: string
  readonly title: ReactNode
  readonly detail?: ReactNode
  readonly tone?: Tone
}

/** What happened, in its order: when, who, what. */
export function Timeline({
  label,
  entries,
}: {
  readonly label: string
  readonly entries: readonly TimelineEntry[]
}) {
  return (
    <ol className="ui-timeline" aria-label={label}>
      {entries.map(({ id, at, who, title, detail, tone = 'neutral' }) => (
        <li key={id}>
          <span className={`ui-timeline-dot ui-tone-${tone}`} aria-hidden="true" />
          <div>
            <div className="ui-timeline-title">{title}</div>
            <div className="ui-timeline-who">
              {who}, <RelativeTime iso={at} />
            </div>
            {detail !== undefined && <div className="ui-timeline-detail">{detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}
