import type { ReactNode } from 'react'
import { Field } from './field.tsx'

export type TextFieldProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  /** What is wrong with the value, and what to do. */
  readonly error?: string | undefined
  readonly placeholder?: string
  readonly disabled?: boolean
  /** More than one: an area of so many lines. */
  readonly rows?: number
  readonly autoFocus?: boolean
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, error, rows = 1, ...rest } = props
  return (
    <Field {...{ label, hint, error }}>
      {(attributes) =>
        rows > 1 ? (
          <textarea
            {...attributes}
            {...rest}
            rows={rows}
            className="ui-input"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...attributes}
            {...rest}
            className="ui-input"
            value={value}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}
