import './tabs.css'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { Count } from './count.tsx'

export type TabsProps = {
  readonly label: string
  readonly tabs: readonly { readonly id: string; readonly title: string; readonly badge?: ReactNode }[]
  readonly selected: string
  readonly onSelect: (id: string) => void
}

/** Tabs above what they choose between. The arrow keys, Home and End choose. */
export function Tabs({ label, tabs, selected, onSelect }: TabsProps) {
  const row = useRef<HTMLDivElement>(null)
  const choose = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === selected)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const index = (to + tabs.length) % tabs.length
    const tab = tabs[index]
    if (!tab) return
    onSelect(tab.id)
    row.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus()
  }
  return (
    <div ref={row} className="ui-tabs" role="tablist" aria-label={label} onKeyDown={choose}>
      {tabs.map(({ id, title, badge }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === selected}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {title}
          {typeof badge === 'number' ? <Count value={badge} /> : badge}
        </button>
      ))}
    </div>
  )
}
