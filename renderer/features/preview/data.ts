import { useQuery } from '@tanstack/react-query'
import type { AgentName, ConfigId } from '../../../shared/config/ids.ts'
import { queries } from '../../workbench/queries.ts'
import { workbench } from '../../workbench/workbench.ts'

const api = () => workbench().host.api

/** A finished preview never changes; what of it is accepted does, and then it is forgotten. */
const LONG_MS = 600_000

const snapshotList = { queryKey: ['snapshots', 'list'], queryFn: () => api().snapshots.list() }
const previewList = { queryKey: ['previews', 'list', {}], queryFn: () => api().previews.list({}) }

export const useSnapshots = () => useQuery(snapshotList)
export const getSnapshots = () => queries.fetchQuery(snapshotList)
export const usePreviews = () => useQuery(previewList)
export const getPreviews = () => queries.fetchQuery(previewList)
export const getTargets = (agent: AgentName) =>
  queries.fetchQuery({
    queryKey: ['previews', 'targets', { agent }],
    queryFn: () => api().previews.targets({ agent }),
  })

export const usePreview = (preview: string) =>
  useQuery({
    queryKey: ['previews', 'get', { preview }],
    queryFn: () => api().previews.get({ preview }),
    staleTime: LONG_MS,
  })

export const useShape = (preview: string, shape: string) =>
  useQuery({
    queryKey: ['previews', 'shape', { preview, shape }],
    queryFn: () => api().previews.shape({ preview, shape }),
    staleTime: LONG_MS,
  })

export const useExplanation = (preview: string, config: ConfigId) =>
  useQuery({
    queryKey: ['previews', 'explain', { preview, config }],
    queryFn: () => api().previews.explain({ preview, config }),
    staleTime: LONG_MS,
  })

export const useComparison = (which: { readonly before: string; readonly after: string }) =>
  useQuery({
    queryKey: ['previews', 'compare', which],
    queryFn: () => api().previews.compare(which),
    staleTime: LONG_MS,
  })

export const useLosses = (name: Parameters<ReturnType<typeof api>['losses']['list']>[0]) =>
  useQuery({
    queryKey: ['losses', 'list', name],
    queryFn: () => api().losses.list(name),
    // It says that the preview is of another migration than the workspace has now, which no second try changes.
    retry: false,
  })

/** To be called when something was accepted or taken back: findings of previews are told in its light. */
export const forgetJudgements = async (): Promise<void> => {
  await queries.invalidateQueries({ queryKey: ['losses'] })
  await queries.invalidateQueries({ queryKey: ['previews', 'get'] })
}
