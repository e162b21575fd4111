import type { RolloutFigures } from '../../shared/api/rollouts.ts'
import { fail } from '../../shared/errors/index.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { readBundle } from '../../shared/release/bundle.ts'
import { nextState, type ReleaseState, statesFor } from '../../shared/release/lifecycle.ts'
import { formatReleaseName, parseReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import { withPatience } from './contention.ts'
import { hiddenOnce } from './pace.ts'
import type { RollbackScope } from './ports/rollouts.ts'
import { type RolloutOptions, type RolloutParts, type RolloutResult, resultOf } from './push.ts'
import { requireConfirmed } from './push-gates.ts'
import { openRollbackSession, type RollbackSession, reachOf, sweepBack } from './rollback-sweep.ts'

export type RollbackOptions = RolloutOptions & {
  /** Only these configs. The release keeps its state then, and a later rollback takes the rest. */
  readonly scope?: RollbackScope
  /** What becomes of releases that stand on top: `undo` takes them back first, the newest first. */
  readonly newer?: 'refuse' | 'undo'
  /** Why it cannot wait, nor go gently beside users. Goes into the audit log. */
  readonly emergency?: string
}

export type RollbackResult = RolloutResult & {
  /** Configs that this run has dealt with. */
  readonly taken_back: number
  /** Migrated by the release, and by now at another version, or gone: left in peace. */
  readonly moved_on: number
  readonly deleted: number
  /** Releases that stood on top and were taken back first. */
  readonly undone: readonly RollbackResult[]
}

/**
 * Takes a release back from the configs that have it. Edits made after the push survive. Killed at any
 * point, a second rollback goes on from the journal; where others held configs all the time, the release is
 * left `rolling_back` for it.
 *
 * Raises `release/newer-in-place` while another release stands on top, and what a push raises.
 */
export async function rollBackRelease(
  parts: RolloutParts,
  name: ReleaseName,
  options: RollbackOptions,
): Promise<RollbackResult> {
  const label = formatReleaseName(name)
  const release = await parts.releases.get(name)
  nextState(label, release.state, 'roll back')
  if (options.policy !== undefined) requireConfirmed(options.policy, label, options.confirm)
  const undone = await undoNewer(parts, release.id, name, options)
  return { ...(await rollBackOne(parts, name, options)), undone }
}

async function undoNewer(
  parts: RolloutParts,
  releaseId: string,
  name: ReleaseName,
  options: RollbackOptions,
): Promise<readonly RollbackResult[]> {
  const undone: RollbackResult[] = []
  if (options.newer !== 'undo') return undone
  for (;;) {
    const [newest] = await parts.rollouts.listNewer(releaseId, options.scope ?? {})
    // One that could not be taken back whole still stands on top, and is told as such.
    if (newest === undefined || undone.some(({ release }) => release === newest)) return undone
    options.signal.throwIfAborted()
    const { undone: before, ...result } = await rollBackRelease(parts, parseReleaseName(newest), options)
    undone.push(...before, { ...result, undone: [] })
    if (result.state === 'rolling_back') {
      return fail('release/newer-in-place', { release: formatReleaseName(name), newer: newest })
    }
  }
}

async function rollBackOne(
  { releases, rollouts, sandbox, jobs }: RolloutParts,
  name: ReleaseName,
  options: RollbackOptions,
): Promise<Omit<RollbackResult, 'undone'>> {
  const started = performance.now()
  const label = formatReleaseName(name)
  const scope = options.scope ?? {}
  const isPartial = Object.keys(scope).length > 0
  const release = await releases.get(name)
  nextState(label, release.state, 'roll back')
  const bundle = readBundle(await releases.bundleOf(release), release.digest, label)
  // What a dead process had begun may take a moment to end.
  const lease = await withPatience(() => rollouts.acquireLease(release.id, options.who), options.signal)
  const signal = AbortSignal.any([options.signal, lease.signal])
  const hidden = hiddenOnce(options.hidden)
  const reach = reachOf(bundle, lease, scope)
  const setState = (from: readonly ReleaseState[], to: ReleaseState) =>
    releases.setState(release, { from, to, who: options.who, lease })
  const count = () => rollouts.counts(release.id, bundle.agent, bundle.to)
  const audit = (action: string, detail: JsonObject) =>
    rollouts.audit(release.id, {
      who: options.who,
      action,
      detail: { release: label, ...(isPartial ? { scope: scopeJson(scope) } : {}), ...detail },
    })
  // Nothing keeps a newer release from being pushed while this one is taken back: asked again at the end.
  const refuseNewer = async () => {
    const newer = await rollouts.listNewer(release.id, scope)
    if (newer.length > 0) fail('release/newer-in-place', { release: label, newer: newer.join(', ') })
  }
  let session: RollbackSession | undefined
  let swept = { done: 0, left: 0 }
  let { state } = await releases.get(name)
  try {
    await refuseNewer()
    const counts = await count()
    const before = { state, counts: countsJson(counts) }
    const { emergency } = options
    await audit('rollback.begin', emergency === undefined ? before : { ...before, emergency })
    if (!isPartial) {
      await setState(statesFor('roll back'), 'rolling_back')
      state = 'rolling_back'
    }
    session = await openRollbackSession(sandbox, bundle)
    const total = isPartial ? 0 : counts.migrated
    const sweeping = { ...options, hidden: hidden.tell }
    swept = await sweepBack({ rollouts, lease, reach, session, total, jobs }, sweeping, signal)
    await refuseNewer()
    if (swept.left === 0) await rollouts.noteMovedOn(lease, reach)
    if (swept.left === 0 && !isPartial) {
      await setState(['rolling_back'], 'rolled_back')
      state = 'rolled_back'
    }
  } finally {
    await session?.close()
    await lease.release()
  }
  const counts = await count()
  const { movedOn, deleted } = await rollouts.countGone(reach)
  await audit('rollback.end', { state, counts: countsJson(counts), moved_on: movedOn, deleted })
  return {
    ...resultOf(label, options.environment, state, counts, performance.now() - started),
    taken_back: swept.done,
    moved_on: movedOn,
    deleted,
    ...hidden.result(),
  }
}

const countsJson = ({ keptEdits, ...counts }: RolloutFigures): JsonObject => ({
  ...counts,
  kept_edits: keptEdits,
})

const scopeJson = ({ tenants, wave, configs }: RollbackScope): JsonObject => ({
  ...(tenants === undefined ? {} : { tenants: [...tenants] }),
  ...(wave === undefined ? {} : { wave }),
  ...(configs === undefined ? {} : { configs: [...configs] }),
})
