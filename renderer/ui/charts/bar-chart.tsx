import './charts.css'
import type { ReactNode } from 'react'
import type { Tone } from '../badge.tsx'
import { barsOf } from './scale.ts'

export type Bar = {
  readonly id: string
  readonly label: string
  readonly value: number
  readonly tone?: Tone
  /** After the number: "12 %", "1.2.0". */
  readonly detail?: ReactNode
}

export type BarChartProps = {
  readonly label: string
  readonly bars: readonly Bar[]
  /** Of what the values count: "configs". */
  readonly unit: string
  /** What the longest bar could be; left out, the greatest value. */
  readonly max?: number
  /** Where the label stands above it, or is only said. */
  readonly caption?: 'shown' | 'unseen'
  /** By a click or Enter on a bar's label. */
  readonly onOpen?: (bar: Bar) => void
}

/** Values beside each other. It is a table, whose rows show their value as a bar as well: nobody has to see it to read it. */
export function BarChart({ label, bars, unit, max, onOpen, caption = 'unseen' }: BarChartProps) {
  return (
    <table className="ui-bars">
      <caption className={caption === 'shown' ? 'ui-bars-caption' : 'ui-unseen'}>{label}</caption>
      <thead className="ui-unseen">
        <tr>
          <th scope="col">What</th>
          <th scope="col">{unit}</th>
        </tr>
      </thead>
      <tbody>
        {barsOf(bars, max).map(({ bar, share }) => (
          <tr key={bar.id}>
            <th scope="row" className="ui-bars-label">
              {onOpen ? (
                <button type="button" className="ui-bars-open" onClick={() => onOpen(bar)}>
                  {bar.label}
                </button>
              ) : (
                bar.label
              )}
            </th>
            <td>
              <div className="ui-bars-row">
                <div className="ui-bars-track">
                  <div
                    className={`ui-bars-bar ui-tone-${bar.tone ?? 'info'}`}
                    style={{ transform: `scaleX(${share})` }}
                  />
                </div>
                <span className="ui-bars-value">{bar.value.toLocaleString('en')}</span>
                {bar.detail !== undefined && <span className="ui-bars-detail">{bar.detail}</span>}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
