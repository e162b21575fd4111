import './callout.css'
import type { ReactNode } from 'react'
import type { Tone } from './badge.tsx'
import { Icon } from './icon.tsx'

export type CalloutProps = {
  readonly tone: Tone
  readonly title?: ReactNode
  readonly children?: ReactNode
  readonly action?: ReactNode
}

const ICONS: Readonly<Record<Tone, string>> = {
  neutral: 'info',
  info: 'info',
  good: 'pass',
  warn: 'warning',
  bad: 'error',
}

/** Something that a reader of the page must not miss. */
export function Callout({ tone, title, children, action }: CalloutProps) {
  return (
    <div className={`ui-callout ui-callout-${tone}`} role={tone === 'bad' ? 'alert' : 'note'}>
      <Icon name={ICONS[tone]} />
      <div className="ui-callout-text">
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action !== undefined && <div className="ui-callout-action">{action}</div>}
    </div>
  )
}
