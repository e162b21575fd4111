import './side-bar.css'
import { useQuery } from '@tanstack/react-query'
import type { CheckedMigrations, MigrationList } from '../../../shared/api/migrations.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import { Tree, type TreeItem } from '../../ui/tree.tsx'
import { workbench } from '../../workbench/workbench.ts'
import { checkQuery, forgetMigrations, listQuery } from './queries.ts'

type Leads = { readonly command: string; readonly args: unknown }

/** Every agent with its migrations and what the checks say of them. */
export function MigrationsSideBar() {
  const list = useQuery(listQuery)
  const check = useQuery(checkQuery)
  return (
    <section className="migrations-side" aria-label="Migrations">
      <header>
        <Toolbar label="Migrations">
          <IconButton icon="add" label="New migration" onClick={() => run('migration.new')} />
          <IconButton
            icon="type-hierarchy-sub"
            label="Show version graph"
            onClick={() => run('migration.graph')}
          />
          <IconButton
            icon="refresh"
            label={check.isFetching ? 'Checking the migrations' : 'Check all migrations again'}
            disabled={check.isFetching}
            onClick={() => void forgetMigrations()}
          />
        </Toolbar>
      </header>
      <Loading query={list} label="Reading the migrations">
        {({ agents }) => <Agents agents={agents} checked={check.data} />}
      </Loading>
    </section>
  )
}

function Agents({
  agents,
  checked,
}: Pick<MigrationList, 'agents'> & { readonly checked: CheckedMigrations | undefined }) {
  if (agents.every(({ versions }) => versions.length === 0)) {
    return (
      <EmptyState
        icon="git-compare"
        title="No versions yet"
        action={
          <Button kind="primary" onClick={() => run('flow.import')}>
            Import a flow
          </Button>
        }
      >
        A migration leads from one version of a flow to the next. Import the flow first.
      </EmptyState>
    )
  }
  const { items, leads } = itemsOf(agents, checked)
  return (
    <Tree
      label="Migrations"
      items={items}
      onOpen={({ id }) => {
        const to = leads.get(id)
        if (to) run(to.command, to.args)
      }}
    />
  )
}

function itemsOf(agents: MigrationList['agents'], checked: CheckedMigrations | undefined) {
  const leads = new Map<string, Leads>()
  const items = agents.map(({ agent, edges, versions }): TreeItem => {
    const graph = `${agent}/graph`
    leads.set(graph, { command: 'migration.graph', args: { agent } })
    return {
      id: agent,
      label: agent,
      icon: 'symbol-namespace',
      description: versions.at(-1),
      expanded: true,
      children: [
        {
          id: graph,
          label: 'Version graph',
          icon: 'type-hierarchy-sub',
          description: `${versions.length} versions`,
        },
        ...edges.map(({ from, to, path }): TreeItem => {
          leads.set(path, { command: 'migration.open', args: { agent, from, to } })
          return {
            id: path,
            label: `${from} → ${to}`,
            icon: 'git-compare',
            badge: checked?.checked.includes(path) ? <State path={path} checked={checked} /> : undefined,
          }
        }),
      ],
    }
  })
  return { items, leads }
}

function State({ path, checked }: { readonly path: string; readonly checked: CheckedMigrations }) {
  const findings = checked.findings.filter(({ file }) => file === path)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  if (errors > 0) return <Badge tone="bad">{`${errors} ${errors === 1 ? 'error' : 'errors'}`}</Badge>
  if (findings.length > 0)
    return <Badge tone="warn">{`${findings.length} ${findings.length === 1 ? 'warning' : 'warnings'}`}</Badge>
  return null
}

const run = (command: string, args?: unknown): void => void workbench().runCommand(command, args)
