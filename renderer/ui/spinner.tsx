import { Icon } from './icon.tsx'

/** Something is on its way; `label` says what. */
export function Spinner({ label }: { readonly label: string }) {
  return (
    <span className="ui-spinner" role="status">
      <Icon name="loading codicon-modifier-spin" /> {label}
    </span>
  )
}
