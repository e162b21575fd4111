import type { ReactNode } from 'react'
import { Field } from './field.tsx'

export type SelectProps<Value extends string = string> = {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string; readonly disabled?: boolean }[]
  readonly onChange: (value: Value) => void
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly disabled?: boolean
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, value, options, onChange, hint, error, disabled = false } = props
  return (
    <Field {...{ label, hint, error }}>
      {(attributes) => (
        <select
          {...attributes}
          className="ui-input"
          value={value}
          disabled={disabled}
          // The options are the only values that there can be.
          onChange={(event) => onChange(event.target.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
