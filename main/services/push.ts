import type { RolloutFigures } from '../../shared/api/rollouts.ts'
import { readBundle } from '../../shared/release/bundle.ts'
import { nextState, statesFor } from '../../shared/release/lifecycle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import { withPatience } from './contention.ts'
import { type HiddenReplicas, hiddenOnce } from './pace.ts'
import type { ReleaseRecord } from './ports/releases.ts'
import {
  chooseWave,
  type RolloutPolicy,
  requireConfirmed,
  requireFreshPreview,
  requireThawed,
} from './push-gates.ts'
import { figuresOf } from './rollout-figures.ts'
import { carryOut, type RolloutParts, type RolloutProgress } from './rollout-run.ts'

export { examinePlan, pushPlan, targetColumns, writeOf } from './push-batch.ts'
export { HELD_BY_OTHERS, type RolloutParts } from './rollout-run.ts'

export type RolloutResult = ReturnType<typeof figuresOf> & {
  readonly release: string
  readonly environment: string
  readonly state: string
  readonly seconds: number
  /** Replicas whose lag the login may not see: only where there are any. */
  readonly hidden_replicas?: number
}

export type RolloutOptions = {
  readonly environment: string
  readonly who: string
  readonly signal: AbortSignal
  readonly progress?: RolloutProgress
  /** Told once, as soon as some are seen. */
  readonly hidden?: HiddenReplicas
  /** Batches under way at once. */
  readonly lanes?: number
  /** What the workspace asks of rollouts there. Left out: nothing. */
  readonly policy?: RolloutPolicy
  /** The environment's name once more, where it is protected. */
  readonly confirm?: string
}

export type PushOptions = RolloutOptions & {
  /** Left out: the next one. */
  readonly wave?: number | 'all'
  /** Whether the waves after it begin by themselves once the one before has held. */
  readonly promotion?: 'by-hand' | 'automatic'
  /** Configs a second, at most. */
  readonly maxRate?: number
  /** Why it has to be now, in a window in which the environment is frozen. Goes into the audit log. */
  readonly despiteFreeze?: string
  /** What has to be there before anything is changed: evidence of staging, a backup. Raises why it may not begin. */
  readonly prepare?: (release: ReleaseRecord, options: { readonly signal: AbortSignal }) => Promise<void>
}

export type PushResult = RolloutResult & {
  /** The wave that it went up to, and how many there are: only where there are several. */
  readonly wave?: number
  readonly waves?: number
  /** Configs with edits that an earlier rollback had put aside: only where there are any. */
  readonly read_back?: number
}

/**
 * Pushes a release to the configs of the tenants in its next wave. Killed at any point, a second push goes on from the
 * journal: what is migrated stays so, what was held or failed is looked at again.
 *
 * Raises `release/*`, and what the environment raises. When cancelled, or where others held configs all the
 * time, the release is left paused.
 */
export async function pushRelease(
  parts: RolloutParts,
  name: ReleaseName,
  options: PushOptions,
): Promise<PushResult> {
  const { releases, rollouts } = parts
  const { policy, who } = options
  const started = performance.now()
  const release = await releases.get(name)
  const label = formatReleaseName(name)
  nextState(label, release.state, 'push')
  const bundle = readBundle(await releases.bundleOf(release), release.digest, label)
  if (policy !== undefined) {
    requireConfirmed(policy, label, options.confirm)
    requireFreshPreview(policy, release)
  }
  // What a dead process had begun may take a moment to end.
  const lease = await withPatience(() => rollouts.acquireLease(release.id, who), options.signal)
  const signal = AbortSignal.any([options.signal, lease.signal])
  const hidden = hiddenOnce(options.hidden)
  let end: string
  let wave: number
  let waves: number
  try {
    const known = await parts.waves.list(release.id)
    waves = Math.max(1, known.length)
    wave = chooseWave(label, known, { asked: options.wave, limits: policy?.limits })
    if (policy !== undefined) await requireThawed(policy, release, { ...options, rollouts })
    await options.prepare?.(release, { signal })
    const { promotion = 'by-hand', maxRate, lanes = 2, progress, despiteFreeze } = options
    const order = {
      wish: 'run',
      wave,
      promotion,
      askedBy: who,
      ...(maxRate === undefined ? {} : { maxRate }),
    } as const
    // Before the state: who only looks at the order must not take an old one for this push.
    await parts.orders.put(lease, order)
    await releases.setState(release, { from: statesFor('push'), to: 'rolling_out', who, lease })
    end = await carryOut(
      {
        parts,
        release,
        bundle,
        lease,
        who,
        signal,
        lanes,
        progress,
        hidden: hidden.tell,
        policy,
        despiteFreeze,
        cancelled: 'pauses',
      },
      order,
    )
    if (promotion === 'automatic') wave = (await parts.orders.find(release.id))?.wave ?? wave
  } finally {
    await lease.release()
  }
  const counts = await rollouts.counts(release.id, bundle.agent, bundle.to)
  return {
    ...resultOf(label, options.environment, end, counts, performance.now() - started),
    ...(waves === 1 ? {} : { wave, waves }),
    ...(counts.readBack === 0 ? {} : { read_back: counts.readBack }),
    ...hidden.result(),
  }
}

/** The result of a push or rollback as section 10 of the design has it. */
export function resultOf(
  release: string,
  environment: string,
  state: string,
  counts: RolloutFigures,
  ms: number,
): RolloutResult {
  return {
    release,
    environment,
    state,
    ...figuresOf(counts),
    seconds: Math.round(ms) / 1000,
  }
}
