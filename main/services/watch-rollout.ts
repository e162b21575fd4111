import type { RolloutFigures, RolloutView, WaveView } from '../../shared/api/rollouts.ts'
import type { Version } from '../../shared/config/ids.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import { type Pressure, strainOf } from '../../shared/release/pace.ts'
import { readinessOf, type WaveLimits } from '../../shared/release/wave-readiness.ts'
import { BUCKETS, ONE_WAVE } from '../../shared/release/waves.ts'
import { pause } from './contention.ts'
import type { OrderStore } from './ports/orders.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import {
  type RolloutProgressSource,
  type RolloutSpeed,
  SLICE_S,
  type WaveReach,
} from './ports/rollout-progress.ts'
import type { RolloutStore } from './ports/rollouts.ts'
import type { WaveRecord, WaveStore } from './ports/waves.ts'

export type WatchParts = {
  readonly releases: ReleaseStore
  readonly rollouts: RolloutStore
  readonly waves: WaveStore
  readonly orders: OrderStore
  readonly progress: RolloutProgressSource
}

const LOOK_MS = 700
/** Where nothing goes on: somebody may begin from another machine. */
const IDLE_MS = 2800
// Whoever watches takes a tenth of a session's time at most, however large the journal is.
const SHARE = 9
const RATE_S = 10

/**
 * A rollout at once, and then each time that something of it has changed, until the signal. It only reads: closing it,
 * or having ten of them, makes no difference to the rollout.
 *
 * Raises `release/not-found`, and what the environment raises.
 */
export async function* watchRollout(
  parts: WatchParts,
  name: ReleaseName,
  { limits, signal }: { readonly limits: WaveLimits; readonly signal: AbortSignal },
): AsyncGenerator<RolloutView, void> {
  const first = await parts.releases.get(name)
  let reach = await parts.progress.reach(first)
  let { state } = first
  let told = ''
  while (!signal.aborted) {
    const started = performance.now()
    const release = await parts.releases.get(name)
    // A release that has come to another stage may have met configs that were not there before.
    if (release.state !== state || release.id !== first.id) reach = await parts.progress.reach(release)
    state = release.state
    const view = await lookAtRollout(parts, release, { reach, limits })
    const text = JSON.stringify({ ...view, at: '', pressure: null, rates: [], batches: [] })
    const isGoing = view.rates.length > 0
    if (text !== told || isGoing) yield view
    const tookMs = performance.now() - started
    const pauseMs = Math.max(isGoing || text !== told ? LOOK_MS : IDLE_MS, tookMs * SHARE)
    told = text
    if (!(await rest(pauseMs, signal))) return
  }
}

/** A rollout as it is now. */
export async function lookAtRollout(
  { releases, rollouts, waves: waveStore, orders, progress }: WatchParts,
  release: ReleaseRecord,
  { reach, limits }: { readonly reach: readonly WaveReach[]; readonly limits: WaveLimits },
): Promise<RolloutView> {
  const speed = await progress.speed(release)
  const figures = await rollouts.counts(release.id, release.agent, release.version as Version)
  const waves = watchedWaves(await waveStore.list(release.id), { release, reach, limits, figures })
  const order = await orders.find(release.id)
  // Between two waves nothing is ordered any more, and all that is left is what there is to do.
  const upTo = order === undefined || order.wish === 'done' ? waves.length : order.wave
  const { slices, batches, workers, at, state } = speed
  return {
    release: formatReleaseName(release),
    environment: releases.environment,
    state,
    at,
    holder: await rollouts.holderOf(release.id),
    order:
      order === undefined
        ? null
        : {
            wish: order.wish,
            wave: order.wave,
            promotion: order.promotion,
            askedBy: order.askedBy,
            maxRate: order.maxRate ?? null,
            reason: order.reason ?? null,
          },
    figures,
    remaining: remainingOf(state, figures, waves.slice(0, upTo)),
    perSecond: rateOf(batches),
    rates: slices.map(({ secondsAgo, configs }) => ({ secondsAgo, perSecond: configs / SLICE_S })),
    batches,
    waves,
    workers,
    pressure: pressureView(await rollouts.pressure()),
  }
}

type About = {
  readonly release: ReleaseRecord
  readonly reach: readonly WaveReach[]
  readonly limits: WaveLimits
  readonly figures: RolloutFigures
}

/** A release that was proposed without waves has one, of everybody. */
function watchedWaves(
  records: readonly WaveRecord[],
  { release, reach, limits, figures }: About,
): readonly WaveView[] {
  const only = { ...(ONE_WAVE[0] as (typeof ONE_WAVE)[number]), wave: 1, state: stateOf(release) }
  const { migrated, held, failed } = figures
  return (records.length > 0 ? records : [{ ...only, migrated, held, failed }]).map((record) => {
    const { wave, state, bakeMinutes, bakeReads } = record
    const { tenants = 0, configs = 0 } = reach.find((one) => one.wave === wave) ?? {}
    const baked = 'baked' in record ? record.baked : undefined
    const ready = baked === undefined ? NOTHING : readinessOf({ ...record, baked }, limits)
    return {
      wave,
      state,
      bakeMinutes,
      bakeReads,
      migrated: record.migrated,
      held: record.held,
      failed: record.failed,
      tenants,
      configs,
      percent: (record.reach * 100) / BUCKETS,
      baked: baked === undefined ? null : { minutes: baked.minutes, reads: baked.reads ?? null },
      waits: ready.waits,
      objections: ready.objections,
    }
  })
}

const NOTHING = { waits: [], objections: [] } as const

function stateOf({ state }: ReleaseRecord): WaveRecord['state'] {
  if (state === 'rolling_out' || state === 'paused' || state === 'completed') return state
  return 'pending'
}

function remainingOf(
  state: ReleaseRecord['state'],
  { migrated, restored, keptEdits, conflicts }: RolloutFigures,
  waves: readonly WaveView[],
): number {
  if (state === 'rolling_back') return Math.max(0, migrated - restored - keptEdits - conflicts)
  // Before it has begun, all of it is left.
  return state === 'completed' || state === 'rolled_back' ? 0 : sum(waves.map(leftOf))
}

const leftOf = ({ configs, migrated, held, failed }: WaveView): number =>
  Math.max(0, configs - migrated - held - failed)

/** Over the last ten seconds, or as long as it has been going where that is less. */
function rateOf(batches: RolloutSpeed['batches']): number {
  const last = batches.filter(({ secondsAgo }) => secondsAgo < RATE_S)
  const oldest = Math.max(0, ...last.map(({ secondsAgo }) => secondsAgo))
  const span = batches.length > last.length ? RATE_S : Math.max(1, oldest)
  return sum(last.map(({ configs }) => configs)) / span
}

const pressureView = (pressure: Pressure): RolloutView['pressure'] => ({
  strain: strainOf(pressure),
  replicationLagMs: pressure.replicationLagMs,
  replicationLagBytes: pressure.replicationLagBytes,
  hiddenReplicas: pressure.hiddenReplicas,
  walBytesPerSecond: pressure.walRate,
  othersAtWork: pressure.othersAtWork,
  blockedSessions: pressure.blockedSessions,
  connections: pressure.connections,
})

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

/** Whether the time was over before the signal was aborted. */
async function rest(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, signal)
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}
