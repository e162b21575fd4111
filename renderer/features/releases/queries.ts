import { skipToken, useQuery } from '@tanstack/react-query'
import { workbench } from '../../workbench/workbench.ts'

// Other people and other machines change these: whoever looks at them sees that within some seconds.
const AGAIN_MS = 4_000
// Counting what releases did reads their journals.
const LIST_AGAIN_MS = 10_000

const api = () => workbench().host.api

export const useDrafts = () =>
  useQuery({
    queryKey: ['releases', 'list', undefined],
    queryFn: () => api().releases.list(),
    refetchInterval: AGAIN_MS,
  })

export const useDraft = (release: string) =>
  useQuery({
    queryKey: ['releases', 'draft', { release }],
    queryFn: () => api().releases.draft({ release }),
    refetchInterval: AGAIN_MS,
  })

export const useReleasePreview = (release: string) =>
  useQuery({
    queryKey: ['releases', 'preview', { release }],
    queryFn: () => api().releases.preview({ release }),
    staleTime: 60_000,
  })

/** How a release stands in an environment; without one, nothing is asked. */
export const useStanding = (release: string, environment: string | undefined) =>
  useQuery({
    queryKey: ['releases', 'standing', { release, environment }],
    queryFn: environment === undefined ? skipToken : () => api().releases.standing({ release, environment }),
    refetchInterval: AGAIN_MS,
  })

export const useReport = (release: string, environment: string) =>
  useQuery({
    queryKey: ['releases', 'report', { release, environment }],
    queryFn: () => api().releases.report({ release, environment }),
  })

export const inEnvironment = (environment: string) => ({
  queryKey: ['releases', 'inEnvironment', { environment }] as const,
  queryFn: () => api().releases.inEnvironment({ environment }),
  refetchInterval: LIST_AGAIN_MS,
  // One that cannot be reached says so at once; the others are looked at meanwhile.
  retry: false,
})
