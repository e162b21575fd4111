import './section.css'
import { type ReactNode, useId, useState } from 'react'
import { Icon } from './icon.tsx'

export type SectionProps = {
  readonly title: string
  readonly actions?: ReactNode
  readonly children?: ReactNode
  /** Whether its title opens and closes it. */
  readonly collapsible?: boolean
}

export function Section({ title, actions, children, collapsible = false }: SectionProps) {
  const id = useId()
  const [open, setOpen] = useState(true)
  return (
    <section className="ui-section" aria-labelledby={id}>
      <header>
        <h3 id={id}>
          {collapsible ? (
            <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
              <Icon name={open ? 'chevron-down' : 'chevron-right'} />
              {title}
            </button>
          ) : (
            title
          )}
        </h3>
        {actions !== undefined && <div className="ui-section-actions">{actions}</div>}
      </header>
      {open && <div className="ui-section-body">{children}</div>}
    </section>
  )
}
