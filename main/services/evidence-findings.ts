import { type ReadShapeDetails, readShapeDetails } from '../../shared/review/shape-details.ts'
import type { ResultFilter } from './ports/preview-search.ts'
import type { PreviewFinding, PreviewId, PreviewLoss, PreviewShape, PreviewStore } from './ports/snapshots.ts'
import { operationsOf } from './preview-report.ts'

const LOSS_CLASSES: Readonly<Record<string, string>> = {
  CW201: 'dropped-silently',
  CW208: 'dropped',
  CW213: 'unproven',
}
const OUTCOMES: Readonly<Record<string, string>> = { CW209: 'occupied', CW210: 'unmapped' }
/** Findings on configs that failed or could not be taken: these have no shape. */
const OF_FAILED: ReadonlySet<string> = new Set(['CW204', 'CW205'])
const OF_ROUND_TRIP: ReadonlySet<string> = new Set(['CW206', 'CW207'])

/** A finding as it names itself. */
export type NamedFinding = Pick<PreviewFinding, 'code' | 'place'>

type OfShape = {
  readonly shape: PreviewShape
  readonly details: ReadShapeDetails
  readonly losses: readonly PreviewLoss[]
}

/**
 * Whether a finding concerns a shape: true, false, or `maybe` where the preview tells only that it may. `differing` says
 * whether configs of the shape do not come back exactly.
 */
export function concernsShape(
  { code, place }: NamedFinding,
  { shape, details, losses }: OfShape,
  differing: () => boolean,
): boolean | 'maybe' {
  const lost = LOSS_CLASSES[code]
  if (lost !== undefined) {
    return losses.some((loss) => loss.class === lost && loss.path === place && loss.shapes.includes(shape.id))
  }
  const outcome = OUTCOMES[code]
  if (outcome !== undefined) {
    return operationsOf(shape).some((one) => one.outcome === outcome && one.path === place)
  }
  if (code === 'CW211') return details.warnings.includes(place)
  if (OF_FAILED.has(code)) return false
  if (OF_ROUND_TRIP.has(code)) return differing() ? 'maybe' : false
  return 'maybe'
}

/** The configs of a preview that a finding may be about: never fewer than those that it is about. */
export function filterOfFinding(
  previews: PreviewStore,
  preview: PreviewId,
  finding: NamedFinding,
): ResultFilter {
  if (OF_FAILED.has(finding.code)) return { status: 'failed' }
  if (OF_ROUND_TRIP.has(finding.code)) return { differing: true }
  const losses = previews.losses(preview)
  const shapes = previews.shapes(preview)
  const concerns = shapes.map((shape) =>
    concernsShape(finding, { shape, details: readShapeDetails(shape.details), losses }, () => true),
  )
  // What may be about any shape may be about configs that have none.
  if (concerns.includes('maybe')) return {}
  return { shapes: shapes.filter((_, index) => concerns[index]).map(({ id }) => id) }
}
