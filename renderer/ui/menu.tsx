import './menu.css'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { Icon } from './icon.tsx'

export type MenuItem =
  | {
      readonly label: string
      readonly icon?: string
      /** Shown at the right: "Ctrl+W". */
      readonly keybinding?: string
      readonly disabled?: boolean
      readonly run: () => void
    }
  | 'separator'

export type MenuProps = {
  readonly label: string
  readonly items: readonly MenuItem[]
  /** Where it opens: pixels of the window. */
  readonly at: { readonly x: number; readonly y: number }
  readonly onClose: () => void
}

/** A menu at a place of the window: arrow keys, Home, End, Enter, typing a beginning, Escape. */
export function Menu({ label, items, at, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState(at)
  useLayoutEffect(() => {
    const { offsetWidth: width = 0, offsetHeight: height = 0 } = menu.current ?? {}
    setPlace({
      x: Math.max(0, Math.min(at.x, innerWidth - width - 4)),
      y: Math.max(0, at.y + height > innerHeight - 4 ? Math.min(at.y - height, innerHeight - height) : at.y),
    })
  }, [at.x, at.y])
  useEffect(() => {
    const before = document.activeElement
    buttonsOf(menu.current)[0]?.focus()
    return () => {
      // What an item opened keeps the focus that it took.
      if (before instanceof HTMLElement && (document.activeElement ?? document.body) === document.body)
        before.focus()
    }
  }, [])
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    event.stopPropagation()
    const buttons = buttonsOf(menu.current)
    const now = buttons.indexOf(document.activeElement as HTMLElement)
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      onClose()
    } else if (to !== undefined) {
      event.preventDefault()
      buttons[(to + buttons.length) % buttons.length]?.focus()
    } else if (event.key.length === 1) {
      const begins = (button: HTMLElement) =>
        button.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase())
      const after = [...buttons.slice(now + 1), ...buttons.slice(0, now + 1)]
      after.find(begins)?.focus()
    }
  }
  return createPortal(
    // biome-ignore lint/a11y/noStaticElementInteractions: a press beside the menu closes it; Escape does too
    <div
      className="ui-menu-screen"
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
      onContextMenu={(event) => event.preventDefault()}
    >
      <div
        ref={menu}
        className="ui-menu"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        style={{ left: place.x, top: place.y }}
        onKeyDown={press}
      >
        {items.map((item, index) =>
          item === 'separator' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: separators have nothing else
            <hr key={index} />
          ) : (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              disabled={item.disabled}
              onClick={() => {
                onClose()
                item.run()
              }}
            >
              {item.icon ? <Icon name={item.icon} /> : <span />}
              <span>{item.label}</span>
              {item.keybinding !== undefined && <span className="ui-menu-key">{item.keybinding}</span>}
            </button>
          ),
        )}
      </div>
    </div>,
    document.body,
  )
}

const buttonsOf = (menu: HTMLElement | null): HTMLElement[] => [
  ...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)') ?? []),
]
