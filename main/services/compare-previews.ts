import type { ComparedPreview } from '../../shared/api/evidence.ts'
import { fail } from '../../shared/errors/index.ts'
import { compareCounts } from '../../shared/review/compare.ts'
import {
  type ComparedResult,
  compareResults,
  mergeById,
  type ResultComparison,
} from '../../shared/review/compare-results.ts'
import { readShapeDetails } from '../../shared/review/shape-details.ts'
import { failureOf, flat } from './evidence-configs.ts'
import type {
  PreviewFinding,
  PreviewLoss,
  PreviewResult,
  PreviewShape,
  PreviewStore,
} from './ports/snapshots.ts'
import { type FinishedPreview, getFinishedPreview, operationsOf } from './preview-report.ts'

/** How often something is there before and after, 0 where it is not. */
type Counts = { readonly before: number; readonly after: number }

export type ShapeCounts = Counts & {
  /** Its id after or, where it went, before. */
  readonly id: string
  /** Its id before, where that was another: steps have other numbers when others are put in before them. */
  readonly was: string | null
  readonly summary: string
}

export type LossCounts = Counts & {
  readonly path: string
  readonly class: string
  readonly step: string | null
}

export type FindingCounts = Counts & Pick<PreviewFinding, 'code' | 'severity' | 'place' | 'message'>

export type CountsByChange<T> = {
  readonly came: readonly T[]
  readonly went: readonly T[]
  readonly grew: readonly T[]
  readonly shrank: readonly T[]
  /** How many are in both with the same count. */
  readonly same: number
}

/** What differs between two previews, as `evidence compare --json` prints it. */
export type PreviewComparison = {
  readonly agent: string
  readonly before: ComparedPreview
  readonly after: ComparedPreview
  /** Whether other paths were masked, or with another key: then hashes of results differ for that alone. */
  readonly masks_differ: boolean
  readonly shapes: CountsByChange<ShapeCounts>
  readonly losses: CountsByChange<LossCounts>
  readonly findings: CountsByChange<FindingCounts>
  readonly configs: {
    readonly both: number
    readonly same: number
    readonly differing: number
    readonly only_before: ResultComparison['onlyBefore']
    readonly only_after: ResultComparison['onlyAfter']
    readonly moves: ResultComparison['moves']
  }
}

/**
 * Compares two finished previews of an agent, of whatever snapshots and target versions.
 *
 * Raises `workspace/preview-not-found`, `release/preview-unfinished`, and `general/usage` where they are of two agents.
 */
export function comparePreviews(
  previews: PreviewStore,
  { before: first, after: second }: { readonly before: string; readonly after: string },
): PreviewComparison {
  const before = getFinishedPreview(previews, first)
  const after = getFinishedPreview(previews, second)
  if (before.agent !== after.agent) {
    fail('general/usage', {
      problem: `${first} is a preview of ${before.agent}, ${second} of ${after.agent}`,
      remedy: 'Compare two of the same agent: `crosswalk evidence list AGENT` shows them.',
    })
  }
  const shapes = compareCounts(previews.shapes(before.id), previews.shapes(after.id), shapeKeys)
  const losses = compareCounts(previews.losses(before.id), previews.losses(after.id), lossKeys)
  const findings = compareCounts(previews.findings(before.id), previews.findings(after.id), findingKeys)
  const renamed = new Map(shapes.pairs.map((pair) => [pair.before.id, pair.after.id]))
  const { onlyBefore, onlyAfter, ...results } = compareResults(
    mergeById(resultsOf(previews, before), resultsOf(previews, after)),
    (a, b) => (a === null ? b === null : renamed.get(a) === b),
  )
  return {
    agent: before.agent,
    before: comparedPreview(before),
    after: comparedPreview(after),
    masks_differ: !hasSameMasks(before, after),
    shapes: changesOf(shapes, ({ id, summary }, was) => ({
      id,
      was: was === undefined || was.id === id ? null : was.id,
      summary,
    })),
    losses: changesOf(losses, ({ path, class: kind, step }) => ({ path, class: kind, step })),
    findings: changesOf(findings, ({ code, severity, place, message }) => ({
      code,
      severity,
      place,
      message,
    })),
    configs: { ...results, only_before: onlyBefore, only_after: onlyAfter },
  }
}

/** By its id, else by what happens in it, whatever the numbers of the steps. */
function shapeKeys(shape: PreviewShape): readonly string[] {
  const { from, warnings } = readShapeDetails(shape.details)
  const operations = operationsOf(shape).map(({ op, outcome, path, to = '' }) =>
    JSON.stringify([op, outcome, path, to]),
  )
  return [shape.id, JSON.stringify([from, warnings, operations.sort()])]
}

const lossKeys = ({ path, class: kind, step }: PreviewLoss): readonly string[] => [
  JSON.stringify([path, kind, step]),
  JSON.stringify([path, kind]),
]

const findingKeys = ({ code, place, message }: PreviewFinding): readonly string[] => [
  JSON.stringify([code, place, message]),
  JSON.stringify([code, place]),
]

function* resultsOf(previews: PreviewStore, { id }: FinishedPreview): Generator<ComparedResult> {
  for (const result of flat(previews.results(id))) yield comparedResult(result)
}

const comparedResult = ({
  id,
  status,
  inputHash,
  outputHash,
  shape,
  exact,
  error,
}: PreviewResult): ComparedResult => ({
  id,
  status,
  inputHash,
  outputHash,
  shape,
  exact,
  failure: failureOf(error)?.code ?? null,
})

const comparedPreview = ({ id, to, snapshot, finished }: FinishedPreview): ComparedPreview => ({
  preview: id,
  to,
  snapshot,
  finished_at: finished.at,
  configs: finished.counts.configs,
  digest: finished.digest,
})

const hasSameMasks = ({ masked: a }: FinishedPreview, { masked: b }: FinishedPreview): boolean =>
  a?.key === b?.key && JSON.stringify(a?.paths.toSorted()) === JSON.stringify(b?.paths.toSorted())

function changesOf<T extends { readonly configs: number }, R>(
  { came, went, grew, shrank, pairs }: ReturnType<typeof compareCounts<T>>,
  describe: (one: T, was: T | undefined) => R,
): CountsByChange<R & Counts> {
  const both = (pair: { before: T; after: T }) => ({
    ...describe(pair.after, pair.before),
    before: pair.before.configs,
    after: pair.after.configs,
  })
  return {
    came: came.map((one) => ({ ...describe(one, undefined), before: 0, after: one.configs })),
    went: went.map((one) => ({ ...describe(one, undefined), before: one.configs, after: 0 })),
    grew: grew.map(both),
    shrank: shrank.map(both),
    same: pairs.length - grew.length - shrank.length,
  }
}
