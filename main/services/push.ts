import type { ConfigId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import type { Json } from '../../shared/json/value.ts'
import { type Bundle, readBundle } from '../../shared/release/bundle.ts'
import { nextState, type ReleaseState, statesFor } from '../../shared/release/lifecycle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { PushInput, PushOutput, PushPlan } from '../../shared/review/push-config.ts'
import { withPatience } from './contention.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import type {
  Failure,
  Lease,
  PushRow,
  PushWrite,
  RolloutCounts,
  RolloutStore,
  TargetColumns,
} from './ports/rollouts.ts'
import type { Outcome, Sandbox, SandboxSession } from './ports/sandbox.ts'
import { sweep } from './rollout-lanes.ts'

export type RolloutResult = {
  readonly release: string
  readonly environment: string
  readonly state: string
  readonly configs: number
  readonly migrated: number
  readonly unchanged: number
  readonly drifted: number
  readonly held: number
  readonly failed: number
  readonly restored: number
  readonly kept_edits: number
  readonly conflicts: number
  readonly seconds: number
}

export type RolloutOptions = {
  readonly environment: string
  readonly who: string
  readonly signal: AbortSignal
  readonly progress?: (event: { readonly done: number; readonly total: number }) => void
  /** Batches under way at once. */
  readonly lanes?: number
}

export type RolloutParts = {
  readonly releases: ReleaseStore
  readonly rollouts: RolloutStore
  readonly sandbox: Sandbox
}

// New configs may be made at an old version while a push runs; each sweep takes those that the last one missed.
const MAX_SWEEPS = 5

/**
 * Pushes a release to every config of its agent. Killed at any point, a second push goes on from the
 * journal: what is migrated stays so, what was held or failed is looked at again.
 *
 * Raises `release/*`, and what the environment raises. When cancelled, or where others held configs all the
 * time, the release is left paused.
 */
export async function pushRelease(
  parts: RolloutParts,
  name: ReleaseName,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const { releases, rollouts, sandbox } = parts
  const started = performance.now()
  const release = await releases.get(name)
  const label = formatReleaseName(name)
  nextState(label, release.state, 'push')
  const bundle = readBundle(await releases.bundleOf(release), release.digest, label)
  // What a dead process had begun may take a moment to end.
  const lease = await withPatience(() => rollouts.acquireLease(release.id, options.who), options.signal)
  const signal = AbortSignal.any([options.signal, lease.signal])
  const setState = (from: readonly ReleaseState[], to: ReleaseState) =>
    releases.setState(release, { from, to, who: options.who, lease })
  let session: SandboxSession<PushInput, PushOutput> | undefined
  let state: 'completed' | 'paused'
  try {
    await setState(statesFor('push'), 'rolling_out')
    session = await sandbox.open<PushPlan, PushInput, PushOutput>('push', pushPlan(bundle))
    const shapes = await releases.shapesOf(release)
    const left = await sweepAll(
      { rollouts, lease, bundle, session, approved: new Set(shapes.map((shape) => shape.shapeId)), release },
      options,
      signal,
    )
    state = left === 0 ? 'completed' : 'paused'
    await setState(['rolling_out'], state)
  } catch (error) {
    // What stopped the push is what has to be told, even when the environment is gone as well.
    await setState(['rolling_out'], 'paused').catch(() => undefined)
    throw error
  } finally {
    await session?.close()
    await lease.release()
  }
  const counts = await rollouts.counts(release.id, bundle.agent, bundle.to)
  return resultOf(label, options.environment, state, counts, performance.now() - started)
}

/** Why a config is left to the next run. */
export const HELD_BY_OTHERS: Failure = {
  code: 'production/lock-timeout',
  message: 'other transactions held or changed it all the time; the next run looks at it again',
}

/** The plan of a bundle for the evaluators. */
export const examinePlan = (bundle: Bundle): ExaminePlan => ({
  agent: bundle.agent,
  path: bundle.path,
  to: bundle.to,
  defaults: bundle.defaults,
  ...(bundle.schema === undefined ? {} : { schema: bundle.schema }),
})

const pushPlan = (bundle: Bundle): PushPlan => ({
  ...examinePlan(bundle),
  ...(bundle.accepted === undefined ? {} : { accepted: bundle.accepted }),
})

/** The result of a push or rollback as section 10 of the design has it. */
export function resultOf(
  release: string,
  environment: string,
  state: string,
  counts: RolloutCounts,
  ms: number,
): RolloutResult {
  return {
    release,
    environment,
    state,
    configs: counts.configs,
    migrated: counts.migrated,
    unchanged: counts.unchanged,
    drifted: counts.drifted,
    held: counts.held,
    failed: counts.failed,
    restored: counts.restored,
    kept_edits: counts.keptEdits,
    conflicts: counts.conflicts,
    seconds: Math.round(ms) / 1000,
  }
}

type Push = {
  readonly rollouts: RolloutStore
  readonly lease: Lease
  readonly bundle: Bundle
  readonly session: SandboxSession<PushInput, PushOutput>
  readonly approved: ReadonlySet<string>
  readonly release: ReleaseRecord
}

/** Gives how many configs could not be had, because others held them. */
async function sweepAll(push: Push, options: RolloutOptions, signal: AbortSignal): Promise<number> {
  const { rollouts, lease, bundle, release } = push
  const target = targetColumns(bundle)
  let total = await rollouts.countPending(release.id, bundle.agent, bundle.to)
  let done = 0
  let left = 0
  options.progress?.({ done, total })
  for (let round = 0; round < MAX_SWEEPS; round++) {
    const found = await sweep<PushRow>(
      {
        page: (after, limit) =>
          rollouts.pushPage(lease, bundle.agent, bundle.to, {
            ...(after === undefined ? {} : { after }),
            limit,
            signal,
          }),
        again: (ids) => rollouts.pushRows(lease, bundle.agent, bundle.to, ids),
        work: (rows) => pushBatch(push, target, rows, signal),
        leave: async (rows) => {
          left += rows.length
          const ids = rows.map((row) => row.configId)
          await rollouts.leave(lease, bundle.to, ids, HELD_BY_OTHERS)
        },
        done: (rows) => {
          done += rows
          total = Math.max(total, done)
          options.progress?.({ done, total })
        },
      },
      { lanes: options.lanes ?? 2, signal },
    )
    if (found === 0) break
  }
  return left
}

async function pushBatch(
  push: Push,
  target: TargetColumns,
  rows: readonly PushRow[],
  signal: AbortSignal,
): Promise<ReadonlySet<ConfigId>> {
  const outcomes = await push.session.run(
    rows.map(({ text, version, expected }) => ({ text, version, ...(expected ? { expected } : {}) })),
    { signal },
  )
  const writes = rows.map((row, index) => writeOf(row, outcomes[index] as Outcome<PushOutput>, push.approved))
  return push.rollouts.push(push.lease, target, writes)
}

function writeOf(row: PushRow, outcome: Outcome<PushOutput>, approved: ReadonlySet<string>): PushWrite {
  const { configId, rowVersion } = row
  if (!outcome.ok) {
    const { code, message } = outcome.error
    if (code === 'release/output-differs') fail('release/output-differs', { version: row.version })
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
  }
}

function targetColumns(bundle: Bundle): TargetColumns {
  const meta = bundle.meta as { hash?: Json; custom_metadata?: { config_schema_version?: Json } } | undefined
  const schemaVersion = meta?.custom_metadata?.config_schema_version
  return {
    version: bundle.to,
    ...(typeof meta?.hash === 'string' ? { flowHash: meta.hash } : {}),
    ...(typeof schemaVersion === 'string' ? { configSchemaVersion: schemaVersion } : {}),
  }
}
