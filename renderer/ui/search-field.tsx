import './search-field.css'
import { IconButton } from './icon-button.tsx'

export type SearchFieldProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
}

/** A field that narrows what is beside it, at every keystroke. Escape empties it. */
export function SearchField({ label, value, onChange, placeholder = label }: SearchFieldProps) {
  return (
    <div className="ui-search">
      <input
        type="search"
        className="ui-input"
        aria-label={label}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return
          event.stopPropagation()
          onChange('')
        }}
      />
      {value !== '' && <IconButton icon="close" label={`Clear ${label}`} onClick={() => onChange('')} />}
    </div>
  )
}
