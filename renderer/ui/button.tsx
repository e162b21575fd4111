import './button.css'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export type ButtonProps = {
  readonly kind?: 'primary' | 'secondary' | 'danger' | 'link'
  /** Name of a codicon, before the text. */
  readonly icon?: string
  readonly onClick?: () => void
  readonly disabled?: boolean
  /** Says more where the mouse rests: why it is disabled. */
  readonly title?: string | undefined
  /** Sends the form around it. */
  readonly type?: 'button' | 'submit'
  readonly children: ReactNode
}

export function Button(props: ButtonProps) {
  const { kind = 'secondary', icon, onClick, disabled = false, title, type = 'button', children } = props
  return (
    <button type={type} className={`ui-button ui-button-${kind}`} {...{ onClick, disabled, title }}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  )
}
