import { useEffect, useRef } from 'react'
import { Badge } from '../../../ui/badge.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Icon } from '../../../ui/icon.tsx'
import type { ChangeDetail, ChangeItem } from './changes.ts'
import { ShownValueView } from './shown-value-view.tsx'

export type ChangeListProps = {
  readonly items: readonly ChangeItem[]
  readonly selected: string | undefined
  readonly onSelect: (item: ChangeItem) => void
}

const PARTS = [
  { part: 'nodes', title: 'Nodes' },
  { part: 'edges', title: 'Edges' },
  { part: 'variables', title: 'Variables that configs feed' },
  { part: 'sources', title: 'Data sources' },
  { part: 'settings', title: 'Settings of the flow' },
] as const

const SIGNS = { added: 'diff-added', removed: 'diff-removed', changed: 'diff-modified' } as const

/** Everything that differs, field by field, old and new. */
export function ChangeList({ items, selected, onSelect }: ChangeListProps) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    if (selected === undefined) return
    box.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <aside className="flows-changes" aria-label="Differences" ref={box}>
      {items.length === 0 && (
        <EmptyState icon="check" title="Nothing differs">
          Both versions mean the same.
        </EmptyState>
      )}
      {PARTS.map(({ part, title }) => {
        const own = items.filter((item) => item.part === part)
        return own.length === 0 ? null : (
          <section key={part} aria-label={title}>
            <h3>{`${title} (${own.length})`}</h3>
            {own.map((item) => (
              <Item key={item.id} isSelected={item.id === selected} {...{ item, onSelect }} />
            ))}
          </section>
        )
      })}
    </aside>
  )
}

type ItemProps = {
  readonly item: ChangeItem
  readonly isSelected: boolean
  readonly onSelect: (item: ChangeItem) => void
}

function Item({ item, isSelected, onSelect }: ItemProps) {
  const { tone, title, about, details, incidental } = item
  const shown = details.filter((detail) => !detail.incidental)
  const hidden = details.length - shown.length
  return (
    <article className={`flows-change flows-change-${tone}`} aria-current={isSelected}>
      <button type="button" onClick={() => onSelect(item)}>
        <Icon name={SIGNS[tone]} />
        <span>
          <span className="visually-hidden">{`${tone}: `}</span>
          <strong>{title}</strong> {about !== '' && <span className="flows-muted">{about}</span>}
        </span>
        {incidental && <Badge tone="neutral">no effect on runs</Badge>}
      </button>
      {shown.length > 0 && (
        <dl>
          {shown.map((detail) => (
            <Detail key={detail.label} detail={detail} />
          ))}
        </dl>
      )}
      {hidden > 0 && !incidental && <p className="flows-muted">{`and ${hidden} without effect on runs`}</p>}
      {incidental && isSelected && (
        <dl>
          {details.map((detail) => (
            <Detail key={detail.label} detail={detail} />
          ))}
        </dl>
      )}
    </article>
  )
}

function Detail({ detail: { label, tone, before, after, words, text } }: { readonly detail: ChangeDetail }) {
  return (
    <div className={`flows-change-detail flows-change-${tone}`}>
      <dt>
        {label}
        {tone !== 'changed' && <span className="flows-muted">{` ${tone}`}</span>}
      </dt>
      {text && (
        <dd>
          <span className="flows-plus">{`+${text.added}`}</span>{' '}
          <span className="flows-minus">{`−${text.removed}`}</span> lines
        </dd>
      )}
      {before !== undefined && (
        <dd className="flows-old">
          <span className="visually-hidden">before: </span>
          <ShownValueView value={before} />
        </dd>
      )}
      {after !== undefined && (
        <dd className="flows-new">
          <span className="visually-hidden">after: </span>
          <ShownValueView value={after} />
        </dd>
      )}
      {words.map((word) => (
        <dd key={word}>{word}</dd>
      ))}
    </div>
  )
}
