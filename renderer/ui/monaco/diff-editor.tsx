import './monaco.css'
import type { editor } from 'monaco-editor'
import { useEffect, useRef, useState } from 'react'
import { Spinner } from '../spinner.tsx'
import type { CodeEditorProps } from './code-editor.tsx'
import { loadMonaco } from './load-monaco.ts'
import { commonOptions } from './options.ts'

export type DiffEditorProps = {
  readonly language: CodeEditorProps['language']
  readonly before: string
  readonly after: string
  readonly label?: string
  /** `side`: two columns where there is room for them. */
  readonly layout?: 'side' | 'inline'
  /** What did not change is folded away. */
  readonly unchanged?: 'folded' | 'shown'
}

// Beyond, the comparison ends by itself and shows what it has.
const MAX_COMPUTATION_MS = 3_000

/** Two texts and what differs, compared in a worker. */
export function DiffEditor({
  language,
  before,
  after,
  label = 'Comparison',
  layout = 'side',
  unchanged = 'folded',
}: DiffEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const [made, setMade] = useState<editor.IStandaloneDiffEditor>()

  useEffect(() => {
    let leave: (() => void) | undefined
    let gone = false
    void loadMonaco().then((monaco) => {
      if (gone || !place.current) return
      const models = {
        original: monaco.editor.createModel('', language),
        modified: monaco.editor.createModel('', language),
      }
      const diff = monaco.editor.createDiffEditor(place.current, {
        ...commonOptions(),
        readOnly: true,
        originalEditable: false,
        renderSideBySide: layout === 'side',
        useInlineViewWhenSpaceIsLimited: true,
        hideUnchangedRegions: { enabled: unchanged === 'folded', contextLineCount: 2, minimumLineCount: 3 },
        maxComputationTime: MAX_COMPUTATION_MS,
        renderOverviewRuler: false,
        lineNumbersMinChars: 3,
        folding: false,
        // With spaces that a person never meant nothing is hidden: they are part of texts.
        ignoreTrimWhitespace: false,
        originalAriaLabel: `${label}, before`,
        modifiedAriaLabel: `${label}, after`,
      })
      diff.setModel(models)
      setMade(diff)
      leave = () => {
        diff.dispose()
        models.original.dispose()
        models.modified.dispose()
      }
    })
    return () => {
      gone = true
      leave?.()
      setMade(undefined)
    }
  }, [language, layout, unchanged, label])

  useEffect(() => {
    const models = made?.getModel()
    if (!models) return
    if (models.original.getValue() !== before) models.original.setValue(before)
    if (models.modified.getValue() !== after) models.modified.setValue(after)
  }, [made, before, after])

  return (
    <div className="monaco-place">
      {!made && <Spinner label="Loading the editor" />}
      <div ref={place} className="monaco-editor-place" />
    </div>
  )
}
