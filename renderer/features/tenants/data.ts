import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
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

export const useSnapshots = () =>
  useQuery({ queryKey: ['snapshots', 'list'], queryFn: () => api().snapshots.list() })

/** To be called when a config has got another state. */
export const forgetTenants = () => queries.invalidateQueries({ queryKey: ['tenants'] })
