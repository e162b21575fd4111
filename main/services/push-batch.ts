import type { ConfigId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import type { Json } from '../../shared/json/value.ts'
import type { Bundle } from '../../shared/release/bundle.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { PushInput, PushOutput, PushPlan } from '../../shared/review/push-config.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import type { Lease, PushRow, PushWrite, RolloutStore, TargetColumns } from './ports/rollouts.ts'
import type { Outcome, Sandbox, SandboxSession } from './ports/sandbox.ts'

/** What it takes to push batches of a release: whoever has it may do any batch, under the token of the lease. */
export type PushSession = {
  readonly rollouts: RolloutStore
  readonly bundle: Bundle
  readonly session: SandboxSession<PushInput, PushOutput>
  /** The shapes that were approved. */
  readonly approved: ReadonlySet<string>
  close(): Promise<void>
}

/** The plan of a bundle for the evaluators. */
export const examinePlan = (bundle: Bundle): ExaminePlan => ({
  agent: bundle.agent,
  path: bundle.path,
  to: bundle.to,
  defaults: bundle.defaults,
  ...(bundle.schema === undefined ? {} : { schema: bundle.schema }),
})

export const pushPlan = (bundle: Bundle): PushPlan => ({
  ...examinePlan(bundle),
  ...(bundle.accepted === undefined ? {} : { accepted: bundle.accepted }),
})

export async function openPushSession(
  parts: { readonly releases: ReleaseStore; readonly rollouts: RolloutStore; readonly sandbox: Sandbox },
  release: ReleaseRecord,
  bundle: Bundle,
): Promise<PushSession> {
  const plan = pushPlan(bundle)
  const session = await parts.sandbox.open<PushPlan, PushInput, PushOutput>('push', plan, { near: true })
  try {
    const shapes = await parts.releases.shapesOf(release)
    const approved = new Set(shapes.map(({ shapeId }) => shapeId))
    return { rollouts: parts.rollouts, bundle, session, approved, close: () => session.close() }
  } catch (error) {
    await session.close()
    throw error
  }
}

/** Pushes a batch; gives the ids that were written. Raises `release/output-differs`, and what the environment raises. */
export async function pushBatch(
  { rollouts, bundle, session, approved }: PushSession,
  lease: Pick<Lease, 'releaseId' | 'name' | 'token'>,
  rows: readonly PushRow[],
  signal: AbortSignal,
): Promise<ReadonlySet<ConfigId>> {
  const outcomes = await session.run(
    rows.map(({ text, version, expected, aside }) => ({
      text,
      version,
      ...(expected ? { expected } : {}),
      ...(aside === undefined ? {} : { aside }),
    })),
    { signal },
  )
  const writes = rows.map((row, index) => writeOf(row, outcomes[index] as Outcome<PushOutput>, approved))
  return rollouts.push(lease, targetColumns(bundle), writes)
}

export function writeOf(
  row: PushRow,
  outcome: Outcome<PushOutput>,
  approved: ReadonlySet<string>,
): PushWrite {
  const { configId, rowVersion } = row
  if (!outcome.ok) {
    const { code, message } = outcome.error
    if (code === 'release/output-differs') {
      fail('release/output-differs', { version: row.version, config: configId })
    }
    return { configId, rowVersion, state: 'failed', code, message }
  }
  const { value } = outcome
  if (value.status === 'unchanged') {
    // A page holds no config of the target's version; one that says so in its JSON alone does not get here.
    throw new TypeError(`config ${configId} is at the target version already`)
  }
  const { inputHash, shapeId, drifted } = value
  const held = drifted && (!approved.has(shapeId) || value.objections.length > 0)
  if (held) {
    const reason = approved.has(shapeId) ? value.objections.join('; ') : 'nobody has reviewed this shape'
    return { configId, rowVersion, inputHash, state: 'held', shapeId, reason }
  }
  return {
    configId,
    rowVersion,
    inputHash,
    state: 'migrated',
    from: value.from,
    text: value.text,
    outputHash: value.outputHash,
    shapeId,
    drifted,
    ...(value.complement === undefined ? {} : { complement: value.complement }),
    ...(value.warnings === undefined ? {} : { warnings: value.warnings }),
    ...(value.readBack === undefined ? {} : { readBack: value.readBack }),
  }
}

export function targetColumns(bundle: Bundle): TargetColumns {
  const meta = bundle.meta as { hash?: Json; custom_metadata?: { config_schema_version?: Json } } | undefined
  const schemaVersion = meta?.custom_metadata?.config_schema_version
  return {
    version: bundle.to,
    ...(typeof meta?.hash === 'string' ? { flowHash: meta.hash } : {}),
    ...(typeof schemaVersion === 'string' ? { configSchemaVersion: schemaVersion } : {}),
  }
}
