import './empty-state.css'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export type EmptyStateProps = {
  readonly icon: string
  readonly title: string
  /** What would be here, and what to do so that it is. */
  readonly children?: ReactNode
  /** The button for it. */
  readonly action?: ReactNode
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="ui-empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children !== undefined && <div className="ui-empty-text">{children}</div>}
      {action !== undefined && <div className="ui-empty-action">{action}</div>}
    </div>
  )
}
