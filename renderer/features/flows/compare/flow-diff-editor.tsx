import './flow-diff-editor.css'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { FlowDifference } from '../../../../shared/flow/index.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { SplitView } from '../../../ui/split-view.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Toolbar } from '../../../ui/toolbar.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { AdviceReasons } from '../advice-reasons.tsx'
import { type Comparison, type OpenedFlow, useDifference, useFlow } from '../data.ts'
import { mergeFlows } from '../graph/merge.ts'
import { openFlowEditor } from '../open.ts'
import { adviceText, VERDICTS } from '../verdict.ts'
import { ChangeList } from './change-list.tsx'
import type { ChangeItem } from './changes.ts'
import { CodeChanges } from './code-changes.tsx'
import { marksOf } from './marks.ts'
import { MergedGraph } from './merged-graph.tsx'
import { leadSteps } from './stepper.ts'
import { textChanges } from './text-changes.ts'
import { VariableChanges } from './variable-changes.tsx'

/** Two versions of a flow: in one graph, field by field, and their code side by side. */
export function FlowDiffEditor({ input }: { readonly input: Comparison }) {
  const { agent } = input
  const difference = useDifference(input)
  const before = useFlow({ agent, version: input.before })
  const after = useFlow({ agent, version: input.after })
  return (
    <Loading query={difference} label="Comparing the versions">
      {(found) => (
        <Loading query={before} label="Reading the earlier version">
          {(old) => (
            <Loading query={after} label="Reading the later version">
              {(fresh) => <Compared difference={found} before={old} after={fresh} />}
            </Loading>
          )}
        </Loading>
      )}
    </Loading>
  )
}

type ComparedProps = {
  readonly difference: FlowDifference
  readonly before: OpenedFlow
  readonly after: OpenedFlow
}

function Compared({ difference, before, after }: ComparedProps) {
  const { agent } = difference
  const [tab, setTab] = useState('graph')
  const [onlyChanges, setOnlyChanges] = useState(false)
  const [chosen, setChosen] = useState<string>()
  const [reveal, setReveal] = useState<{ item: ChangeItem }>()
  const merged = useMemo(() => mergeFlows(before.document.data, after.document.data), [before, after])
  const marks = useMemo(
    () => marksOf(difference, merged, { before: before.document, after: after.document }),
    [difference, merged, before, after],
  )
  const texts = useMemo(
    () => textChanges(difference, before.document, after.document),
    [difference, before, after],
  )
  const items = useMemo(
    () => (onlyChanges ? marks.items.filter(({ incidental }) => !incidental) : marks.items),
    [marks, onlyChanges],
  )
  const choose = useCallback((item: ChangeItem | undefined) => {
    setChosen(item?.id)
    if (item) setReveal({ item })
  }, [])
  const at = items.findIndex(({ id }) => id === chosen)
  const step = useCallback(
    (by: 1 | -1) => {
      const from = at < 0 && by === -1 ? 0 : at
      const next = items[(from + by + items.length) % items.length]
      if (!next) return
      setTab('graph')
      choose(next)
    },
    [at, items, choose],
  )
  const steps = useRef<() => void>(undefined)
  const lead = useCallback(() => {
    steps.current?.()
    steps.current = leadSteps(step)
  }, [step])
  useEffect(() => {
    lead()
    return () => steps.current?.()
  }, [lead])
  const press = (event: KeyboardEvent) => {
    // As in VS Code, which has Alt+F5 for it too: that is a command, for wherever the focus is.
    if (event.key !== 'F7') return
    event.preventDefault()
    event.stopPropagation()
    step(event.shiftKey ? -1 : 1)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of whatever within it has the focus
    <div className="flows-editor" onKeyDown={press} onFocusCapture={lead}>
      <Verdict difference={difference} />
      <header className="flows-editor-head">
        <Tabs
          label="Views of the comparison"
          tabs={[
            { id: 'graph', title: 'Graph', badge: items.length },
            { id: 'code', title: 'Code and texts', badge: texts.length },
            { id: 'variables', title: 'Variables and data sources' },
          ]}
          selected={tab}
          onSelect={setTab}
        />
        <Toolbar label="Comparison">
          {tab === 'graph' && (
            <Checkbox label="Only what changed" checked={onlyChanges} onChange={setOnlyChanges} />
          )}
          <IconButton
            icon="arrow-up"
            label="Previous change (Shift+Alt+F5)"
            disabled={items.length === 0}
            onClick={() => step(-1)}
          />
          <span role="status" className="flows-found">
            {at < 0 ? `${items.length} changes` : `${at + 1} of ${items.length}`}
          </span>
          <IconButton
            icon="arrow-down"
            label="Next change (Alt+F5)"
            disabled={items.length === 0}
            onClick={() => step(1)}
          />
          <Button icon="go-to-file" onClick={() => openFlowEditor(before)}>
            {before.version}
          </Button>
          <Button icon="go-to-file" onClick={() => openFlowEditor(after)}>
            {after.version}
          </Button>
          <Button
            icon="arrow-swap"
            onClick={() =>
              void workbench().runCommand('migration.new', { agent, from: before.version, to: after.version })
            }
          >
            New migration
          </Button>
        </Toolbar>
      </header>
      <div className="flows-editor-body">
        {tab === 'graph' && (
          <SplitView name="flow comparison" initial={[1.9, 1]}>
            <MergedGraph
              label={`${agent}: ${before.version} and ${after.version} in one graph`}
              onSelect={(item) => setChosen(item?.id)}
              {...{ merged, marks, onlyChanges, reveal }}
            />
            <ChangeList items={items} selected={chosen} onSelect={choose} />
          </SplitView>
        )}
        {tab === 'code' && <CodeChanges texts={texts} />}
        {tab === 'variables' && <VariableChanges difference={difference} before={before} after={after} />}
      </div>
    </div>
  )
}

/** What the change is, the version that it calls for, and why. */
function Verdict({ difference: { advice, before, after } }: Pick<ComparedProps, 'difference'>) {
  const { word, tone } = VERDICTS[advice.verdict]
  const isWrong = advice.given === 'too-low' || advice.given === 'backwards'
  return (
    <section className="flows-verdict" aria-label="Verdict">
      <details open={advice.reasons.length > 0 && advice.reasons.length <= 2}>
        <summary>
          <Badge tone={tone}>{word}</Badge> <strong>{adviceText(advice, { before, after })}</strong>{' '}
          {isWrong && <Badge tone="warn">{`should be ${advice.version}`}</Badge>}
          {advice.reasons.length > 0 && (
            <span className="flows-muted">{` ${advice.reasons.length} ${advice.reasons.length === 1 ? 'reason' : 'reasons'}`}</span>
          )}
        </summary>
        <AdviceReasons reasons={advice.reasons} />
      </details>
    </section>
  )
}
