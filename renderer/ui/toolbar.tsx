import './toolbar.css'
import type { KeyboardEvent, ReactNode } from 'react'

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 }

/** Controls in a row. The arrow keys go from one to the next, beside the Tab key. */
export function Toolbar({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = STEPS[event.key]
    // An arrow key moves the caret in a field, and the choice in a list of options.
    if (step === undefined || (event.target as HTMLElement).matches('input, select, textarea')) return
    const controls = [
      ...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled), a, input, select'),
    ]
    const at = controls.indexOf(event.target as HTMLElement)
    controls[(at + step + controls.length) % controls.length]?.focus()
  }
  return (
    <div className="ui-toolbar" role="toolbar" aria-label={label} onKeyDown={move}>
      {children}
    </div>
  )
}
