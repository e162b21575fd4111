import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import { pause as wait } from './contention.ts'
import type { ReleaseRecord } from './ports/releases.ts'
import { type RolloutPolicy, requireConfirmed, requireThawed } from './push-gates.ts'
import type { RolloutParts } from './rollout-run.ts'

export type ControlOptions = {
  readonly environment: string
  readonly who: string
  readonly signal: AbortSignal
  readonly reason?: string
}

export type ControlResult = {
  readonly release: string
  readonly environment: string
  readonly asked: 'pause' | 'resume' | 'cancel'
  readonly state: string
  /** Who works on it, or has gone on with it; null for nobody. */
  readonly holder: string | null
}

// Whoever works on a rollout looks at what is wanted of it more than once a second.
const ANSWER_MS = 5000
const LOOK_MS = 100

/**
 * Pauses or cancels a rollout, whoever works on it, from any machine; one that is paused may be resumed, one that is
 * cancelled is pushed anew. Where nobody works on it, or whoever does gives no answer and has let its lease end, it is
 * done here. Gives the state that the release has then.
 *
 * Raises `rollout/nothing-ordered`, `rollout/over`, and `release/busy` where whoever works on it gives no answer.
 */
export async function stopRollout(
  parts: RolloutParts,
  name: ReleaseName,
  wish: 'pause' | 'cancel',
  { environment, who, signal, reason }: ControlOptions,
): Promise<ControlResult> {
  const { releases, rollouts, waves, orders } = parts
  const release = await releases.get(name)
  const label = formatReleaseName(name)
  if (release.state !== 'rolling_out' && release.state !== 'paused') {
    fail('rollout/over', { release: label, wish, state: release.state.replace('_', ' ') })
  }
  const by = { who, ...(reason === undefined ? {} : { reason }) }
  if (!(await orders.ask(release, wish, by))) nothingOrdered(release)
  const result = (state: string) =>
    ({ release: label, environment, asked: wish, state, holder: null }) as const
  const deadline = performance.now() + ANSWER_MS
  for (;;) {
    const { state } = await releases.get(name)
    if (state !== 'rolling_out') return result(state)
    try {
      const lease = await rollouts.acquireLease(release.id, who)
      try {
        await releases.setState(release, { from: ['rolling_out'], to: 'paused', who, lease })
        await waves.set(lease, Math.max(1, (await waves.list(release.id)).length), 'paused')
      } finally {
        await lease.release()
      }
      return result('paused')
    } catch (error) {
      // Whoever works on it answers within a moment.
      if (!isCrosswalkError(error, 'release/busy') || performance.now() > deadline) throw error
      await wait(LOOK_MS, signal)
    }
  }
}

/**
 * Lets a paused rollout go on as it was ordered, by whichever worker is there. Raises `rollout/nothing-ordered`,
 * `rollout/over`, `release/unconfirmed`, `release/frozen`.
 */
export async function resumeRollout(
  { releases, rollouts, orders }: RolloutParts,
  name: ReleaseName,
  options: ControlOptions & {
    readonly policy: RolloutPolicy
    readonly confirm?: string
    readonly despiteFreeze?: string
  },
): Promise<ControlResult> {
  const { environment, who, policy, confirm, reason, signal } = options
  const release = await releases.get(name)
  const label = formatReleaseName(name)
  requireConfirmed(policy, label, confirm)
  if (release.state !== 'paused') {
    fail('rollout/over', { release: label, wish: 'resume', state: release.state.replace('_', ' ') })
  }
  const order = await orders.find(release.id)
  if (order === undefined || order.wish === 'cancel') return nothingOrdered(release)
  await requireThawed(policy, release, { ...options, rollouts })
  await orders.ask(release, 'run', { who, ...(reason === undefined ? {} : { reason }) })
  const deadline = performance.now() + ANSWER_MS
  for (;;) {
    const { state } = await releases.get(name)
    const isGoing = state !== 'paused'
    if (isGoing || performance.now() > deadline) {
      return {
        release: label,
        environment,
        asked: 'resume',
        state,
        holder: await rollouts.holderOf(release.id),
      }
    }
    await wait(LOOK_MS, signal)
  }
}

function nothingOrdered(release: ReleaseRecord): never {
  const state = release.state.replace('_', ' ')
  return fail('rollout/nothing-ordered', { release: formatReleaseName(release), state })
}
