// biome-ignore-all lint/a11y/useFocusableInteractive: the focus and the keys are the field's, which names the active option
// biome-ignore-all lint/a11y/useKeyWithClickEvents: Enter in the field, and Escape, are what clicks are

import './quick-pick.css'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import { fuzzy } from './fuzzy.ts'
import type { Pickable } from './questions.ts'

export type QuickPickProps = {
  readonly title: string
  readonly items: readonly Pickable[] | Promise<readonly Pickable[]>
  readonly answer: (id: string | undefined) => void
}

/** More are found by typing on. */
const SHOWN = 200
const PAGE = 10

type Found = { readonly item: Pickable; readonly at: readonly number[] }

/** A list that narrows as one types: the palette, quick open, and every choice of one thing. */
export function QuickPick({ title, items, answer }: QuickPickProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [all, setAll] = useState(Array.isArray(items) ? (items as readonly Pickable[]) : undefined)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const found = useMemo(() => find(all ?? [], query), [all, query])
  useEffect(() => {
    let here = true
    void Promise.resolve(items).then((all) => here && setAll(all))
    return () => {
      here = false
    }
  }, [items])
  useEffect(() => {
    const before = document.activeElement
    const shown = dialog.current
    shown?.showModal()
    return () => {
      shown?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, id])

  const press = (event: KeyboardEvent) => {
    const to = {
      ArrowDown: (active + 1) % Math.max(1, found.length),
      ArrowUp: (active - 1 + found.length) % Math.max(1, found.length),
      PageDown: Math.min(found.length - 1, active + PAGE),
      PageUp: Math.max(0, active - PAGE),
    }[event.key]
    if (event.key === 'Enter') answer(found[active]?.item.id)
    else if (to !== undefined) setActive(to)
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      className="quick-pick"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        answer(undefined)
      }}
      onClick={(event) => event.target === dialog.current && answer(undefined)}
    >
      <div className="quick-pick-box">
        <input
          className="ui-input"
          role="combobox"
          aria-label={title}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
          placeholder={title}
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setActive(0)
          }}
          onKeyDown={press}
        />
        <div id={`${id}-list`} className="quick-pick-list" role="listbox" aria-label={title}>
          {found.map(({ item, at }, index) => (
            <div
              key={item.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className="quick-pick-row"
              onClick={() => answer(item.id)}
              onPointerMove={() => index !== active && setActive(index)}
            >
              {item.icon && <Icon name={item.icon} />}
              <span className="quick-pick-label">{highlighted(item.label, at)}</span>
              {item.description && <span className="quick-pick-description">{item.description}</span>}
              {item.group && item.group !== found[index - 1]?.item.group && (
                <span className="quick-pick-group">{item.group}</span>
              )}
              {item.keys && <kbd>{item.keys}</kbd>}
            </div>
          ))}
        </div>
        {found.length === 0 && (
          <p className="quick-pick-none" role="status">
            {all ? 'Nothing found' : 'Looking…'}
          </p>
        )}
      </div>
    </dialog>
  )
}

function find(items: readonly Pickable[], query: string): readonly Found[] {
  if (query.trim() === '') return items.slice(0, SHOWN).map((item) => ({ item, at: [] }))
  return items
    .flatMap((item) => {
      const match = fuzzy(item.label, query)
      // What the description says counts less than any name.
      const further = match ? undefined : fuzzy(item.description ?? '', query)
      if (match) return [{ item, at: match.at, score: match.score }]
      return further ? [{ item, at: [], score: further.score - 10_000 }] : []
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
}

function highlighted(text: string, at: readonly number[]): ReactNode {
  if (at.length === 0) return text
  const marked = new Set(at)
  // biome-ignore lint/suspicious/noArrayIndexKey: a letter is its place
  return [...text].map((letter, index) => (marked.has(index) ? <b key={index}>{letter}</b> : letter))
}
