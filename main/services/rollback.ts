import type { ConfigId } from '../../shared/config/ids.ts'
import { compareVersions } from '../../shared/config/version.ts'
import { fail } from '../../shared/errors/index.ts'
import { type Bundle, readBundle } from '../../shared/release/bundle.ts'
import { nextState, type ReleaseState, statesFor } from '../../shared/release/lifecycle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { RollbackInput, RollbackOutput } from '../../shared/review/rollback-config.ts'
import { withPatience } from './contention.ts'
import type { Lease, RollbackRow, RollbackWrite, RolloutStore } from './ports/rollouts.ts'
import type { Outcome, SandboxSession } from './ports/sandbox.ts'
import {
  examinePlan,
  HELD_BY_OTHERS,
  type RolloutOptions,
  type RolloutParts,
  type RolloutResult,
  resultOf,
} from './push.ts'
import { sweep } from './rollout-lanes.ts'

const MAX_SWEEPS = 5

/**
 * Takes a release back from every config that has it. Edits made after the push survive. Killed at any
 * point, a second rollback goes on from the journal; where others held configs all the time, the release is
 * left `rolling_back` for it.
 *
 * Raises `release/newer-in-place` while another release stands on top, and what a push raises.
 */
export async function rollBackRelease(
  parts: RolloutParts,
  name: ReleaseName,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const { releases, rollouts, sandbox } = parts
  const started = performance.now()
  const release = await releases.get(name)
  const label = formatReleaseName(name)
  nextState(label, release.state, 'roll back')
  const bundle = readBundle(await releases.bundleOf(release), release.digest, label)
  // What a dead process had begun may take a moment to end.
  const lease = await withPatience(() => rollouts.acquireLease(release.id, options.who), options.signal)
  const signal = AbortSignal.any([options.signal, lease.signal])
  const setState = (from: readonly ReleaseState[], to: ReleaseState) =>
    releases.setState(release, { from, to, who: options.who, lease })
  // Nothing keeps a newer release from being pushed while this one is taken back: asked again at the end.
  const refuseNewer = async () => {
    const newer = await rollouts.findNewer(release.id)
    if (newer !== undefined) fail('release/newer-in-place', { release: label, newer })
  }
  let session: SandboxSession<RollbackInput, RollbackOutput> | undefined
  let state: 'rolled_back' | 'rolling_back' = 'rolling_back'
  try {
    await refuseNewer()
    await setState(statesFor('roll back'), 'rolling_back')
    session = await sandbox.open<ExaminePlan, RollbackInput, RollbackOutput>('rollback', examinePlan(bundle))
    const counts = await rollouts.counts(release.id, bundle.agent, bundle.to)
    const left = await sweepAll({ rollouts, lease, bundle, session, total: counts.migrated }, options, signal)
    await refuseNewer()
    if (left === 0) {
      state = 'rolled_back'
      await setState(['rolling_back'], state)
    }
  } finally {
    await session?.close()
    await lease.release()
  }
  const counts = await rollouts.counts(release.id, bundle.agent, bundle.to)
  return resultOf(label, options.environment, state, counts, performance.now() - started)
}

type Rollback = {
  readonly rollouts: RolloutStore
  readonly lease: Lease
  readonly bundle: Bundle
  readonly session: SandboxSession<RollbackInput, RollbackOutput>
  readonly total: number
}

/** Gives how many configs could not be had, because others held them. */
async function sweepAll(rollback: Rollback, options: RolloutOptions, signal: AbortSignal): Promise<number> {
  const { rollouts, lease, bundle } = rollback
  // A config made after the push never was at an earlier version: it goes to the one just before.
  const previous = bundle.path
    .filter((edge) => edge.to === bundle.to)
    .map((edge) => edge.from)
    .toSorted(compareVersions)
    .at(-1)
  if (previous === undefined) return 0
  let { total } = rollback
  let done = 0
  let left = 0
  options.progress?.({ done, total })
  for (let round = 0; round < MAX_SWEEPS; round++) {
    const found = await sweep<RollbackRow>(
      {
        page: (after, limit) =>
          rollouts.rollbackPage(lease, bundle.agent, bundle.to, previous, {
            ...(after === undefined ? {} : { after }),
            limit,
            signal,
          }),
        again: (ids) => rollouts.rollbackRows(lease, bundle.agent, bundle.to, previous, ids),
        work: (rows) => rollbackBatch(rollback, rows, signal),
        leave: async (rows) => {
          left += rows.length
          await rollouts.rollback(
            lease,
            rows.map(({ configId, rowVersion, to }) => ({
              configId,
              rowVersion,
              to,
              state: 'failed',
              ...HELD_BY_OTHERS,
            })),
          )
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

async function rollbackBatch(
  { rollouts, lease, session }: Rollback,
  rows: readonly RollbackRow[],
  signal: AbortSignal,
): Promise<ReadonlySet<ConfigId>> {
  const outcomes = await session.run(
    rows.map(({ text, version, to, pushed }) => ({ text, version, to, ...(pushed ? { pushed } : {}) })),
    { signal },
  )
  return rollouts.rollback(
    lease,
    rows.map((row, index) => writeOf(row, outcomes[index] as Outcome<RollbackOutput>)),
  )
}

function writeOf({ configId, rowVersion, to }: RollbackRow, outcome: Outcome<RollbackOutput>): RollbackWrite {
  if (!outcome.ok)
    return {
      configId,
      rowVersion,
      to,
      state: 'failed',
      code: outcome.error.code,
      message: outcome.error.message,
    }
  const { state, text, complement, edits } = outcome.value
  return { configId, rowVersion, to, state, text, edits, ...(complement === undefined ? {} : { complement }) }
}
