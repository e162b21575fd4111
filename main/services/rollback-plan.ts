import type { RollbackSums } from '../../shared/api/rollouts.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { readBundle } from '../../shared/release/bundle.ts'
import { nextState } from '../../shared/release/lifecycle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { RollbackOutput } from '../../shared/review/rollback-config.ts'
import type { RollbackRow, RollbackScope } from './ports/rollouts.ts'
import type { Outcome } from './ports/sandbox.ts'
import type { RolloutParts } from './push.ts'
import { inputOf, openRollbackSession, reachOf } from './rollback-sweep.ts'

const PAGE = 200
const NEXT_RUN = Number.MAX_SAFE_INTEGER

type Outcomes = 'restored' | 'kept_edits' | 'conflict' | 'failed'

/** What a rollback of a release would do. */
export type RollbackForecast = RollbackSums & {
  readonly release: string
  readonly environment: string
  readonly state: string
  /** Releases that stand on top, the topmost first: without --with-newer it would be refused. */
  readonly newer: readonly string[]
}

/**
 * What a rollback would do now, without writing anything or keeping anybody from it: one JSON object a line for
 * each config, and the sums at the end. Computed by the code that rolls back.
 *
 * Configs on which a newer release stands are not among them, for what that one's rollback leaves is not known.
 */
export async function* forecastRollback(
  { releases, rollouts, sandbox }: RolloutParts,
  name: ReleaseName,
  {
    environment,
    scope,
    signal,
  }: { readonly environment: string; readonly scope: RollbackScope; readonly signal: AbortSignal },
): AsyncGenerator<string, RollbackForecast> {
  const label = formatReleaseName(name)
  const release = await releases.get(name)
  nextState(label, release.state, 'roll back')
  const bundle = readBundle(await releases.bundleOf(release), release.digest, label)
  const reach = reachOf(bundle, { releaseId: release.id, token: NEXT_RUN }, scope)
  const sums = { restored: 0, kept_edits: 0, conflict: 0, failed: 0, aside: 0 }
  const session = await openRollbackSession(sandbox, bundle)
  try {
    const pages = rollouts.rollbackPagesById(reach)
    for (;;) {
      signal.throwIfAborted()
      const rows = await pages(PAGE)
      if (rows.length === 0) break
      const outcomes = await session.run(rows.map(inputOf), { signal })
      for (const [index, row] of rows.entries()) {
        const line = lineOf(row, outcomes[index] as Outcome<RollbackOutput>)
        sums[line.would]++
        sums.aside += line.edits.filter(({ outcome }) => outcome === 'aside').length
        yield `${JSON.stringify(line)}\n`
      }
    }
  } finally {
    await session.close()
  }
  const { movedOn, deleted } = await rollouts.countGone(reach)
  return {
    release: label,
    environment,
    state: release.state,
    restored: sums.restored,
    kept_edits: sums.kept_edits,
    conflicts: sums.conflict,
    failed: sums.failed,
    edits_aside: sums.aside,
    moved_on: movedOn,
    deleted,
    newer: await rollouts.listNewer(release.id, scope),
  }
}

type Line = {
  readonly config: ConfigId
  readonly to: string
  readonly would: Outcomes
  /** Paths, never values. */
  readonly edits: readonly { readonly path: string; readonly outcome: string }[]
  readonly restored: readonly string[]
  readonly reason: string | null
}

function lineOf({ configId: config, to }: RollbackRow, outcome: Outcome<RollbackOutput>): Line {
  if (!outcome.ok) {
    return { config, to, would: 'failed', edits: [], restored: [], reason: outcome.error.message }
  }
  const { state, edits, restored } = outcome.value
  return { config, to, would: state, edits, restored, reason: null }
}
