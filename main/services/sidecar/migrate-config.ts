import { compareVersions, isVersion } from '../../../shared/config/version.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import type { PushOutput } from '../../../shared/review/push-config.ts'
import type { PushWrite } from '../ports/rollouts.ts'
import type { Outcome } from '../ports/sandbox.ts'
import type { Before, KeptConfig, LeftAlone, LockedConfig, ReleaseLine, Whose } from '../ports/sidecar.ts'
import { targetColumns, writeOf } from '../push.ts'
import type { SidecarParts } from './parts.ts'
import type { Runner } from './release-shelf.ts'

/** What became of one config that a release was to reach. */
export type Migrated =
  | { readonly status: 'migrated'; readonly from: string; readonly to: string }
  /** Nothing to do any more, or not now: it stands as it is. */
  | { readonly status: 'stands' }
  | ({ readonly status: 'left-alone' } & LeftAlone)

/**
 * Migrates one config by a release, by the very steps and the same rules as a push: under a lock of its row, so that it
 * happens once, however many ask, in whichever process; config, history and journal together or none of them.
 *
 * The row is never marked as under way: whatever ends this process, it is as it was before, or done.
 */
export async function migrateConfig(
  { store, shelf }: Pick<SidecarParts, 'store' | 'shelf'>,
  whose: Whose,
  release: ReleaseLine,
): Promise<Migrated> {
  // Before the lock: the first of a release reads its bundle and starts processes.
  const runner = await shelf.runner(whose.agent, release)
  return store.lock(whose, async (locked) => {
    const { config } = locked
    if (config === undefined || !isBehind(config, release)) return { status: 'stands' }
    if (!(await locked.isOpen(release.id))) return { status: 'stands' }
    const before = await locked.before(release)
    return write(locked, config, release, runner, before, await decide(runner, config, before))
  })
}

/** Whether a config is at an earlier version than a release brings. */
export const isBehind = (config: Pick<KeptConfig, 'version'>, { version }: ReleaseLine): boolean =>
  isVersion(config.version) && compareVersions(config.version, version) < 0

async function decide(
  { session, approved }: Runner,
  { id, rowVersion, text, version }: KeptConfig,
  { expected, aside }: Before,
): Promise<PushWrite> {
  const row = {
    configId: id,
    rowVersion,
    version,
    text,
    ...(expected === undefined ? {} : { expected }),
    ...(aside === undefined ? {} : { aside }),
  }
  const [outcome] = await session.run([row])
  try {
    return writeOf(row, outcome as Outcome<PushOutput>, approved)
  } catch (error) {
    // It ends a push, for all other configs are in doubt as well. Here there is this one.
    if (!isCrosswalkError(error, 'release/output-differs')) throw error
    return { configId: id, rowVersion, state: 'failed', code: error.code, message: error.message }
  }
}

async function write(
  locked: LockedConfig,
  config: KeptConfig,
  release: ReleaseLine,
  { bundle }: Runner,
  { leftAlone }: Before,
  decided: PushWrite,
): Promise<Migrated> {
  if (decided.state === 'migrated') {
    await locked.push(release.id, targetColumns(bundle), decided)
    return { status: 'migrated', from: config.version, to: release.version }
  }
  const found = leftAloneBy(decided)
  // Read again and again, it would be written again and again.
  const isKnown = found.state === leftAlone?.state && found.reason === leftAlone.reason
  const isMarked = found.state === 'held' || config.status === 'failed'
  if (!isKnown || !isMarked) await locked.push(release.id, targetColumns(bundle), decided)
  return { status: 'left-alone', ...found }
}

const leftAloneBy = (decided: Exclude<PushWrite, { state: 'migrated' }>): LeftAlone =>
  decided.state === 'held'
    ? { state: 'held', reason: decided.reason }
    : { state: 'failed', reason: decided.message }
