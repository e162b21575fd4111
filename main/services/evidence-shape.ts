import type { FateReport, OwnedConfig, ShapeReport, SpreadReport } from '../../shared/api/evidence.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import { parsePointer } from '../../shared/json/pointer.ts'
import { type ReadShapeDetails, readShapeDetails } from '../../shared/review/shape-details.ts'
import { operationsTouch } from '../../shared/review/touches.ts'
import type { EvidenceParts } from './evidence.ts'
import { concernsShape } from './evidence-findings.ts'
import type { PreviewSearch } from './ports/preview-search.ts'
import type { PreviewId, PreviewShape, PreviewStore, SnapshotId } from './ports/snapshots.ts'
import { describedOperations, getFinishedPreview, operationsOf } from './preview-report.ts'

const EXAMPLES = 5

/**
 * Everything that a finished preview tells of one of its shapes.
 *
 * Raises `workspace/preview-not-found`, `release/preview-unfinished`, `workspace/shape-not-found`.
 */
export function reportShape(
  parts: EvidenceParts & { readonly search: PreviewSearch },
  id: string,
  shapeId: string,
): ShapeReport {
  const { previews, search } = parts
  const { id: preview, agent, to, snapshot, masked } = getFinishedPreview(previews, id)
  const shape = getShape(previews, preview, shapeId)
  const details = readShapeDetails(shape.details)
  const differing = search.count(preview, { shapes: [shapeId], differing: true })
  const first = previews.findResults(preview, { shapes: [shapeId] }, { limit: EXAMPLES })
  const owned = (config: ConfigId): OwnedConfig => ownedConfig(parts, snapshot, config)
  return {
    preview,
    agent,
    to,
    masked: masked?.paths ?? [],
    shape: shape.id,
    from: details.from,
    configs: shape.configs,
    tenants: details.tenants,
    summary: shape.summary,
    operations: describedOperations(shape),
    warnings: details.warnings,
    round_trip: { exact: shape.configs - differing, differing },
    customisations: details.fates?.map(fateReport) ?? null,
    spreads: details.spreads?.map((spread) => spreadReport(spread, shape.configs)) ?? null,
    spreads_left_out: details.unread,
    outliers:
      details.outliers?.map(({ config, places, customised }) => ({ ...owned(config), places, customised })) ??
      null,
    findings: findingsOf(previews, preview, { shape, details, differing }),
    examples: first.map(({ id }) => owned(id)),
  }
}

function getShape(previews: PreviewStore, preview: PreviewId, id: string): PreviewShape {
  const shapes = previews.shapes(preview)
  return (
    shapes.find((one) => one.id === id) ??
    fail('workspace/shape-not-found', { preview, shape: id, known: shapes.map((one) => one.id) })
  )
}

/** The ids of a preview's shapes that are asked for. Raises `workspace/shape-not-found`, `json/bad-pointer`. */
export function findShapes(
  previews: PreviewStore,
  preview: PreviewId,
  { shape, path }: { shape?: string | undefined; path?: string | undefined },
): readonly string[] | undefined {
  if (shape === undefined && path === undefined) return undefined
  const shapes = shape === undefined ? previews.shapes(preview) : [getShape(previews, preview, shape)]
  const place = path === undefined ? undefined : parsePointer(path)
  return shapes
    .filter((one) => place === undefined || operationsTouch(operationsOf(one), place))
    .map(({ id }) => id)
}

export function ownedConfig(
  { snapshots }: EvidenceParts,
  snapshot: SnapshotId,
  config: ConfigId,
): OwnedConfig {
  const row = snapshots.findConfig(snapshot, config)
  return { config, tenant: row?.tenantId ?? null, user: row?.userId ?? null }
}

type Fates = NonNullable<ReadShapeDetails['fates']>
type Spreads = NonNullable<ReadShapeDetails['spreads']>

const fateReport = ({ path, class: kind, to, also, step, configs, together }: Fates[number]): FateReport => ({
  path,
  class: kind,
  to: to ?? null,
  also: also ?? [],
  step: step ?? null,
  configs,
  together: together ?? false,
})

const spreadReport = (spread: Spreads[number], configs: number): SpreadReport => ({
  path: spread.path,
  side: spread.side,
  configs: configs - spread.missing,
  missing: spread.missing,
  distinct: spread.more ? null : spread.counts.length,
  top: spread.counts.map(([value, count]) => ({ value, count })),
  min: spread.min ?? null,
  max: spread.max ?? null,
})

type OfShape = {
  readonly shape: PreviewShape
  readonly details: ReadShapeDetails
  readonly differing: number
}

/** The findings that concern a shape, and those of which a preview does not say which shapes they concern. */
function findingsOf(
  previews: PreviewStore,
  preview: PreviewId,
  { shape, details, differing }: OfShape,
): ShapeReport['findings'] {
  const losses = previews.losses(preview)
  return previews.findings(preview).flatMap((finding) => {
    const concerns = concernsShape(finding, { shape, details, losses }, () => differing > 0)
    return concerns === false ? [] : [{ ...finding, certain: concerns === true }]
  })
}
