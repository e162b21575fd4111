import type { ConfigId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import type { ShapeOperation } from '../../shared/review/shape.ts'
import { describeOperation } from '../../shared/review/words.ts'
import type { PreviewFinding, PreviewStore } from './ports/snapshots.ts'

/** What a preview found, as `preview --json` prints it. */
export type PreviewReport = {
  readonly preview: string
  readonly agent: string
  readonly to: string
  readonly snapshot: string
  readonly configs: number
  readonly migrated: number
  readonly unchanged: number
  readonly failed: number
  readonly digest: string
  readonly shapes: readonly {
    readonly id: string
    readonly count: number
    readonly summary: string
    /** Each with the sentence that a person reads. */
    readonly operations: readonly (ShapeOperation & { readonly words: string })[]
    readonly example: ConfigId
  }[]
  readonly losses: readonly {
    readonly path: string
    readonly class: string
    readonly configs: number
    readonly step: string | null
  }[]
  readonly findings: readonly PreviewFinding[]
  readonly round_trip: { readonly exact: number; readonly differing: number }
}

/** The report of a finished preview. Raises `workspace/preview-not-found`, `release/preview-unfinished`. */
export function reportPreview(previews: PreviewStore, id: string): PreviewReport {
  const { id: preview, agent, to, snapshot, state, finished } = previews.get(id)
  if (finished === null) return fail('release/preview-unfinished', { preview, state })
  const { configs, migrated, unchanged, failed, exact, differing } = finished.counts
  return {
    preview,
    agent,
    to,
    snapshot,
    configs,
    migrated,
    unchanged,
    failed,
    digest: finished.digest,
    shapes: previews.shapes(preview).map(({ id, configs: count, summary, operations, example }) => ({
      id,
      count,
      summary,
      // Written by us from the same type.
      operations: (operations as unknown as readonly ShapeOperation[]).map((operation) => ({
        ...operation,
        words: describeOperation(operation),
      })),
      example,
    })),
    losses: previews
      .losses(preview)
      .map(({ path, class: kind, configs, step }) => ({ path, class: kind, configs, step })),
    findings: previews.findings(preview),
    round_trip: { exact, differing },
  }
}
