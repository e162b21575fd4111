import './key-value.css'
import type { ReactNode } from 'react'

export type KeyValueProps = { readonly rows: readonly { readonly key: string; readonly value: ReactNode }[] }

/** Names and what they stand for, in two columns. */
export function KeyValue({ rows }: KeyValueProps) {
  return (
    <dl className="ui-key-value">
      {rows.map(({ key, value }) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
