import type { Version } from '../../../shared/config/ids.ts'
import { compareVersions, isVersion } from '../../../shared/config/version.ts'
import { fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import { isObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { KeptConfig, ReleaseLine, Standing, Whose } from '../ports/sidecar.ts'
import { hashOfStored } from './config-secrets.ts'
import type { Loadable } from './kept-answers.ts'
import { isBehind, type Migrated, migrateConfig } from './migrate-config.ts'
import type { SidecarParts } from './parts.ts'
import type { CurrentConfig, MigrationState } from './state.ts'

/**
 * Gives a user's config, migrated first where it is behind a release that is open to the tenant. Raises
 * `sidecar/config-not-found`.
 */
export const getCurrent = (parts: SidecarParts, whose: Whose): Promise<CurrentConfig> =>
  parts.kept.get(keyOf(whose), () => load(parts, whose))

/** The name under which answers about a config are kept. */
export const keyOf = ({ tenant, user, agent }: Whose): string => `${tenant} ${user} ${agent}`

async function load(parts: SidecarParts, whose: Whose): Promise<Loadable<CurrentConfig>> {
  const standing = await parts.store.find(whose)
  const target = targetOf(standing)
  if (target === undefined) return answer(await describe(parts, whose, standing, undefined))
  const migrated = await tryMigrate(parts, whose, target)
  const after = migrated.status === 'left-alone' ? standing : await parts.store.find(whose)
  return answer(await describe(parts, whose, after, { ...migrated, release: target }))
}

function answer(current: CurrentConfig): Loadable<CurrentConfig> {
  // It was migrated for whoever asked now; whoever asks next finds it current.
  const keep: CurrentConfig =
    current.migration.status === 'migrated' ? { ...current, migration: { status: 'current' } } : current
  return { value: current, keep, id: current.kept.id }
}

/** The latest version that is open to the tenant, where the config is behind it. */
function targetOf({ config, releases }: Standing): ReleaseLine | undefined {
  if (config === undefined) return undefined
  return latest(releases.filter((release) => release.open && isBehind(config, release)))
}

/** Of two of the same version, the newer one, which stands first. */
export const latest = (releases: readonly ReleaseLine[]): ReleaseLine | undefined =>
  releases.reduce<ReleaseLine | undefined>(
    (best, each) => (best === undefined || compareVersions(each.version, best.version) > 0 ? each : best),
    undefined,
  )

/** Somebody else who holds the row for long, as a push does for a moment, is no reason to give no answer. */
async function tryMigrate(parts: SidecarParts, whose: Whose, release: ReleaseLine): Promise<Migrated> {
  try {
    const migrated = await migrateConfig(parts, whose, release)
    if (migrated.status === 'migrated') parts.happened('migrated')
    if (migrated.status === 'left-alone') parts.happened(migrated.state)
    return migrated
  } catch (error) {
    if (!isCrosswalkError(error, 'production/lock-timeout')) throw error
    return { status: 'stands' }
  }
}

type Tried = Migrated & { readonly release: ReleaseLine }

async function describe(
  { secrets, sha256 }: SidecarParts,
  whose: Whose,
  { config: kept, releases }: Standing,
  tried: Tried | undefined,
): Promise<CurrentConfig> {
  if (kept === undefined) return fail('sidecar/config-not-found', { agent: whose.agent })
  const stored = readJson(kept.text)
  // A check of the table keeps everything else out.
  if (!isObject(stored)) throw new TypeError(`config ${kept.id} is no object`)
  const config = await secrets.open(stored, kept.text, whose)
  return {
    kept,
    config,
    text: config === stored ? kept.text : writeJson(config),
    hash: hashOfStored(kept.text, sha256),
    releases,
    migration: stateOf(kept, releases, tried),
  }
}

function stateOf(
  kept: KeptConfig,
  releases: readonly ReleaseLine[],
  tried: Tried | undefined,
): MigrationState {
  if (tried?.status === 'migrated') return { status: 'migrated', from: tried.from, to: tried.to }
  if (tried?.status === 'left-alone') {
    const { state, reason, release } = tried
    return {
      status: state === 'held' ? 'waiting' : 'failed',
      from: kept.version,
      to: release.version,
      reason,
    }
  }
  const next = latest(releases.filter((release) => UNDER_WAY.has(release.state) && isBehind(kept, release)))
  if (next === undefined) return { status: 'current' }
  const reason = next.open
    ? 'others are at work on the config'
    : 'the version has not reached this tenant yet'
  return { status: 'waiting', from: kept.version, to: next.version, reason }
}

const UNDER_WAY: ReadonlySet<string> = new Set(['rolling_out', 'paused', 'completed'])

/** The version of a config, where it is one; the table takes some that no flow can have. */
export const versionOf = ({ version }: KeptConfig): Version | undefined =>
  isVersion(version) ? version : undefined
