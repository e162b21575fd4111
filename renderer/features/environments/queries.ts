import type { ReleaseStanding } from '../../../shared/api/environments.ts'
import { workbench } from '../../workbench/workbench.ts'

export const overviewsQuery = {
  queryKey: ['environments', 'list', undefined],
  queryFn: () => workbench().host.api.environments.list(),
  refetchInterval: 10_000,
} as const

export const overviewQuery = (environment: string) => ({
  queryKey: ['environments', 'overview', { environment }],
  queryFn: () => workbench().host.api.environments.overview({ environment }),
  refetchInterval: 5_000,
})

export const databaseQuery = (environment: string) => ({
  queryKey: ['environments', 'database', { environment }],
  queryFn: () => workbench().host.api.environments.database({ environment }),
})

const ENDED = new Set<ReleaseStanding['state']>(['completed', 'rolled_back'])

/** Releases that are under way. */
export const liveOf = (releases: readonly ReleaseStanding[]): readonly ReleaseStanding[] =>
  releases.filter(({ state }) => !ENDED.has(state))
