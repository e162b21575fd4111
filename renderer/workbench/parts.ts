import { useWorkbenchState } from './store.ts'

const ORDER = ['activities', 'side-bar', 'editors', 'panel', 'status'] as const

const FOCUSABLE =
  '[tabindex="0"], button:not([tabindex="-1"]):not(:disabled), input:not(:disabled), select, textarea, a[href]'

/** Puts the focus into the next part of the window that is there: 1 onwards, -1 back. */
export function stepPart(by: number): void {
  const parts = ORDER.flatMap((name) => {
    const part = document.querySelector<HTMLElement>(`[data-part="${name}"]`)
    return part ? [part] : []
  })
  const at = parts.findIndex((part) => part.contains(document.activeElement))
  const to = parts.at((at < 0 ? 0 : at + by) % parts.length)
  if (!to) return
  if (to.dataset.part === 'editors') {
    to.focus()
    useWorkbenchState.getState().area?.focus()
    return
  }
  const inside = [...to.querySelectorAll<HTMLElement>(FOCUSABLE)].find(
    (one) => one.getAttribute('role') !== 'separator' && one.offsetParent !== null,
  )
  if (!inside) to.tabIndex = -1
  const target = inside ?? to
  target.focus()
}
