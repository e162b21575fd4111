import './migration-editor.css'
import type { editor as monacoEditor } from 'monaco-editor'
import { useEffect, useMemo, useRef, useState } from 'react'
import { failureOf, failureWords } from '../../../hosts/failure.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { CodeEditor } from '../../../ui/monaco/code-editor.tsx'
import { Spinner } from '../../../ui/spinner.tsx'
import { SplitView } from '../../../ui/split-view.tsx'
import { Toolbar } from '../../../ui/toolbar.tsx'
import type { EditorHandle } from '../../../workbench/contribution.ts'
import { setProblems } from '../../../workbench/problems.ts'
import { workbench } from '../../../workbench/workbench.ts'
import { activate, release } from '../active-editor.ts'
import { type Edge, edgeFile, edgeTitle } from '../edge.ts'
import { LivePanel } from '../live/live-panel.tsx'
import { type LiveInput, LiveRun, NOTHING_KNOWN } from '../live/live-run.ts'
import { FileState } from './file-state.tsx'
import { modelPath, provideLanguage } from './language.ts'
import { markersOf } from './markers.ts'
import { useMigrationFile } from './use-migration-file.ts'

/** A migration's module, and beside it what its text does as it is typed. */
export function MigrationEditor({ input, editor }: { readonly input: Edge; readonly editor: EditorHandle }) {
  const { agent, from, to } = input
  const edge = useMemo(() => ({ agent, from, to }), [agent, from, to])
  const { file, failure, load, change, save, take, settle } = useMigrationFile(edge)
  const [config, setConfig] = useState<string>()
  const code = useRef<monacoEditor.IStandaloneCodeEditor>(undefined)
  const root = useRef<HTMLDivElement>(null)
  const live = useLive(edge, file && { source: file.text, config })

  const dirty = file?.dirty ?? false
  const loaded = file !== undefined
  useEffect(() => editor.setDirty(dirty), [editor, dirty])
  useEffect(() => {
    const element = root.current
    if (!loaded || !element) return
    const one = { element, save: () => void save(), format: () => format(code.current), edge }
    activate(one)
    const focus = () => activate(one)
    element.addEventListener('focusin', focus)
    return () => {
      element.removeEventListener('focusin', focus)
      release(one)
    }
  }, [save, edge, loaded])

  const findings = useMemo(
    () => (live.example?.state === 'unreadable' ? [live.example.finding] : (live.checked?.findings ?? [])),
    [live.example, live.checked],
  )
  const checkedText = useRef(file?.text ?? '')
  if (file) checkedText.current = file.text
  const markers = useMemo(() => markersOf(checkedText.current, findings), [findings])
  useEffect(() => {
    const owner = `migration:${edgeFile(edge)}`
    const goTo = (line: number, column: number) => () => {
      workbench().openEditor({ type: 'migration', key: edgeFile(edge), title: edgeTitle(edge), input: edge })
      code.current?.revealLineInCenter(line)
      code.current?.setPosition({ lineNumber: line, column })
      code.current?.focus()
    }
    setProblems(
      owner,
      findings.map(({ code, severity, message, file, line = 1, column = 1 }) => ({
        code,
        severity,
        message,
        file,
        line,
        column,
        open: goTo(line, column),
      })),
    )
    return () => setProblems(owner, [])
  }, [findings, edge])

  if (failureOf(failure)?.code === 'migration/not-found') return <NotWritten edge={edge} />
  if (failure !== undefined) {
    return (
      <EmptyState
        icon="error"
        title={`${edgeTitle(edge)} cannot be opened`}
        action={<Button onClick={() => void load()}>Try again</Button>}
      >
        {failureWords(failure).message}
      </EmptyState>
    )
  }
  if (!file) return <Spinner label={`Reading ${edgeFile(edge)}`} />
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return (
    <div className="migrations-editor" ref={root}>
      <SplitView name="migration" initial={[11, 9]}>
        <div className="migrations-text">
          <Toolbar label="Migration">
            <span className="migrations-path">{edgeFile(edge)}</span>
            <Findings errors={errors} warnings={findings.length - errors} busy={live.busy} />
            <Button icon="save" kind="primary" disabled={!dirty || file.saving} onClick={() => void save()}>
              {file.saving ? 'Saving' : 'Save'}
            </Button>
            <Button icon="list-flat" onClick={() => format(code.current)}>
              Format
            </Button>
          </Toolbar>
          <FileState {...{ file, edge, save, take, settle }} />
          <div className="migrations-code" data-autofocus>
            <CodeEditor
              path={modelPath(edge)}
              language="typescript"
              label={edgeFile(edge)}
              value={file.text}
              onChange={change}
              markers={markers}
              onReady={(monaco, made) => {
                code.current = made
                // Whoever has opened this editor was waiting for the code; who has gone on is left alone.
                if (isAround(document.activeElement, made.getDomNode())) made.focus()
                // Paths are texts, and those are what a migration is written in.
                made.updateOptions({ quickSuggestions: { other: true, comments: false, strings: true } })
                const leave = provideLanguage(monaco, edge)
                return () => {
                  code.current = undefined
                  leave()
                  // What was not saved is a draft; opened again, the text comes from the disk and from there.
                  made.getModel()?.dispose()
                }
              }}
            />
          </div>
        </div>
        <LivePanel edge={edge} live={live} config={config} onConfig={setConfig} />
      </SplitView>
    </div>
  )
}

const isAround = (place: Element | null, inner: Element | null): boolean =>
  place !== null && place !== document.body && inner !== null && place.contains(inner)

function useLive(edge: Edge, input: LiveInput | undefined) {
  const [live, setLive] = useState(NOTHING_KNOWN)
  const run = useRef<LiveRun>(undefined)
  useEffect(() => {
    const made = new LiveRun({ api: workbench().host.api.authoring, edge, tell: setLive })
    run.current = made
    return () => made.close()
  }, [edge])
  const { source, config } = input ?? {}
  // biome-ignore lint/correctness/useExhaustiveDependencies: another edge has another run, which has to hear the text too
  useEffect(() => {
    if (source !== undefined) run.current?.follow({ source, config })
  }, [source, config, edge])
  return live
}

const format = (code: monacoEditor.IStandaloneCodeEditor | undefined): void =>
  void code?.getAction('editor.action.formatDocument')?.run()

function Findings(props: { readonly errors: number; readonly warnings: number; readonly busy: boolean }) {
  const { errors, warnings, busy } = props
  const words = [
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'error' : 'errors'}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ]
  return (
    <span className="migrations-findings" aria-live="polite" data-busy={busy}>
      <Badge tone={errors > 0 ? 'bad' : warnings > 0 ? 'warn' : 'good'}>
        {words.length > 0 ? words.join(', ') : 'No findings'}
      </Badge>
    </span>
  )
}

function NotWritten({ edge }: { readonly edge: Edge }) {
  return (
    <EmptyState
      icon="new-file"
      title={`Nobody has written ${edgeTitle(edge)} yet`}
      action={
        <Button kind="primary" onClick={() => void workbench().runCommand('migration.new', edge)}>
          Write it
        </Button>
      }
    >
      A draft of its steps comes from the two schemas, the default configs, and what users have.
    </EmptyState>
  )
}
