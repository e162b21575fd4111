import type { ConfigId } from '../../shared/config/ids.ts'
import { type CrosswalkError, isCrosswalkError } from '../../shared/errors/index.ts'
import { formatReleaseName } from '../../shared/release/name.ts'
import { isContention, isTooSlow, pause, withPatience } from './contention.ts'
import type { Batch, JobQueue } from './ports/jobs.ts'
import { pushBatch } from './push-batch.ts'
import type { RolloutPolicy } from './push-gates.ts'
import { reachOf, rollbackBatch } from './rollback-sweep.ts'
import { type RolloutParts, resumeRun } from './rollout-run.ts'
import { Benches } from './worker-bench.ts'

export type WorkerEvent =
  | { readonly kind: 'batch'; readonly release: string; readonly configs: number }
  /** Nobody worked on a rollout that is ordered, and this worker goes on with it; or has. */
  | { readonly kind: 'took over'; readonly release: string }
  /** Replicas whose lag the login may not see: the rollout that it has taken over does not go by them. */
  | { readonly kind: 'hidden replicas'; readonly release: string; readonly replicas: number }
  | { readonly kind: 'ended'; readonly release: string; readonly state: string }
  | { readonly kind: 'failed'; readonly release: string; readonly error: CrosswalkError }

export type WorkerOptions = {
  readonly name: string
  readonly who: string
  /** Batches at once. */
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly policy: RolloutPolicy
  readonly tell: (event: WorkerEvent) => void
}

export type WorkerResult = { readonly batches: number; readonly configs: number }

// Rollouts that nobody works on are gone on with after so long at the most.
const LOOK_MS = 1500

/**
 * Takes batches of whatever is being pushed or rolled back in an environment, and goes on with rollouts whose process is
 * gone. Ends when the signal is aborted, and leaves the rest to others. Raises `rollout/no-queue`.
 */
export async function runWorker(
  parts: RolloutParts & { readonly queue: JobQueue },
  options: WorkerOptions,
): Promise<WorkerResult> {
  const { name, concurrency, tell } = options
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const benches = new Benches(parts)
  const sums = { batches: 0, configs: 0 }
  const work = async (batch: Batch, signal: AbortSignal): Promise<void> => {
    const done = await workOn(parts, benches, batch, signal)
    if (done === undefined) return
    sums.batches++
    sums.configs += done.configs
    tell({ kind: 'batch', ...done })
  }
  const watching = watchDeserted(parts, { ...options, signal }).catch((error: unknown) => stop.abort(error))
  try {
    await parts.queue.run({ name, concurrency, signal, work })
  } finally {
    stop.abort()
    await watching
    await benches.close()
  }
  if (!options.signal.aborted) throw stop.signal.reason
  return sums
}

/** Does a batch, as far as it is still to be done. Gives undefined where it is not. */
async function workOn(
  { rollouts, orders }: RolloutParts,
  benches: Benches,
  batch: Batch,
  signal: AbortSignal,
): Promise<{ release: string; configs: number } | undefined> {
  const { release, bundle, push, back } = await benches.of(batch.releaseId)
  const name = formatReleaseName(release)
  const { releaseId, token, ids } = batch
  const lease = { releaseId, name, token }
  try {
    if (batch.way === 'push') {
      // Somebody has paused it since it was handed out.
      if ((await orders.find(releaseId))?.wish !== 'run') return undefined
      const reach = {
        agent: bundle.agent,
        to: bundle.to,
        ...(batch.wave === undefined ? {} : { wave: batch.wave }),
      }
      const session = await push()
      return await done(
        name,
        async () => {
          const rows = await rollouts.pushRows(lease, reach, ids)
          return rows.length === 0 ? NONE : pushBatch(session, lease, rows, signal)
        },
        signal,
      )
    }
    const reach = reachOf(bundle, lease, batch.scope)
    const session = await back()
    return await done(
      name,
      async () => {
        const rows = await rollouts.rollbackRows(reach, ids)
        return rows.length === 0 ? NONE : rollbackBatch({ rollouts, lease, session }, rows, signal)
      },
      signal,
    )
  } catch (error) {
    // Whoever handed it out looks at what is left, and meets whatever is in the way: only they can stop the rollout.
    if (isCrosswalkError(error) && !isContention(error) && !isTooSlow(error)) return undefined
    throw error
  }
}

const NONE: ReadonlySet<ConfigId> = new Set()

async function done(
  release: string,
  work: () => Promise<ReadonlySet<ConfigId>>,
  signal: AbortSignal,
): Promise<{ release: string; configs: number }> {
  return { release, configs: (await withPatience(work, signal)).size }
}

async function watchDeserted(parts: RolloutParts, options: WorkerOptions): Promise<void> {
  const { signal, tell } = options
  while (!signal.aborted) {
    try {
      for (const id of await parts.orders.listDeserted()) await takeOver(parts, id, options)
    } catch (error) {
      // The server may be away for a while; what stops a rollout was told.
      if (!isCrosswalkError(error) && !signal.aborted) throw error
    }
    await pause(LOOK_MS, signal).catch(() => undefined)
  }

  async function takeOver(
    { releases, rollouts, orders }: RolloutParts,
    id: string,
    { who, policy, name }: WorkerOptions,
  ): Promise<void> {
    const release = formatReleaseName(await releases.getById(id))
    const lease = await rollouts.acquireLease(id, `${who} (${name})`).catch((error: unknown) => {
      // Another worker was faster.
      if (isCrosswalkError(error, 'release/busy')) return undefined
      throw error
    })
    if (lease === undefined) return
    try {
      const order = await orders.find(id)
      if (order?.wish !== 'run') return
      tell({ kind: 'took over', release })
      const state = await resumeRun(
        parts,
        {
          lease,
          order,
          who,
          policy,
          hidden: (replicas) => tell({ kind: 'hidden replicas', release, replicas }),
        },
        AbortSignal.any([signal, lease.signal]),
      )
      tell({ kind: 'ended', release, state })
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
      tell({ kind: 'failed', release, error })
    } finally {
      await lease.release()
    }
  }
}
