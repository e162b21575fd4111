import './flow-editor.css'
import { useCallback, useMemo, useState } from 'react'
import type { FlowName } from '../../../../shared/api/flows.ts'
import { Button } from '../../../ui/button.tsx'
import { JsonView } from '../../../ui/json/index.ts'
import { Loading } from '../../../ui/loading.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { SplitView } from '../../../ui/split-view.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Toolbar } from '../../../ui/toolbar.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { FlowCanvas } from '../canvas/flow-canvas.tsx'
import { type OpenedFlow, useFlow } from '../data.ts'
import { exportFlow } from '../export.ts'
import { drawFlow } from '../graph/drawing.ts'
import { groupsAround, nodeAt } from '../graph/node-at.ts'
import { useOpenGroups } from '../graph/open-groups.ts'
import { findNodes } from '../graph/search.ts'
import { NodeDetails } from './node-details.tsx'
import { OutlineView } from './outline-view.tsx'
import { RecordView } from './record-view.tsx'

/** One flow version: drawn, in words, its variables, as JSON. */
export function FlowEditor({ input }: { readonly input: FlowName }) {
  const query = useFlow(input)
  return (
    <Loading query={query} label="Reading the flow">
      {(flow) => <Opened flow={flow} />}
    </Loading>
  )
}

const TABS = [
  { id: 'graph', title: 'Graph' },
  { id: 'outline', title: 'Outline' },
  { id: 'variables', title: 'Variables' },
  { id: 'json', title: 'JSON' },
] as const

function Opened({ flow }: { readonly flow: OpenedFlow }) {
  const { agent, version, document, meta, text } = flow
  const [tab, setTab] = useState<string>('graph')
  const [search, setSearch] = useState('')
  const [selected, setSelected] = useState<string>()
  const [reveal, setReveal] = useState<{ key: string }>()
  const groups = useOpenGroups(document.data)
  const drawing = useMemo(() => drawFlow(document.data, groups.open), [document, groups.open])
  const found = useMemo(() => findNodes(document.data, search), [document, search])
  const look = useMemo(
    () => (search === '' ? {} : { isDim: ({ key }: { key: string }) => !found.includes(key) }),
    [search, found],
  )
  const { openAll } = groups
  const show = useCallback(
    (key: string) => {
      openAll(groupsAround(key))
      setSelected(key)
      setReveal({ key })
    },
    [openAll],
  )
  const node = selected === undefined ? undefined : nodeAt(document.data, selected)
  const next = () => {
    const key = found[(found.indexOf(selected ?? '') + 1) % found.length]
    if (key !== undefined) show(key)
  }
  return (
    <div className="flows-editor">
      <header className="flows-editor-head">
        <Tabs label="Views of the flow" tabs={TABS} selected={tab} onSelect={setTab} />
        <Toolbar label="Flow">
          {(tab === 'graph' || tab === 'outline') && (
            // biome-ignore lint/a11y/noStaticElementInteractions: Enter in the field within it
            <div
              className="flows-search"
              onKeyDown={(event) => {
                if (event.key === 'Enter') next()
              }}
            >
              <SearchField label="Find a node" value={search} onChange={setSearch} />
              {search !== '' && (
                <span role="status" className="flows-found">
                  {found.length === 0 ? 'none found' : `${found.length} found`}
                </span>
              )}
            </div>
          )}
          {groups.all.length > 0 && tab === 'graph' && (
            <Button icon={groups.open.size > 0 ? 'fold' : 'unfold'} onClick={groups.toggleAll}>
              {groups.open.size > 0 ? 'Close groups' : 'Open groups'}
            </Button>
          )}
          <Button
            icon="git-compare"
            onClick={() => void workbench().runCommand('flow.compare', { agent, after: version })}
          >
            Compare
          </Button>
          <Button icon="desktop-download" onClick={() => void exportFlow({ agent, version })}>
            Export
          </Button>
        </Toolbar>
      </header>
      <div className="flows-editor-body">
        {tab === 'graph' && (
          <SplitView name="flow" initial={[2.4, 1]}>
            <FlowCanvas
              label={`Graph of ${agent} ${version}`}
              onSelect={setSelected}
              onToggle={groups.toggle}
              {...{ drawing, look, selected, reveal }}
            />
            {node && <NodeDetails key={selected} onShow={show} {...{ flow, node, selected }} />}
          </SplitView>
        )}
        {tab === 'outline' && (
          <SplitView name="flow" initial={[2.4, 1]}>
            <OutlineView
              data={document.data}
              only={search === '' ? undefined : found}
              onSelect={setSelected}
            />
            <NodeDetails key={selected} onShow={setSelected} {...{ flow, node, selected }} />
          </SplitView>
        )}
        {tab === 'variables' && <RecordView meta={meta} flow={flow} />}
        {tab === 'json' && <JsonView label={`${agent} ${version} as JSON`} text={text} />}
      </div>
    </div>
  )
}
