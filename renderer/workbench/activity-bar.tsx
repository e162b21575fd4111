import './activity-bar.css'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { menuItems } from './command-menu.ts'
import type { Activity } from './contribution.ts'
import { useWorkbenchState } from './store.ts'
import { workbench } from './workbench.ts'

/** The activities from the top, and which of them is in the side bar. */
export function useActivities(): {
  readonly activities: readonly Activity[]
  readonly shown: Activity | undefined
} {
  const chosen = useWorkbenchState(({ activity }) => activity)
  const activities = workbench()
    .features.flatMap((one) => one.activities ?? [])
    .sort((a, b) => a.order - b.order)
  return { activities, shown: activities.find(({ id }) => id === chosen) ?? activities[0] }
}

export function ActivityBar() {
  const { activities, shown } = useActivities()
  const open = useWorkbenchState(({ sideBar }) => sideBar)
  const bar = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const buttons = [...(bar.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(event.target as HTMLButtonElement)
    buttons.at((at + step) % buttons.length)?.focus()
  }
  return (
    <nav className="activity-bar" aria-label="Activities" data-part="activities" ref={bar} onKeyDown={move}>
      {activities.map((one) => (
        <ActivityButton
          key={one.id}
          activity={one}
          selected={open && one.id === shown?.id}
          focusable={one.id === shown?.id}
        />
      ))}
      <span className="activity-bar-space" />
      <Manage />
    </nav>
  )
}

const MANAGE = [
  'workbench.commands',
  'settings.open',
  'workbench.shortcuts',
  'workbench.theme',
  'workbench.setWho',
  'welcome.open',
] as const

/** The gear: what belongs to no activity. */
function Manage() {
  const [at, setAt] = useState<{ x: number; y: number }>()
  return (
    <>
      <button
        type="button"
        className="activity-bar-button"
        aria-label="Manage"
        aria-haspopup="menu"
        title="Manage"
        tabIndex={-1}
        onClick={({ currentTarget }) => {
          const { right, bottom } = currentTarget.getBoundingClientRect()
          setAt({ x: right, y: bottom })
        }}
      >
        <Icon name="settings-gear" />
      </button>
      {at && <Menu label="Manage" at={at} items={menuItems(MANAGE)} onClose={() => setAt(undefined)} />}
    </>
  )
}

const noBadge = () => 0

function ActivityButton(props: { activity: Activity; selected: boolean; focusable: boolean }) {
  const { id, title, icon, useBadge = noBadge } = props.activity
  const badge = useBadge()
  const toggle = () => {
    if (props.selected) useWorkbenchState.setState({ sideBar: false })
    else workbench().showActivity(id)
  }
  return (
    <button
      type="button"
      className="activity-bar-button"
      aria-label={badge > 0 ? `${title}, ${badge}` : title}
      title={title}
      aria-pressed={props.selected}
      tabIndex={props.focusable ? 0 : -1}
      onClick={toggle}
    >
      <Icon name={icon} />
      {badge > 0 && <span className="activity-bar-badge">{badge > 99 ? '99+' : badge}</span>}
    </button>
  )
}
