import './charts.css'
import { type LinePoint, lineOf } from './scale.ts'

export type LineChartProps = {
  readonly label: string
  /** Of the values: "configs a second". */
  readonly unit: string
  /** Oldest first. */
  readonly points: readonly LinePoint[]
}

// Units of the drawing, which is stretched to the place that it has.
const SIZE = { width: 600, height: 100 }

/** A value over the last minutes. The same figures stand in a table, for whoever cannot see the line or wants the numbers. */
export function LineChart({ label, unit, points }: LineChartProps) {
  const { line, area, ticks } = lineOf(points, SIZE)
  const oldest = points[0]?.secondsAgo ?? 0
  return (
    <figure className="ui-line" aria-label={label}>
      <div className="ui-line-chart" aria-hidden="true">
        <div className="ui-line-values">
          {ticks.map((tick) => (
            <span key={tick}>{tick.toLocaleString('en')}</span>
          ))}
        </div>
        <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} preserveAspectRatio="none" aria-hidden="true">
          {[0, 0.5, 1].map((at) => (
            <line
              key={at}
              className="ui-line-grid"
              x1="0"
              x2={SIZE.width}
              y1={at * SIZE.height}
              y2={at * SIZE.height}
            />
          ))}
          <path className="ui-line-area" d={area} />
          <path className="ui-line-path" d={line} />
        </svg>
        <div className="ui-line-times">
          <span>{`${oldest} s ago`}</span>
          <span>{unit}</span>
          <span>now</span>
        </div>
      </div>
      <details>
        <summary>Figures</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Seconds ago</th>
              <th scope="col">{unit}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ secondsAgo, value }) => (
              <tr key={secondsAgo}>
                <td>{secondsAgo}</td>
                <td>{value.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
