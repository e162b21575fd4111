import type { ConfigId } from '../../shared/config/ids.ts'
import { compareVersions } from '../../shared/config/version.ts'
import type { Bundle } from '../../shared/release/bundle.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { RollbackInput, RollbackOutput } from '../../shared/review/rollback-config.ts'
import { Pacer } from './pace.ts'
import type { JobBoard } from './ports/jobs.ts'
import type {
  LeaseToken,
  RollbackReach,
  RollbackRow,
  RollbackScope,
  RollbackWrite,
  RolloutStore,
} from './ports/rollouts.ts'
import type { Outcome, Sandbox, SandboxSession } from './ports/sandbox.ts'
import { examinePlan, HELD_BY_OTHERS, type RolloutOptions } from './push.ts'
import { type Swept, sweepRounds } from './rollout-rounds.ts'
import { helpWith } from './rollout-run.ts'

export type RollbackSession = SandboxSession<RollbackInput, RollbackOutput>

export type Rollback = {
  readonly rollouts: RolloutStore
  readonly lease: LeaseToken
  readonly reach: RollbackReach
  readonly session: RollbackSession
  readonly total: number
  readonly jobs?: JobBoard | undefined
}

/** What takes configs of a release back, in batches. */
export const openRollbackSession = (sandbox: Sandbox, bundle: Bundle): Promise<RollbackSession> =>
  sandbox.open<ExaminePlan, RollbackInput, RollbackOutput>('rollback', examinePlan(bundle), { near: true })

/** What a rollback of a bundle is about. A config made after the push never was at an earlier version: it goes to the one just before. */
export function reachOf(
  bundle: Bundle,
  { releaseId, token }: Pick<LeaseToken, 'releaseId' | 'token'>,
  scope: RollbackScope,
): RollbackReach {
  const previous = bundle.path
    .filter((edge) => edge.to === bundle.to)
    .map((edge) => edge.from)
    .toSorted(compareVersions)
    .at(-1)
  // A bundle is checked when it is read: its path ends at its version.
  if (previous === undefined) throw new TypeError(`no edge of the bundle leads to ${bundle.to}`)
  return { releaseId, token, agent: bundle.agent, from: bundle.to, previous, scope }
}

/** Gives how many configs were dealt with, and how many could not be had, because others held them. */
export const sweepBack = (
  rollback: Rollback,
  options: RolloutOptions & { readonly emergency?: string },
  signal: AbortSignal,
): Promise<Swept> => {
  const { rollouts, lease, reach, total, jobs } = rollback
  return sweepRounds<RollbackRow>(
    {
      read: () => rollouts.rollbackPages(reach),
      again: (ids) => rollouts.rollbackRows(reach, ids),
      work: (rows) => rollbackBatch(rollback, rows, signal),
      ...(jobs && {
        help: helpWith(jobs, signal, (ids) => ({
          way: 'rollback',
          releaseId: lease.releaseId,
          token: lease.token,
          ids,
          scope: reach.scope,
        })),
      }),
      leave: async (rows) => {
        const left = rows.map(({ configId, rowVersion, to }) => ({ configId, rowVersion, to }))
        await rollouts.rollback(
          lease,
          left.map((row) => ({ ...row, state: 'failed', ...HELD_BY_OTHERS })),
        )
      },
    },
    {
      lanes: options.lanes ?? 2,
      signal,
      pacer: new Pacer({
        gauge: rollouts.pressure,
        hidden: options.hidden,
        urgent: options.emergency !== undefined,
      }),
      total,
      progress: options.progress,
    },
  )
}

/** What the evaluator of a rollback is given for a row. */
export const inputOf = ({ text, version, to, pushed }: RollbackRow): RollbackInput => ({
  text,
  version,
  to,
  ...(pushed ? { pushed } : {}),
})

/** Takes a batch back; gives the ids that were written. */
export async function rollbackBatch(
  { rollouts, lease, session }: Pick<Rollback, 'rollouts' | 'lease' | 'session'>,
  rows: readonly RollbackRow[],
  signal: AbortSignal,
): Promise<ReadonlySet<ConfigId>> {
  const outcomes = await session.run(rows.map(inputOf), { signal })
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
  const { state, text, complement, edits, restored } = outcome.value
  return {
    configId,
    rowVersion,
    to,
    state,
    text,
    edits,
    restored,
    ...(complement === undefined ? {} : { complement }),
  }
}
