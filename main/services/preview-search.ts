import type { ConfigId } from '../../shared/config/ids.ts'
import { readJson } from '../../shared/json/read.ts'
import type { EvidenceParts } from './evidence.ts'
import { type ConfigFilter, type ConfigReport, failureOf } from './evidence-configs.ts'
import { filterOfFinding, type NamedFinding } from './evidence-findings.ts'
import { findShapes } from './evidence-shape.ts'
import type { ListedResult, PageMarks, PreviewSearch, ResultFilter } from './ports/preview-search.ts'
import type { PreviewId, PreviewStore } from './ports/snapshots.ts'
import { getFinishedPreview } from './preview-report.ts'

export type SearchParts = Pick<EvidenceParts, 'previews'> & { readonly search: PreviewSearch }

/** Which configs of a preview a person looks for: all where nothing is given. */
export type SearchFilter = ConfigFilter & {
  /** The version that they come from. */
  readonly from?: string | undefined
  /** Those that it may be about. */
  readonly finding?: NamedFinding | undefined
  /** Begins the id of the config, its tenant or its user, in either case. */
  readonly text?: string | undefined
}

/**
 * How many configs of a preview there are for a filter, and where the pages of their list end: then any page is
 * read by itself, however far down.
 *
 * Raises `workspace/preview-not-found`, `release/preview-unfinished`, `workspace/shape-not-found`, `json/bad-pointer`.
 */
export function markConfigs(
  { previews, search }: SearchParts,
  id: string,
  { every, ...filter }: SearchFilter & { readonly every: number },
): PageMarks {
  const { id: preview } = getFinishedPreview(previews, id)
  return search.marks(preview, resultFilter(previews, preview, filter), { every })
}

/** One page of the list that `markConfigs` tells the marks of. Raises the same. */
export function readConfigs(
  { previews, search }: SearchParts,
  id: string,
  { after, limit, ...filter }: SearchFilter & { after?: ConfigId | undefined; limit: number },
): readonly ConfigReport[] {
  const { id: preview } = getFinishedPreview(previews, id)
  return search.page(preview, resultFilter(previews, preview, filter), { after, limit }).map(configReport)
}

function resultFilter(
  previews: PreviewStore,
  preview: PreviewId,
  { finding, from, status, text, ...places }: SearchFilter,
): ResultFilter {
  const found = finding ? filterOfFinding(previews, preview, finding) : {}
  const shapes = findShapes(previews, preview, places)
  return {
    ...found,
    shapes: bothOf(found.shapes, shapes),
    // A finding of failed configs, asked for among others, is about none of them.
    ...(found.status !== undefined && status !== undefined && found.status !== status ? { shapes: [] } : {}),
    status: status ?? found.status,
    fromVersion: from,
    text: text?.trim().toLowerCase(),
  }
}

const bothOf = (
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined => (a && b ? a.filter((one) => b.includes(one)) : (a ?? b))

const configReport = (row: ListedResult): ConfigReport => ({
  config: row.id,
  tenant: row.tenantId,
  user: row.userId,
  from: row.fromVersion,
  status: row.status,
  shape: row.shape,
  exact: row.status === 'migrated' ? row.exact : null,
  error: failureOf(row.error === null ? null : readJson(row.error)),
})
