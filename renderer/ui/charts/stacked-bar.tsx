import './charts.css'
import type { Tone } from '../badge.tsx'
import { shareOf } from './scale.ts'

export type StackedPart = {
  readonly id: string
  readonly label: string
  readonly value: number
  readonly tone: Tone
}

export type StackedBarProps = {
  readonly label: string
  readonly unit: string
  readonly parts: readonly StackedPart[]
  /** The whole; left out, the parts are. */
  readonly total?: number
  /** Without the list of its parts below it: where several stand in a table. */
  readonly legend?: 'shown' | 'unseen'
}

/** Parts of a whole in one bar, and the same as a list. */
export function StackedBar({ label, unit, parts, total, legend = 'shown' }: StackedBarProps) {
  const sum = parts.reduce((all, { value }) => all + value, 0)
  const whole = Math.max(total ?? sum, sum)
  return (
    <figure className="ui-stack" aria-label={label}>
      <div className="ui-stack-bar" aria-hidden="true">
        {parts.map(({ id, value, tone, label: title }) => (
          <div
            key={id}
            className={`ui-tone-${tone}`}
            title={`${title}: ${value.toLocaleString('en')} ${unit}`}
            style={{ flexGrow: 0, flexBasis: `${shareOf(value, whole) * 100}%` }}
          />
        ))}
      </div>
      <ul className={legend === 'shown' ? 'ui-stack-legend' : 'ui-unseen'}>
        {parts.map(({ id, label: title, value, tone }) => (
          <li key={id}>
            <span className={`ui-stack-dot ui-tone-${tone}`} aria-hidden="true" />
            <span>{title}</span>
            <strong>{value.toLocaleString('en')}</strong>
          </li>
        ))}
      </ul>
    </figure>
  )
}
