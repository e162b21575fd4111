import { useWorkbenchState } from './store.ts'

/**
 * Whoever works by keyboard stays where they are when what had the focus goes, or can be pressed no more: what stood
 * around it takes the focus, and not the thing beside it, for the same key pressed twice must do nothing else.
 */
export function keepFocus(): () => void {
  let around: readonly Element[] = []
  const note = ({ target }: FocusEvent) => {
    around = target instanceof Element ? outwards(target) : []
  }
  const mend = () => {
    const [had] = around
    const isLost = document.activeElement === document.body && had !== undefined
    if (!isLost || (had.isConnected && !had.matches(':disabled'))) return
    const place = around.find((one) => one.isConnected && !one.matches(':disabled'))
    // An editor that was closed, or a question that stood before all of them.
    if (!(place instanceof HTMLElement) || !place.closest('.editors-one, [data-part]:not(main), dialog')) {
      useWorkbenchState.getState().area?.focus()
      return
    }
    if (place.tabIndex < 0) place.tabIndex = -1
    place.focus({ preventScroll: true })
  }
  const watch = new MutationObserver(() => {
    // A dialog that goes gives the focus back by itself, a moment later.
    if (document.activeElement === document.body && around.length > 0) setTimeout(mend)
  })
  watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] })
  document.addEventListener('focusin', note)
  return () => {
    watch.disconnect()
    document.removeEventListener('focusin', note)
  }
}

/** An element, and all that is around it. */
function outwards(element: Element): readonly Element[] {
  const all: Element[] = []
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) all.push(at)
  return all
}
