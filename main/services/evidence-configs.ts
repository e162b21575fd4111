import type { OwnedConfig } from '../../shared/api/evidence.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { isObject, type Json } from '../../shared/json/value.ts'
import { mergeById } from '../../shared/review/compare-results.ts'
import type { EvidenceParts } from './evidence.ts'
import { findShapes, ownedConfig } from './evidence-shape.ts'
import type { PreviewResult, ResultStatus } from './ports/snapshots.ts'
import { getFinishedPreview } from './preview-report.ts'

/** Which configs of a preview: all where nothing is given. */
export type ConfigFilter = {
  readonly shape?: string | undefined
  /** JSON Pointer: those in whose shape something happens there. */
  readonly path?: string | undefined
  readonly status?: ResultStatus | undefined
}

/** What a preview says of one config. */
export type ConfigReport = OwnedConfig & {
  readonly from: string | null
  readonly status: ResultStatus
  readonly shape: string | null
  /** Whether back after forward gave it again exactly; null where it did not go forward. */
  readonly exact: boolean | null
  readonly error: { readonly code: string; readonly message: string } | null
}

export type ConfigPage = {
  readonly preview: string
  readonly snapshot: string
  readonly configs: readonly ConfigReport[]
  /** The id after which the next page begins; null at the end. */
  readonly next: ConfigId | null
}

/**
 * One page of a preview's configs, in the order of their ids.
 *
 * Raises `workspace/preview-not-found`, `release/preview-unfinished`, `workspace/shape-not-found`, `json/bad-pointer`.
 */
export function listConfigs(
  parts: EvidenceParts,
  id: string,
  { after, limit, ...filter }: ConfigFilter & { after?: ConfigId | undefined; limit: number },
): ConfigPage {
  const { previews } = parts
  const { id: preview, snapshot } = getFinishedPreview(previews, id)
  const shapes = findShapes(previews, preview, filter)
  const found = previews.findResults(
    preview,
    {
      ...(shapes === undefined ? {} : { shapes }),
      ...(filter.status === undefined ? {} : { status: filter.status }),
    },
    { after, limit: limit + 1 },
  )
  const page = found.slice(0, limit)
  return {
    preview,
    snapshot,
    configs: page.map((result) => configReport(result, ownedConfig(parts, snapshot, result.id))),
    next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

/** What is exported of a config: its report and both hashes. */
type Line = ConfigReport & { readonly input_hash: string | null; readonly output_hash: string | null }

/**
 * Every config that the filter lets through, one JSON object a line, in the order of their ids, and how many. Holds one
 * batch at a time.
 *
 * Raises what `listConfigs` raises, before the first line.
 */
export async function* exportConfigs(
  { previews, snapshots }: EvidenceParts,
  id: string,
  filter: ConfigFilter,
): AsyncGenerator<string, number> {
  const { id: preview, snapshot } = getFinishedPreview(previews, id)
  const found = findShapes(previews, preview, filter)
  const shapes = found && new Set(found)
  let configs = 0
  let lines: string[] = []
  for (const { left, right } of mergeById(
    flat(previews.results(preview)),
    flat(snapshots.configs(snapshot)),
  )) {
    if (left === undefined) continue
    if (filter.status !== undefined && left.status !== filter.status) continue
    if (shapes !== undefined && !shapes.has(left.shape ?? '')) continue
    const line: Line = {
      ...configReport(left, {
        config: left.id,
        tenant: right?.tenantId ?? null,
        user: right?.userId ?? null,
      }),
      input_hash: left.inputHash,
      output_hash: left.outputHash,
    }
    lines.push(`${JSON.stringify(line)}\n`)
    configs++
    if (lines.length === LINES) {
      yield lines.join('')
      lines = []
    }
  }
  if (lines.length > 0) yield lines.join('')
  return configs
}

const LINES = 500

/** The items of batches, one after the other. */
export function* flat<T>(batches: Iterable<readonly T[]>): Generator<T> {
  for (const batch of batches) yield* batch
}

const configReport = (
  { fromVersion, status, shape, exact, error }: PreviewResult,
  owned: OwnedConfig,
): ConfigReport => ({
  ...owned,
  from: fromVersion,
  status,
  shape,
  exact: status === 'migrated' ? exact : null,
  error: failureOf(error),
})

/** Why a config failed, as a preview keeps it. */
export function failureOf(error: Json): { readonly code: string; readonly message: string } | null {
  if (!isObject(error)) return null
  const { code, message } = error
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' }
}
