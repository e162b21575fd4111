import './monaco.css'
import type { editor, IRange } from 'monaco-editor'
import { useEffect, useRef, useState } from 'react'
import { Spinner } from '../spinner.tsx'
import { loadMonaco } from './load-monaco.ts'
import type { Monaco } from './monaco.ts'
import { commonOptions } from './options.ts'

/** Something to be said of a range of the text. Lines and columns from 1. */
export type CodeMarker = IRange & {
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  readonly code?: string
  /** Told where the code is clicked. */
  readonly link?: string
}

export type CodeEditorProps = {
  /** Names the text: editors of one path share it, with what can be undone, for as long as the page lives. */
  readonly path: string
  readonly language: 'typescript' | 'json' | 'python' | 'markdown' | 'plaintext'
  readonly value: string
  readonly label?: string
  readonly onChange?: (value: string) => void
  readonly readOnly?: boolean
  readonly markers?: readonly CodeMarker[]
  /** Told once, for what only the editor itself can do. What it gives is called when the editor goes. */
  readonly onReady?: (monaco: Monaco, code: editor.IStandaloneCodeEditor) => (() => void) | undefined
}

/** A text in an editor as VS Code has it. */
export function CodeEditor(props: CodeEditorProps) {
  const { path, language, value, label = path, readOnly = false, markers } = props
  const place = useRef<HTMLDivElement>(null)
  const [made, setMade] = useState<{ monaco: Monaco; code: editor.IStandaloneCodeEditor }>()
  const latest = useRef(props)
  latest.current = props
  // Texts that were told and have not come back as `value` yet.
  const told = useRef<string[]>([])

  useEffect(() => {
    let leave: (() => void) | undefined
    let gone = false
    void loadMonaco().then((monaco) => {
      if (gone || !place.current) return
      const model = modelOf(monaco, { path, language, value: latest.current.value })
      const code = monaco.editor.create(place.current, {
        ...commonOptions(),
        model,
        ariaLabel: label,
        readOnly,
      })
      const heard = code.onDidChangeModelContent(() => {
        const text = code.getValue()
        if (latest.current.onChange) told.current.push(text)
        latest.current.onChange?.(text)
      })
      const done = latest.current.onReady?.(monaco, code)
      setMade({ monaco, code })
      leave = () => {
        done?.()
        heard.dispose()
        code.dispose()
        // What nobody can change has nothing to undo.
        if (latest.current.readOnly) model.dispose()
      }
    })
    return () => {
      gone = true
      leave?.()
      setMade(undefined)
    }
  }, [path, language, label, readOnly])

  useEffect(() => {
    const model = made?.code.getModel()
    if (!made || !model) return
    // Somebody types faster than the page is drawn: what comes back is a text that the editor has left behind already.
    const echo = told.current.indexOf(value)
    told.current.splice(0, echo === -1 ? told.current.length : echo + 1)
    if (echo !== -1 || model.getValue() === value) return
    if (readOnly) return model.setValue(value)
    // As an edit of its own, so that it can be undone, and by itself.
    model.pushStackElement()
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null)
    model.pushStackElement()
  }, [made, value, readOnly])

  useEffect(() => {
    const model = made?.code.getModel()
    if (!made || !model || !markers) return
    made.monaco.editor.setModelMarkers(
      model,
      'crosswalk',
      markers.map((one) => markerData(made.monaco, one)),
    )
  }, [made, markers])

  return (
    <div className="monaco-place">
      {!made && <Spinner label="Loading the editor" />}
      <div ref={place} className="monaco-editor-place" />
    </div>
  )
}

/** The text of a path, which outlives its editors: so does what can be undone in it. */
export function modelOf(
  monaco: Monaco,
  { path, language, value }: Pick<CodeEditorProps, 'path' | 'language' | 'value'>,
): editor.ITextModel {
  const uri = monaco.Uri.file(path)
  return monaco.editor.getModel(uri) ?? monaco.editor.createModel(value, language, uri)
}

function markerData(
  { MarkerSeverity, Uri }: Monaco,
  { severity, message, code, link, ...range }: CodeMarker,
): editor.IMarkerData {
  const severities = {
    error: MarkerSeverity.Error,
    warning: MarkerSeverity.Warning,
    info: MarkerSeverity.Info,
  }
  return {
    ...range,
    severity: severities[severity],
    message,
    source: 'crosswalk',
    ...(code === undefined
      ? {}
      : { code: link === undefined ? code : { value: code, target: Uri.parse(link) } }),
  }
}
