import './icon-button.css'
import { Icon } from './icon.tsx'

export type IconButtonProps = {
  readonly icon: string
  /** Its name: said by screen readers, and where the mouse rests. */
  readonly label: string
  readonly onClick: () => void
  readonly disabled?: boolean
  /** Of a button that stays in: whether it is. */
  readonly pressed?: boolean
}

export function IconButton({ icon, label, onClick, disabled = false, pressed }: IconButtonProps) {
  return (
    <button
      type="button"
      className="ui-icon-button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
