import { lazy, Suspense, useState } from 'react'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Select } from '../../../ui/select.tsx'
import type { WholeText } from './text-changes.ts'

// A megabyte of editor, for whoever wants to read code.
const DiffEditor = lazy(async () => ({
  default: (await import('../../../ui/monaco/diff-editor.tsx')).DiffEditor,
}))

/** Code and other long texts, the earlier version beside the later one. */
export function CodeChanges({ texts }: { readonly texts: readonly WholeText[] }) {
  const [chosen, setChosen] = useState(texts[0]?.id)
  const [isWhole, setWhole] = useState(false)
  const text = texts.find(({ id }) => id === chosen) ?? texts[0]
  if (text === undefined) {
    return (
      <EmptyState icon="code" title="No code and no text changed">
        What else differs is in the graph and in the list beside it.
      </EmptyState>
    )
  }
  return (
    <div className="flows-text-diff">
      <div className="flows-text-head">
        <Select
          label={`Text that changed (${texts.length})`}
          value={text.id}
          options={texts.map(({ id, title, field, added, removed }) => ({
            value: id,
            label: `${title}: ${field} (+${added} −${removed} lines)`,
          }))}
          onChange={setChosen}
        />
        <Checkbox label="All lines" checked={isWhole} onChange={setWhole} />
      </div>
      <Suspense>
        <DiffEditor
          key={text.id}
          label={`${text.title}: ${text.field}`}
          language={text.language}
          before={text.before}
          after={text.after}
          unchanged={isWhole ? 'shown' : 'folded'}
        />
      </Suspense>
    </div>
  )
}
