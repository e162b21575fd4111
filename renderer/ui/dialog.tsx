import './dialog.css'
import { type ReactNode, useEffect, useId, useRef } from 'react'

export type DialogProps = {
  readonly title: string
  /** By Escape, and by nothing else than the actions. */
  readonly onClose: () => void
  readonly children?: ReactNode
  /** Buttons; the one to go on with comes last. */
  readonly actions: ReactNode
}

/** Asks for an answer before anything else. The browser's own dialog: the focus stays within, and returns. */
export function Dialog({ title, onClose, children, actions }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const shown = dialog.current
    const before = document.activeElement
    shown?.showModal()
    return () => {
      shown?.close()
      // It has gone from the page by then, so the browser cannot give the focus back itself.
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className="ui-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 id={id}>{title}</h2>
      {children !== undefined && <div className="ui-dialog-body">{children}</div>}
      <div className="ui-dialog-actions">{actions}</div>
    </dialog>
  )
}
