import type { AgentName, ConfigId } from '../../shared/config/ids.ts'
import type { ReleaseName } from '../../shared/release/name.ts'
import { comparePreviews } from '../services/compare-previews.ts'
import { listPreviews } from '../services/evidence.ts'
import { explainOneConfig } from '../services/evidence-config.ts'
import { type ConfigFilter, exportConfigs, listConfigs } from '../services/evidence-configs.ts'
import { reportShape } from '../services/evidence-shape.ts'
import { type AcceptOptions, acceptLoss, type NamedLoss, withdrawLoss } from '../services/losses.ts'
import { judgeReport } from '../services/losses-in-report.ts'
import { listLosses } from '../services/losses-list.ts'
import { type PreviewRequest, previewAgent } from '../services/preview-agent.ts'
import { overviewPreview } from '../services/preview-overview.ts'
import { reportPreview } from '../services/preview-report.ts'
import { markConfigs, readConfigs } from '../services/preview-search.ts'
import { SqlitePreviewSearch } from '../workspace/sqlite/sqlite-preview-search.ts'
import { SqlitePreviewStore } from '../workspace/sqlite/sqlite-preview-store.ts'
import type { Parts } from './parts.ts'

type Progress = (event: { readonly done: number; readonly total: number }) => void

/** What migrations do to the configs of a snapshot, and what is accepted of it. */
export function evidenceServices(parts: Parts) {
  const { signal, workspace, store, evidenceParts, previewParts } = parts
  const searchParts = async () => {
    const opened = await store()
    return { previews: new SqlitePreviewStore(opened), search: new SqlitePreviewSearch(opened) }
  }
  return {
    previews: {
      run: async (request: PreviewRequest, progress: Progress) => {
        const parts = await previewParts()
        return judgeReport(parts, await previewAgent(parts, request, { signal, progress }), { signal })
      },
    },
    evidence: {
      list: async (options: { agent?: AgentName | undefined }) =>
        listPreviews({ previews: new SqlitePreviewStore(await store()) }, options),
      report: async (preview: string, { path }: { path?: string | undefined }) => {
        const parts = await previewParts()
        return judgeReport(parts, reportPreview(parts.previews, preview, { path }), { path, signal })
      },
      /** What the head of a preview and the list of its shapes show. */
      overview: async (preview: string) => {
        const parts = { ...(await previewParts()), ...(await searchParts()) }
        return overviewPreview(parts, preview, { signal })
      },
      marks: async (preview: string, options: Parameters<typeof markConfigs>[2]) =>
        markConfigs(await searchParts(), preview, options),
      page: async (preview: string, options: Parameters<typeof readConfigs>[2]) =>
        readConfigs(await searchParts(), preview, options),
      shape: async (preview: string, shape: string) =>
        reportShape({ ...(await evidenceParts()), ...(await searchParts()) }, preview, shape),
      configs: async (preview: string, options: Parameters<typeof listConfigs>[2]) =>
        listConfigs(await evidenceParts(), preview, options),
      export: async (preview: string, filter: ConfigFilter) =>
        exportConfigs(await evidenceParts(), preview, filter),
      explain: async (which: { readonly preview: string; readonly config: ConfigId }) =>
        explainOneConfig(await previewParts(), which, { signal }),
      compare: async (which: { readonly before: string; readonly after: string }) =>
        comparePreviews(new SqlitePreviewStore(await store()), which),
    },
    losses: {
      accept: async (
        name: ReleaseName,
        { path, shapes, ...options }: NamedLoss & Omit<AcceptOptions, 'signal'>,
      ) => {
        const { lock } = await workspace()
        return acceptLoss({ ...(await previewParts()), lock }, name, { path, shapes }, { ...options, signal })
      },
      list: async (name: ReleaseName, options: { preview?: string | undefined }) =>
        listLosses(await previewParts(), name, { ...options, signal }),
      withdraw: async (name: ReleaseName, named: NamedLoss) => withdrawLoss(await workspace(), name, named),
    },
  }
}
