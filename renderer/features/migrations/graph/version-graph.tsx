import '@xyflow/react/dist/base.css'
import './version-graph.css'
import { useQuery } from '@tanstack/react-query'
import {
  Background,
  BaseEdge,
  Controls,
  type Edge as DrawnEdge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import { useMemo, useState } from 'react'
import type { AgentGraph, GraphEdge, GraphVersion } from '../../../../shared/api/migrations.ts'
import { agentField } from '../../../../shared/api/sidecar/fields.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { Select } from '../../../ui/select.tsx'
import { Spinner } from '../../../ui/spinner.tsx'
import { Toolbar } from '../../../ui/toolbar.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { graphQuery } from '../queries.ts'
import { bowOf, NODE, pathBetween, placeVersions } from './layout.ts'

/** The versions of an agent, who stands where, and which migrations lead from one to the other. */
export function VersionGraphEditor({ input }: { readonly input: { readonly agent: string } }) {
  const agent = agentField.parse(input.agent)
  const query = useQuery(graphQuery(agent))
  return (
    <Loading query={query} label="Reading the version graph">
      {(graph) =>
        graph.versions.length === 0 ? (
          <EmptyState
            icon="type-hierarchy"
            title={`${agent} has no version yet`}
            action={
              <Button kind="primary" onClick={() => void workbench().runCommand('flow.import', { agent })}>
                Import a flow
              </Button>
            }
          >
            Its versions stand here once their flows are in the workspace.
          </EmptyState>
        ) : (
          <Graph graph={graph} whole={!query.isPlaceholderData} />
        )
      }
    </Loading>
  )
}

function Graph({ graph, whole }: { readonly graph: AgentGraph; readonly whole: boolean }) {
  const { agent, versions, edges, missing, findings, snapshot } = graph
  const names = versions.map(({ version }) => version)
  const [from, setFrom] = useState(names[0] ?? '')
  const [to, setTo] = useState(names.at(-1) ?? '')
  const path = useMemo(() => pathBetween(graph, from, to), [graph, from, to])
  const drawn = useMemo(() => draw(graph, { path, whole }), [graph, path, whole])
  const configs = versions.reduce((sum, one) => sum + one.configs, 0)
  const options = names.map((version) => ({ value: version, label: version }))
  return (
    <div className="migrations-graph">
      <Toolbar label="Version graph">
        <Select label="From" value={from} options={options} onChange={setFrom} />
        <Select label="To" value={to} options={options} onChange={setTo} />
        <PathWords {...{ agent, from, to, path, missing }} />
        <Button icon="add" onClick={() => void workbench().runCommand('migration.new', { agent })}>
          New migration
        </Button>
      </Toolbar>
      {findings.map(({ code, message, remedy, severity }) => (
        <Callout key={`${code} ${message}`} tone={severity === 'error' ? 'bad' : 'warn'} title={code}>
          {message} {remedy}
        </Callout>
      ))}
      <div className="migrations-graph-canvas">
        <ReactFlow
          nodes={drawn.nodes}
          edges={drawn.edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: 0.05 }}
          minZoom={0.2}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          zoomOnDoubleClick={false}
          aria-label={`Versions of ${agent}`}
        >
          <Background gap={24} />
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
      <p className="migrations-graph-foot">
        {!whole ? (
          <Spinner label="Loading the migrations" />
        ) : snapshot ? (
          <>
            {configs.toLocaleString('en')} configs of {snapshot.environment}, snapshot taken{' '}
            <RelativeTime iso={snapshot.takenAt} />. {edges.length}{' '}
            {edges.length === 1 ? 'migration' : 'migrations'}.
          </>
        ) : (
          <>
            No snapshot yet, so nobody knows who stands where.{' '}
            <Button kind="link" onClick={() => void workbench().runCommand('snapshot.pull')}>
              Pull one
            </Button>
          </>
        )}
      </p>
    </div>
  )
}

function PathWords(props: {
  readonly agent: string
  readonly from: string
  readonly to: string
  readonly path: ReadonlySet<string> | undefined
  readonly missing: AgentGraph['missing']
}) {
  const { agent, from, to, path } = props
  if (from === to) return <span className="migrations-graph-path">Choose two versions to see the way.</span>
  if (path === undefined) {
    return (
      <span className="migrations-graph-path">
        <Badge tone="warn">No way</Badge>
        <Button kind="link" onClick={() => void workbench().runCommand('migration.new', { agent, from, to })}>
          Write {from} → {to}
        </Button>
      </span>
    )
  }
  return (
    <span className="migrations-graph-path">
      <Badge tone="info">{`${path.size} ${path.size === 1 ? 'migration' : 'migrations'}`}</Badge>
    </span>
  )
}

type VersionNode = Node<
  GraphVersion & {
    readonly agent: string
    readonly whole: boolean
    readonly latest: boolean
    readonly onPath: boolean
  },
  'version'
>
type MigrationEdge = DrawnEdge<
  {
    readonly agent: string
    readonly edge: GraphEdge | undefined
    readonly bow: number
    readonly onPath: boolean
  },
  'migration'
>

function draw(
  graph: AgentGraph,
  { path, whole }: { readonly path: ReadonlySet<string> | undefined; readonly whole: boolean },
) {
  const { agent, versions, edges, missing } = graph
  const onPath = (from: string, to: string) => path?.has(`${from} ${to}`) ?? false
  const touched = new Set([...(path ?? [])].flatMap((one) => one.split(' ')))
  const places = new Map(placeVersions(versions).map((one) => [one.version, one]))
  const nodes = versions.map((version): VersionNode => {
    const { x = 0, y = 0 } = places.get(version.version) ?? {}
    return {
      id: version.version,
      type: 'version',
      position: { x, y },
      data: {
        ...version,
        agent,
        whole,
        latest: version.version === versions.at(-1)?.version,
        onPath: touched.has(version.version),
      },
    }
  })
  const all = [
    ...edges.map((edge) => ({ from: edge.from, to: edge.to, edge })),
    ...missing.map((gap) => ({ ...gap, edge: undefined })),
  ]
  const drawn = all.map(({ from, to, edge }): MigrationEdge => {
    return {
      id: `${from} ${to}`,
      source: from,
      target: to,
      type: 'migration',
      markerEnd: { type: MarkerType.ArrowClosed, width: 18, height: 18 },
      className: edge ? (onPath(from, to) ? 'migrations-on-path' : '') : 'migrations-missing',
      data: { agent, edge, bow: bowOf(versions, from, to), onPath: onPath(from, to) },
    }
  })
  return { nodes, edges: drawn }
}

function VersionView({ data }: NodeProps<VersionNode>) {
  const { agent, version, configs, flow, whole, latest, onPath } = data
  return (
    <div className="migrations-version" data-on-path={onPath}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <button
        type="button"
        disabled={!flow}
        title={flow ? 'Open the flow' : 'There is no flow of this version'}
        onClick={() => void workbench().runCommand('flow.open', { agent, version })}
      >
        <strong>{version}</strong>
        {latest && <Badge tone="info">latest</Badge>}
        <span>
          {flow ? '' : 'no flow, '}
          {whole ? `${configs.toLocaleString('en')} ${configs === 1 ? 'config' : 'configs'}` : '…'}
        </span>
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}

function MigrationView(props: EdgeProps<MigrationEdge>) {
  const { sourceX, sourceY, targetX, targetY, source, target, data, markerEnd } = props
  const bow = data?.bow ?? 0
  const lift = bow === 0 ? 0 : NODE.height / 2 + 26 * bow
  const middle = { x: (sourceX + targetX) / 2, y: (sourceY + targetY) / 2 - lift }
  const line = `M ${sourceX} ${sourceY} C ${sourceX + 40} ${sourceY - lift * 1.33}, ${targetX - 40} ${targetY - lift * 1.33}, ${targetX} ${targetY}`
  const edge = data?.edge
  const args = { agent: data?.agent, from: source, to: target }
  return (
    <>
      <BaseEdge path={line} {...(markerEnd === undefined ? {} : { markerEnd })} />
      <EdgeLabelRenderer>
        <button
          type="button"
          className="migrations-edge-label nodrag nopan"
          data-problem={edge?.problem !== undefined}
          data-on-path={data?.onPath}
          style={{ transform: `translate(-50%, calc(-100% - 4px)) translate(${middle.x}px, ${middle.y}px)` }}
          aria-label={edge ? `Open ${source} to ${target}` : `Write ${source} to ${target}`}
          title={edge ? (edge.problem ?? edge.summary) : `Nobody has written ${source} → ${target} yet`}
          onClick={() => void workbench().runCommand(edge ? 'migration.open' : 'migration.new', args)}
        >
          {edge ? (edge.problem === undefined ? (edge.class ?? '…') : 'does not load') : 'write it'}
        </button>
      </EdgeLabelRenderer>
    </>
  )
}

const NODE_TYPES = { version: VersionView }
const EDGE_TYPES = { migration: MigrationView }
