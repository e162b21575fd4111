import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { queries } from '../../workbench/queries.ts'
import { workbench } from '../../workbench/workbench.ts'

const api = () => workbench().host.api

/** Where configs are looked for. */
export type Place = { readonly environment: string } | { readonly snapshot: string }

export const useFound = (place: Place, text: string) =>
  useInfiniteQuery({
    queryKey: ['tenants', 'find', { place, text }],
    queryFn: ({ pageParam: after }) =>
      api().tenants.find({ in: place, text, ...(after === null ? {} : { after }) }),
    initialPageParam: null as ConfigId | null,
    // Written by the services as such.
    getNextPageParam: ({ next }) => next as ConfigId | null,
    placeholderData: keepPreviousData,
  })

export const useHistory = (environment: string, config: ConfigId) =>
  useQuery({
    queryKey: ['tenants', 'history', { environment, config }],
    queryFn: () => api().tenants.history({ environment, config }),
  })

const stateQuery = (environment: string, config: ConfigId, state: string | null) =>
  queryOptions({
    queryKey: ['tenants', 'state', { environment, config, state }],
    queryFn: () => api().tenants.state({ environment, config, state }),
    // What is in the history never changes.
    staleTime: state === null ? 0 : Number.POSITIVE_INFINITY,
  })

/** What one state of a config holds; null is the state that it has now. */
export const useStateText = (environment: string, config: ConfigId, state: string | null) =>
  useQuery(stateQuery(environment, config, state))

/** To be called when somebody is about to open a state. */
export const expectState = (environment: string, config: ConfigId, state: string | null) =>
  void queries.prefetchQuery(stateQuery(environment, config, state))

export const useSnapshots = () =>
  useQuery({ queryKey: ['snapshots', 'list'], queryFn: () => api().snapshots.list() })

/** To be called when a config has got another state. */
export const forgetTenants = () => queries.invalidateQueries({ queryKey: ['tenants'] })
