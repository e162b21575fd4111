import './environments.css'
import { useQuery } from '@tanstack/react-query'
import type { EnvironmentOverview } from '../../../shared/api/environments.ts'
import { Badge } from '../../ui/badge.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Tree, type TreeItem } from '../../ui/tree.tsx'
import { useEnvironmentLocks, useEnvironments } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { openEnvironment } from './commands.ts'
import { liveOf, overviewsQuery } from './queries.ts'

/** Every environment with what stands in it. */
export function EnvironmentsView() {
  const query = useQuery(overviewsQuery)
  return (
    <Loading query={query} label="Asking the environments">
      {(overviews) => <EnvironmentTree overviews={overviews} />}
    </Loading>
  )
}

function EnvironmentTree({ overviews }: { readonly overviews: readonly EnvironmentOverview[] }) {
  const marks = useEnvironments()
  const { isLocked } = useEnvironmentLocks()
  const items = overviews.map((overview): TreeItem => {
    const { environment } = overview
    const mark = marks.find(({ name }) => name === environment)
    return {
      id: environment,
      label: environment,
      icon: mark?.protected ? (isLocked(environment) ? 'lock' : 'unlock') : 'server-environment',
      badge: mark?.protected ? <Badge tone="bad">protected</Badge> : undefined,
      expanded: true,
      children: childrenOf(overview),
    }
  })
  const open = ({ id }: TreeItem) => {
    const [environment = '', kind, name] = id.split('\n')
    if (kind === 'release' && name)
      void workbench().runCommand('release.open', { release: name, environment })
    else openEnvironment(environment)
  }
  return <Tree label="Environments" items={items} onOpen={open} opensParents />
}

function childrenOf({ environment, versions, releases, failure }: EnvironmentOverview): readonly TreeItem[] {
  if (failure) return [{ id: `${environment}\nfailure`, label: failure.message, icon: 'error' }]
  const agents = versions.map(({ agent, version, configs }) => ({
    id: `${environment}\nversion\n${agent}\n${version}`,
    label: `${agent} ${version}`,
    icon: 'versions',
    badge: <span className="environments-count">{configs.toLocaleString('en')}</span>,
  }))
  const live = liveOf(releases).map(({ release, state }) => ({
    id: `${environment}\nrelease\n${release}`,
    label: release,
    description: state.replaceAll('_', ' '),
    icon: 'rocket',
  }))
  return [...live, ...agents]
}
