import { readShapeDetails } from '../../shared/review/shape-details.ts'
import { judgeReport } from './losses-in-report.ts'
import type { LossParts } from './losses-of-preview.ts'
import type { PreviewSearch } from './ports/preview-search.ts'
import { getFinishedPreview, type PreviewReport, reportPreview } from './preview-report.ts'

/**
 * What a preview found, its findings in the light of the workspace's acceptances, and of each shape what a list shows:
 * how many tenants, from which version, and at how many places something is lost.
 *
 * Raises `workspace/preview-not-found`, `release/preview-unfinished`, and what judging it raises.
 */
export async function overviewPreview(
  parts: LossParts & { readonly search: PreviewSearch },
  id: string,
  { signal }: { readonly signal: AbortSignal },
) {
  const { previews, search } = parts
  const { id: preview, finished } = getFinishedPreview(previews, id)
  const report = await judgeReport(parts, reportPreview(previews, id), { signal })
  const losses = previews.losses(preview)
  const details = new Map(
    previews.shapes(preview).map((shape) => [shape.id, readShapeDetails(shape.details)]),
  )
  const placesLost = (shape: string, kind: string): number =>
    new Set(
      losses.filter((loss) => loss.class === kind && loss.shapes.includes(shape)).map(({ path }) => path),
    ).size
  const known = versionsOf(
    report,
    report.shapes.map(({ id, count }) => ({ version: details.get(id)?.from ?? null, configs: count })),
  )
  return {
    ...report,
    finished_at: finished.at,
    versions: known ?? search.versions(preview),
    shapes: report.shapes.map((shape) => ({
      ...shape,
      tenants: details.get(shape.id)?.tenants ?? null,
      from: details.get(shape.id)?.from ?? null,
      warnings: details.get(shape.id)?.warnings ?? [],
      lost: {
        silently: placesLost(shape.id, 'dropped-silently'),
        declared: placesLost(shape.id, 'dropped'),
      },
    })),
  }
}

type FromVersion = { readonly version: string | null; readonly configs: number }

/**
 * How many configs come from which version, as far as shapes and sums tell: a pass over 100 000 configs takes 200 ms.
 * Undefined where they do not.
 */
function versionsOf(
  { to, unchanged, failed }: Pick<PreviewReport, 'to' | 'unchanged' | 'failed'>,
  shapes: readonly FromVersion[],
): readonly FromVersion[] | undefined {
  if (failed > 0 || shapes.some(({ version }) => version === null)) return undefined
  const all = unchanged > 0 ? [...shapes, { version: to, configs: unchanged }] : shapes
  const groups = Map.groupBy(all, ({ version }) => version)
  return [...groups]
    .map(([version, group]) => ({ version, configs: group.reduce((sum, one) => sum + one.configs, 0) }))
    .sort((a, b) => ((a.version ?? '') < (b.version ?? '') ? -1 : 1))
}
