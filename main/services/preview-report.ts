import type { DescribedOperation } from '../../shared/api/evidence.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import { parsePointer } from '../../shared/json/pointer.ts'
import type { PreservationClass } from '../../shared/migration/preservation.ts'
import type { ShapeOperation } from '../../shared/review/shape.ts'
import { readShapeDetails } from '../../shared/review/shape-details.ts'
import { operationsTouch, touches } from '../../shared/review/touches.ts'
import { describeOperation } from '../../shared/review/words.ts'
import type { Preview, PreviewFinding, PreviewShape, PreviewStore } from './ports/snapshots.ts'

/** How many settings of users fared in which way; one that stands in several items of a list counts once for its config. */
export type CustomisationCounts = { readonly [C in PreservationClass as MemberOf<C>]: number }

type MemberOf<C extends string> = C extends `${infer Head}-${infer Tail}` ? `${Head}_${Tail}` : C

/** What a preview found, as `preview --json` prints it. */
export type PreviewReport = {
  readonly preview: string
  readonly agent: string
  readonly to: string
  readonly snapshot: string
  /** Paths whose values are stand-ins. */
  readonly masked: readonly string[]
  readonly configs: number
  readonly migrated: number
  readonly unchanged: number
  readonly failed: number
  readonly digest: string
  readonly shapes: readonly {
    readonly id: string
    readonly count: number
    readonly summary: string
    readonly operations: readonly DescribedOperation[]
    readonly example: ConfigId
  }[]
  /** Null where the preview, being older, does not tell. */
  readonly customisations: CustomisationCounts | null
  readonly losses: readonly {
    readonly path: string
    readonly class: string
    readonly configs: number
    readonly step: string | null
  }[]
  readonly findings: readonly PreviewFinding[]
  readonly round_trip: { readonly exact: number; readonly differing: number }
}

export type FinishedPreview = Preview & { readonly finished: NonNullable<Preview['finished']> }

/** Raises `workspace/preview-not-found`, `release/preview-unfinished`. */
export function getFinishedPreview(previews: PreviewStore, id: string): FinishedPreview {
  const found = previews.get(id)
  const { finished } = found
  if (finished === null) return fail('release/preview-unfinished', { preview: id, state: found.state })
  return { ...found, finished }
}

/**
 * The report of a finished preview. With a path, a JSON Pointer, only of the shapes, losses and findings that touch it; the
 * counts stay those of the whole preview.
 *
 * Raises `workspace/preview-not-found`, `release/preview-unfinished`, `json/bad-pointer`.
 */
export function reportPreview(
  previews: PreviewStore,
  id: string,
  { path }: { path?: string | undefined } = {},
): PreviewReport {
  const { id: preview, agent, to, snapshot, masked, finished } = getFinishedPreview(previews, id)
  const { configs, migrated, unchanged, failed, exact, differing } = finished.counts
  const shapes = previews.shapes(preview)
  const place = path === undefined ? undefined : parsePointer(path)
  const concerns = (of: string): boolean => place === undefined || isAt(of, place)
  return {
    preview,
    agent,
    to,
    snapshot,
    masked: masked?.paths ?? [],
    configs,
    migrated,
    unchanged,
    failed,
    digest: finished.digest,
    shapes: shapes
      .filter((shape) => place === undefined || operationsTouch(operationsOf(shape), place))
      .map((shape) => ({
        id: shape.id,
        count: shape.configs,
        summary: shape.summary,
        operations: describedOperations(shape),
        example: shape.example,
      })),
    customisations: customisationsOf(shapes),
    losses: previews
      .losses(preview)
      .filter((loss) => concerns(loss.path))
      .map(({ path, class: kind, configs, step }) => ({ path, class: kind, configs, step })),
    findings: previews.findings(preview).filter((finding) => concerns(finding.place)),
    round_trip: { exact, differing },
  }
}

/** Findings may be about something that is no place, such as a feature or an error. */
const isAt = (of: string, place: readonly string[]): boolean =>
  (of === '' || of.startsWith('/')) && touches(parsePointer(of), place)

/** The operations of a shape. */
export const operationsOf = ({ operations }: Pick<PreviewShape, 'operations'>): readonly ShapeOperation[] =>
  // Written by us from the same type.
  operations as unknown as readonly ShapeOperation[]

export const describedOperations = (shape: Pick<PreviewShape, 'operations'>): readonly DescribedOperation[] =>
  operationsOf(shape).map((operation) => ({ ...operation, words: describeOperation(operation) }))

function customisationsOf(shapes: readonly PreviewShape[]): CustomisationCounts | null {
  const counts = { kept: 0, moved: 0, converted: 0, dropped: 0, dropped_silently: 0, unproven: 0 }
  for (const { details } of shapes) {
    const { fates } = readShapeDetails(details)
    if (fates === null) return null
    for (const { class: kind, configs } of fates) {
      counts[kind === 'dropped-silently' ? 'dropped_silently' : kind] += configs
    }
  }
  return counts
}
