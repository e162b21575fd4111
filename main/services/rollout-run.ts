import type { ConfigId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import { type Bundle, readBundle } from '../../shared/release/bundle.ts'
import { formatReleaseName } from '../../shared/release/name.ts'
import { readinessOf } from '../../shared/release/wave-readiness.ts'
import { pause } from './contention.ts'
import { type HiddenReplicas, hiddenOnce, Pacer } from './pace.ts'
import type { Batch, JobBoard } from './ports/jobs.ts'
import type { Order, OrderStore } from './ports/orders.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import type { Failure, Lease, PushReach, PushRow, RolloutStore } from './ports/rollouts.ts'
import type { Sandbox } from './ports/sandbox.ts'
import type { WaveRecord, WaveStore } from './ports/waves.ts'
import { openPushSession, pushBatch } from './push-batch.ts'
import { type RolloutPolicy, requireThawed } from './push-gates.ts'
import type { LaneWork } from './rollout-lanes.ts'
import { sweepRounds } from './rollout-rounds.ts'
import { type Wanted, watchOrder } from './rollout-watch.ts'

export type RolloutParts = {
  readonly releases: ReleaseStore
  readonly rollouts: RolloutStore
  readonly waves: WaveStore
  readonly orders: OrderStore
  /** Left out: nobody helps. */
  readonly jobs?: JobBoard
  readonly sandbox: Sandbox
}

export type RolloutProgress = (event: {
  readonly done: number
  readonly total: number
  /** What is going on, where that is not plain. */
  readonly note?: string
}) => void

/** A rollout of one release by whoever has its lease: the one who pushes, or a worker that goes on with it. */
export type Run = {
  readonly parts: RolloutParts
  readonly release: ReleaseRecord
  readonly bundle: Bundle
  readonly lease: Lease
  readonly who: string
  readonly signal: AbortSignal
  readonly lanes: number
  readonly progress?: RolloutProgress | undefined
  readonly hidden?: HiddenReplicas | undefined
  readonly policy?: RolloutPolicy | undefined
  readonly despiteFreeze?: string | undefined
  /** What its own end means, where nothing went wrong: a worker that stops leaves the rest to others. */
  readonly cancelled: 'pauses' | 'hands over'
}

/** Why a config is left to the next run. */
export const HELD_BY_OTHERS: Failure = {
  code: 'production/lock-timeout',
  message: 'other transactions held or changed it all the time; the next run looks at it again',
}

/** How a run ended. `rolling_out`: the wave that was ordered is done, and later ones are not. */
export type RunEnd = 'rolling_out' | 'paused' | 'completed'

// Bake times are minutes long.
const LOOK_MS = 5000

/**
 * Carries out an order, wave after wave, until it is done or somebody wants it otherwise. Sets the states of the
 * release and its waves; whatever stops it leaves them paused.
 */
export async function carryOut(run: Run, order: Order): Promise<RunEnd> {
  const { parts, lease, release, who } = run
  const watch = watchOrder(parts.orders, release.id, run.signal)
  const watched: Run = { ...run, signal: watch.signal }
  const at = { order }
  try {
    const end = await goThrough(watched, at)
    await parts.releases.setState(release, { from: ['rolling_out'], to: end, who, lease })
    await parts.orders.note(lease, { wave: at.order.wave, wish: end === 'paused' ? 'pause' : 'done' })
    return end
  } catch (error) {
    const asked = watch.asked()
    if (asked === undefined && run.signal.aborted && run.cancelled === 'hands over') throw error
    await setPaused(watched, at.order, asked).catch((failure: unknown) => {
      // What stopped the push is what has to be told, even when the environment is gone as well.
      if (asked !== undefined) throw failure
    })
    // What was under way ends by the same cancelling, each part in its own words.
    if (asked !== undefined && error instanceof Error && error.name === 'AbortError') return 'paused'
    throw error
  } finally {
    watch.stop()
  }
}

/** Goes on with an order whose process is gone, under a lease of one's own. */
export async function resumeRun(
  parts: RolloutParts,
  by: Pick<Run, 'lease' | 'who' | 'policy' | 'hidden'> & { readonly order: Order },
  signal: AbortSignal,
): Promise<RunEnd> {
  const { lease, who, policy, order } = by
  const release = await parts.releases.getById(lease.releaseId)
  const bundle = readBundle(await parts.releases.bundleOf(release), release.digest, lease.name)
  await parts.releases.setState(release, {
    from: ['rolling_out', 'paused'],
    to: 'rolling_out',
    who,
    lease,
  })
  const cancelled = 'hands over'
  const hidden = hiddenOnce(by.hidden).tell
  return carryOut({ parts, release, bundle, lease, who, signal, lanes: 2, policy, hidden, cancelled }, order)
}

async function goThrough(run: Run, at: { order: Order }): Promise<RunEnd> {
  const { parts, release } = run
  for (;;) {
    const waves = await parts.waves.list(release.id)
    const count = Math.max(1, waves.length)
    const isWhole = (await rollOutWave(run, at.order, count)) === 0
    if (!isWhole) return 'paused'
    if (at.order.wave >= count) return 'completed'
    if (at.order.promotion === 'by-hand') return 'rolling_out'
    await bake(run, at.order.wave, count)
    at.order = { ...at.order, wave: at.order.wave + 1 }
    await parts.orders.note(run.lease, { wave: at.order.wave, wish: 'run' })
  }
}

/** Gives how many configs could not be had, because others held them. */
async function rollOutWave(run: Run, { wave, maxRate }: Order, count: number): Promise<number> {
  const { parts, release, bundle, lease, signal, lanes, progress, hidden } = run
  const { rollouts, waves, jobs } = parts
  const reach: PushReach = { agent: bundle.agent, to: bundle.to, ...(wave < count ? { wave } : {}) }
  const note = count === 1 ? {} : { note: `wave ${wave} of ${count}` }
  const push = await openPushSession(parts, release, bundle)
  try {
    await waves.set(lease, wave, 'rolling_out')
    const { left } = await sweepRounds<PushRow>(
      {
        read: () => rollouts.pushPages(lease, reach),
        again: (ids) => rollouts.pushRows(lease, reach, ids),
        isLeft: () => rollouts.isPushLeft(lease, reach),
        work: (rows) => pushBatch(push, lease, rows, signal),
        ...(jobs && {
          help: helpWith(jobs, signal, (ids) => ({
            way: 'push',
            releaseId: release.id,
            token: lease.token,
            ids,
            ...(reach.wave === undefined ? {} : { wave: reach.wave }),
          })),
        }),
        leave: async (rows) => {
          const ids = rows.map((row) => row.configId)
          await rollouts.leave(lease, bundle.to, ids, HELD_BY_OTHERS)
        },
      },
      {
        lanes,
        signal,
        pacer: new Pacer({
          gauge: rollouts.pressure,
          hidden,
          ...(maxRate === undefined ? {} : { maxRate }),
        }),
        // Not beside the batches: planned while the journal is empty, it would read all of it again for each row.
        total: await rollouts.countPending(release.id, reach),
        progress: progress && ((event) => progress({ ...event, ...note })),
      },
    )
    await waves.set(lease, wave, left === 0 ? 'completed' : 'paused')
    return left
  } finally {
    await push.close()
  }
}

/** Hands batches to whoever works for the environment, as this makes them of ids. */
export const helpWith = (
  jobs: JobBoard,
  signal: AbortSignal,
  toBatch: (ids: readonly ConfigId[]) => Batch,
): NonNullable<LaneWork<PushRow>['help']> => ({
  countHands: () => jobs.countHands(),
  handOut: (ids) => jobs.handOut(toBatch(ids), { signal }),
})

/** Waits until a wave has held. Raises `release/wave-not-ready` where something speaks against the next one, `release/frozen`. */
async function bake(run: Run, wave: number, count: number): Promise<void> {
  const { parts, release, policy, progress, signal } = run
  for (;;) {
    const record = (await parts.waves.list(release.id))[wave - 1] as WaveRecord
    if (policy === undefined || record.baked === undefined) return
    const { waits, objections } = readinessOf({ ...record, baked: record.baked }, policy.limits)
    if (objections.length > 0) {
      fail('release/wave-not-ready', { release: formatReleaseName(release), wave, reasons: objections })
    }
    if (waits.length === 0) return requireThawed(policy, release, { ...run, rollouts: parts.rollouts })
    const done = record.migrated + record.held + record.failed
    progress?.({ done, total: done, note: `wave ${wave} of ${count}: ${waits.join('; ')}` })
    await pause(LOOK_MS, signal)
  }
}

async function setPaused(run: Run, order: Order, asked: Wanted | undefined): Promise<void> {
  const { parts, lease, release, who } = run
  await parts.releases.setState(release, {
    from: ['rolling_out'],
    to: 'paused',
    who: asked?.askedBy ?? who,
    lease,
  })
  const { length } = await parts.waves.list(release.id)
  await parts.waves.set(lease, Math.max(1, length), 'paused')
  await parts.orders.note(lease, { wave: order.wave, wish: 'pause' })
}
