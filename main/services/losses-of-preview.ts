import type { Version } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import { type Bundle, runDigest } from '../../shared/release/bundle.ts'
import type { ReleaseName } from '../../shared/release/name.ts'
import type { SilentLoss } from '../../shared/review/acceptance.ts'
import { readShapeDetails } from '../../shared/review/shape-details.ts'
import { type BundleParts, gatherBundle } from './bundles.ts'
import type { Preview, PreviewStore } from './ports/snapshots.ts'
import { type FinishedPreview, getFinishedPreview } from './preview-report.ts'

export type LossParts = BundleParts & { readonly previews: PreviewStore }

/** A loss of a preview in the configs of one shape. */
export type LossInShape = SilentLoss & { readonly class: string; readonly step: string | null }

/** A preview with the very bundle that it has run. */
export type LossPreview = { readonly preview: FinishedPreview; readonly bundle: Bundle }

/**
 * The losses of a finished preview, one for each path, step and shape, the most frequent paths first.
 *
 * Raises `loss/preview-outdated` where the preview, being older, does not tell how often a shape has one.
 */
export function lossesByShape(
  previews: PreviewStore,
  { id, agent, to }: Pick<Preview, 'id' | 'agent' | 'to'>,
): readonly LossInShape[] {
  const shapes = new Map(previews.shapes(id).map((shape) => [shape.id, readShapeDetails(shape.details)]))
  return previews.losses(id).flatMap(({ path, class: kind, step, shapes: ids }) =>
    ids.map((shape) => {
      const { from, fates } = shapes.get(shape) ?? { from: null, fates: null }
      if (from === null || fates === null) return fail('loss/preview-outdated', { preview: id, agent, to })
      const configs = fates
        .filter((fate) => fate.path === path && fate.class === kind && (fate.step ?? null) === step)
        .reduce((sum, fate) => sum + fate.configs, 0)
      return { path, class: kind, step, shape, from: from as Version, configs }
    }),
  )
}

export const isSilent = (loss: Pick<LossInShape, 'class'>): boolean => loss.class === 'dropped-silently'

/** The losses that block unless they are accepted. Raises `loss/preview-outdated`. */
export const silentLosses = (previews: PreviewStore, preview: Preview): readonly SilentLoss[] =>
  lossesByShape(previews, preview).filter(isSilent)

/**
 * The finished preview of the workspace as it is: the one named, else the newest.
 *
 * Raises `loss/no-preview`, `loss/preview-outdated`, `loss/preview-of-another`, `workspace/preview-not-found`,
 * `release/preview-unfinished`, and what gathering the bundle raises.
 */
export async function findLossPreview(
  parts: LossParts,
  { agent, version: to }: ReleaseName,
  { preview: id, signal }: { preview?: string | undefined; signal: AbortSignal },
): Promise<LossPreview> {
  const { previews } = parts
  const bundle = await gatherBundle(parts, agent, to, { signal })
  const run = runDigest(bundle)
  if (id === undefined) {
    const finished = previews.list({ agent, to, state: 'complete' })
    const newest = finished[0] ?? fail('loss/no-preview', { agent, to })
    const found = finished.find((one) => one.bundle === run)
    if (found === undefined) return fail('loss/preview-outdated', { preview: newest.id, agent, to })
    return { preview: getFinishedPreview(previews, found.id), bundle }
  }
  const preview = getFinishedPreview(previews, id)
  if (preview.agent !== agent || preview.to !== to) {
    fail('loss/preview-of-another', { preview: id, agent, to, is: `${preview.agent} ${preview.to}` })
  }
  if (preview.bundle !== run) fail('loss/preview-outdated', { preview: id, agent, to })
  return { preview, bundle }
}
