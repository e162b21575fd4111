import './side-bar.css'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { FlowLine, FlowStep } from '../../../shared/api/flows.ts'
import type { AgentName } from '../../../shared/config/ids.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import { Tree, type TreeItem } from '../../ui/tree.tsx'
import { useSession } from '../../workbench/session.ts'
import { workbench } from '../../workbench/workbench.ts'
import { stepsOf, useFlowList } from './data.ts'
import { openFlowEditor } from './open.ts'
import { VERDICTS } from './verdict.ts'
import { VersionCard } from './version-card.tsx'

/** Every agent with its flow versions, the newest first. */
export function FlowsView() {
  const list = useFlowList()
  return (
    <section className="flows-side" aria-label="Flows">
      <header>
        <Toolbar label="Flows">
          <IconButton icon="cloud-upload" label="Import a flow" onClick={() => run('flow.import')} />
          <IconButton icon="git-compare" label="Compare two versions" onClick={() => run('flow.compare')} />
          <IconButton icon="refresh" label="Read the workspace again" onClick={() => void list.refetch()} />
        </Toolbar>
      </header>
      <Loading query={list} label="Reading the flows">
        {(lines) => (lines.length === 0 ? <Nothing /> : <Versions lines={lines} />)}
      </Loading>
    </section>
  )
}

const run = (command: string, args?: unknown) => void workbench().runCommand(command, args)

const Nothing = () => (
  <EmptyState
    icon="type-hierarchy"
    title="No flows yet"
    action={
      <Button kind="primary" icon="cloud-upload" onClick={() => run('flow.import')}>
        Import a flow
      </Button>
    }
  >
    Export a flow from Langflow and drop the file anywhere on this window. Secrets are taken out of it before
    it is written.
  </EmptyState>
)

function Versions({ lines }: { readonly lines: readonly FlowLine[] }) {
  const session = useSession()
  const [selected, setSelected] = useState<string>()
  const byAgent = Map.groupBy(lines, ({ agent }) => agent)
  const agents = [...byAgent.keys()]
  const without = (session?.workspace.agents ?? []).filter((agent) => !byAgent.has(agent as AgentName))
  const steps = useQueries({ queries: agents.map(stepsOf) })
  const stepTo = new Map(
    steps.flatMap(({ data = [] }, index) =>
      data.map((step): [string, FlowStep] => [
        idOf({ agent: agents[index] as AgentName, version: step.after }),
        step,
      ]),
    ),
  )
  const line = lines.find((each) => idOf(each) === selected)
  const items = [
    ...agents.map((agent) => agentItem(agent, byAgent.get(agent) ?? [], stepTo)),
    ...without.map(
      (agent): TreeItem => ({ id: agent, label: agent, icon: 'hubot', description: 'no flow yet' }),
    ),
  ]
  return (
    <div className="flows-side-body">
      <div className="flows-side-tree">
        <Tree
          label="Agents and their flow versions"
          items={items}
          selected={selected}
          onSelect={({ id }) => setSelected(id)}
          onOpen={({ id }) => {
            const opened = lines.find((each) => idOf(each) === id)
            if (opened) openFlowEditor(opened)
            else run('flow.import', { agent: id })
          }}
        />
      </div>
      {line && <VersionCard line={line} step={stepTo.get(idOf(line))} />}
    </div>
  )
}

const idOf = ({ agent, version }: Pick<FlowLine, 'agent' | 'version'>): string => `${agent}@${version}`

function agentItem(
  agent: AgentName,
  lines: readonly FlowLine[],
  stepTo: ReadonlyMap<string, FlowStep>,
): TreeItem {
  return {
    id: agent,
    label: agent,
    icon: 'hubot',
    description: `${lines.length} ${lines.length === 1 ? 'version' : 'versions'}`,
    expanded: true,
    children: lines.toReversed().map((line): TreeItem => {
      const step = stepTo.get(idOf(line))
      const verdict = step && VERDICTS[step.advice.verdict]
      return {
        id: idOf(line),
        label: line.version,
        icon: line.problem === undefined ? 'type-hierarchy-sub' : 'error',
        description: line.record?.changelog || line.record?.name || 'cannot be read',
        badge: line.problem ? (
          <Badge tone="bad">damaged</Badge>
        ) : (
          verdict && <Badge tone={verdict.tone}>{verdict.word}</Badge>
        ),
      }
    }),
  }
}
