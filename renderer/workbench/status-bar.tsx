import './status-bar.css'
import type { ReactNode } from 'react'
import type { StatusItem } from './contribution.ts'
import { ViewBoundary } from './view-boundary.tsx'
import { workbench } from './workbench.ts'

export function StatusBar() {
  const items = workbench().features.flatMap((one) => one.statusItems ?? [])
  const side = (wanted: StatusItem['side']) =>
    items
      .filter(({ side }) => side === wanted)
      .sort((a, b) => a.order - b.order)
      .map(({ id, View }) => (
        <ViewBoundary key={id} name={`the status item ${id}`}>
          <View />
        </ViewBoundary>
      ))
  return (
    <footer className="status-bar" role="contentinfo" aria-label="Status" data-part="status">
      <div>{side('left')}</div>
      <div>{side('right')}</div>
    </footer>
  )
}

export type StatusButtonProps = {
  /** What it is and where it leads: said after what can be read on it, and shown where the mouse rests. */
  readonly title: string
  readonly onClick: () => void
  /** Of production: red. */
  readonly tone?: 'production' | 'warn'
  readonly children: ReactNode
}

/** Something in the status bar that leads somewhere. */
export function StatusButton({ title, onClick, tone, children }: StatusButtonProps) {
  const className = tone ? `status-button status-button-${tone}` : 'status-button'
  return (
    <button type="button" {...{ className, title, onClick }}>
      {children}
      <span className="visually-hidden"> {title}</span>
    </button>
  )
}
