import type { DescribedOperation } from '../../shared/api/evidence.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json } from '../../shared/json/value.ts'
import { runDigest } from '../../shared/release/bundle.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { Explanation } from '../../shared/review/explain-config.ts'
import type { Finding } from '../../shared/review/findings.ts'
import type { PreviewBatchInput } from '../../shared/review/preview-batch.ts'
import { PreviewTally } from '../../shared/review/tally.ts'
import { type BundleParts, gatherBundle } from './bundles.ts'
import type { EvidenceParts } from './evidence.ts'
import { failureOf } from './evidence-configs.ts'
import type { Outcome } from './ports/sandbox.ts'
import type { PreviewResult } from './ports/snapshots.ts'
import { describedOperations, getFinishedPreview } from './preview-report.ts'
import { examinePlan } from './push.ts'

/** Where one customisation of a config went, with its values. */
export type CustomisationReport = {
  readonly path: string
  readonly value: Json
  readonly class: string
  readonly to: string | null
  readonly also: readonly string[]
  readonly step: string | null
  /** What it has become, where it was converted and stands at one place. */
  readonly now?: Json
}

/** Everything about one config of a preview, values included. */
export type ConfigExplanation = {
  readonly preview: string
  readonly agent: string
  readonly to: string
  /** Paths whose values are stand-ins. */
  readonly masked: readonly string[]
  readonly config: ConfigId
  readonly tenant: string
  readonly user: string
  readonly from: string
  readonly status: 'migrated' | 'unchanged' | 'failed'
  readonly shape: string | null
  readonly error: { readonly code: string; readonly message: string } | null
  /** Whether this run gave what the preview has noted. Code that depends on something outside the config does not. */
  readonly as_previewed: boolean
  /** Null where the config cannot be read, or could not be migrated. */
  readonly before: Json | null
  readonly after: Json | null
  readonly back: Json | null
  /** Whether `back` is exactly `before`; null where there is no way to tell. */
  readonly back_exact: boolean | null
  /** Why there is no way back. */
  readonly back_problem: string | null
  readonly operations: readonly DescribedOperation[]
  readonly changes: readonly {
    readonly kind: string
    readonly path: string
    readonly before?: Json
    readonly after?: Json
  }[]
  readonly customisations: readonly CustomisationReport[]
  readonly warnings: readonly { readonly feature: string; readonly message: string }[]
  readonly findings: readonly Finding[]
}

/**
 * Runs one config of a preview anew, by the very migrations of the preview, and tells everything of it.
 *
 * Raises `workspace/preview-not-found`, `release/preview-unfinished`, `workspace/config-not-found`,
 * `workspace/preview-outdated`, and what gathering the bundle raises.
 */
export async function explainOneConfig(
  parts: EvidenceParts & BundleParts,
  { preview: id, config }: { preview: string; config: ConfigId },
  { signal }: { signal: AbortSignal },
): Promise<ConfigExplanation> {
  const { previews, snapshots, sandbox } = parts
  const found = getFinishedPreview(previews, id)
  const { id: preview, agent, to, snapshot, masked } = found
  const row = snapshots.getConfig(snapshot, config)
  const bundle = await gatherBundle(parts, agent, to, { signal })
  if (runDigest(bundle) !== found.bundle) fail('workspace/preview-outdated', { preview, agent, to })
  const session = await sandbox.open<ExaminePlan, PreviewBatchInput, Explanation>(
    'explain',
    examinePlan(bundle),
  )
  try {
    const [outcome] = await session.run([{ id: config, text: row.config, version: row.flowVersion }], {
      signal,
    })
    return {
      preview,
      agent,
      to,
      masked: masked?.paths ?? [],
      config,
      tenant: row.tenantId,
      user: row.userId,
      from: row.flowVersion,
      ...told(outcome as Outcome<Explanation>, row.config, previews.findResult(preview, config)),
    }
  } finally {
    await session.close()
  }
}

type Told = Omit<
  ConfigExplanation,
  'preview' | 'agent' | 'to' | 'masked' | 'config' | 'tenant' | 'user' | 'from'
>

const NOTHING: Told = {
  status: 'failed',
  shape: null,
  error: null,
  as_previewed: false,
  before: null,
  after: null,
  back: null,
  back_exact: null,
  back_problem: null,
  operations: [],
  changes: [],
  customisations: [],
  warnings: [],
  findings: [],
}

function told(outcome: Outcome<Explanation>, text: string, noted: PreviewResult | undefined): Told {
  if (!outcome.ok) {
    const { code, message } = outcome.error
    const tally = new PreviewTally()
    tally.addFailure({ code, message })
    return {
      ...NOTHING,
      error: { code, message },
      as_previewed: failureOf(noted?.error ?? null)?.code === code,
      before: tryRead(text),
      findings: tally.findings(),
    }
  }
  const found = outcome.value
  if (found.status === 'unchanged') {
    const { before } = found
    const as_previewed = noted?.status === 'unchanged'
    return {
      ...NOTHING,
      status: 'unchanged',
      as_previewed,
      before,
      after: before,
      back: before,
      back_exact: true,
    }
  }
  const { before, after, back, shapeId, shape, outputHash, changes, customisations, warnings, findings } =
    found
  const isBack = 'config' in back
  return {
    status: 'migrated',
    shape: shapeId,
    error: null,
    as_previewed: noted?.outputHash === outputHash && noted.shape === shapeId,
    before,
    after,
    back: isBack ? back.config : null,
    back_exact: isBack ? back.exact : null,
    back_problem: isBack ? null : back.problem,
    operations: describedOperations({ operations: shape.operations as unknown as readonly Json[] }),
    changes,
    customisations: customisations.map(({ path, value, class: kind, to, also, step, now }) => ({
      path,
      value,
      class: kind,
      to: to ?? null,
      also: also ?? [],
      step: step ?? null,
      ...(now === undefined ? {} : { now }),
    })),
    warnings,
    findings,
  }
}

/** A config that could not be migrated is shown all the same, unless reading it is what failed. */
function tryRead(text: string): Json | null {
  try {
    return readJson(text)
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return null
  }
}
