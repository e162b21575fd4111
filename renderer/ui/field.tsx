import './field.css'
import { type ReactNode, useId } from 'react'

/** The frame of an input: its label, what helps to fill it in, and what is wrong with it. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  /** Renders the input with these attributes. */
  readonly children: (attributes: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': boolean
  }) => ReactNode
}) {
  const id = useId()
  const note = error !== undefined || hint !== undefined
  return (
    <div className="ui-field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error !== undefined,
      })}
      {note && (
        <div id={`${id}-note`} className={error === undefined ? 'ui-field-hint' : 'ui-field-error'}>
          {error ?? hint}
        </div>
      )}
    </div>
  )
}
