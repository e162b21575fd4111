import type { AgentGraph, MigrationList } from '../../../shared/api/migrations.ts'
import { queries } from '../../workbench/queries.ts'
import { workbench } from '../../workbench/workbench.ts'
import type { Edge } from './edge.ts'

const api = () => workbench().host.api

export const listQuery = {
  queryKey: ['migrations', 'list'],
  queryFn: () => api().migrations.list(),
}

/** Looked at anew only when a file was written: to check every migration takes seconds. */
export const checkQuery = {
  queryKey: ['migrations', 'check'],
  queryFn: () => api().migrations.check(),
  staleTime: 60_000,
}

export const graphQuery = (agent: Edge['agent']) => ({
  queryKey: ['migrations', 'graph', { agent }],
  queryFn: () => api().migrations.graph({ agent }),
  staleTime: 30_000,
  placeholderData: () => outlineOf(queries.getQueryData<MigrationList>(listQuery.queryKey), agent),
})

/** What the names of the files alone tell of a graph, to be shown until its migrations have been loaded. */
function outlineOf(list: MigrationList | undefined, agent: Edge['agent']): AgentGraph | undefined {
  const found = list?.agents.find((one) => one.agent === agent)
  return (
    found && {
      agent,
      snapshot: null,
      versions: found.versions.map((version) => ({ version, flow: true, configs: 0 })),
      edges: found.edges,
      missing: [],
      findings: [],
    }
  )
}

export const placesQuery = (edge: Edge) => ({
  queryKey: ['authoring', 'places', edge],
  queryFn: () => api().authoring.places(edge),
  staleTime: 60_000,
})

export const typesQuery = (edge: Edge) => ({
  queryKey: ['authoring', 'types', edge],
  queryFn: () => api().authoring.types(edge),
  staleTime: 10_000,
})

export const examplesQuery = (edge: Edge, text: string) => ({
  queryKey: ['authoring', 'examples', { ...edge, text }],
  queryFn: () => api().authoring.examples({ ...edge, text, limit: 100 }),
  staleTime: 60_000,
})

/** What a migration's file says may be another thing now. */
export const forgetMigrations = (): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'migrations' })
