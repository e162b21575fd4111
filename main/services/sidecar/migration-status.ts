import type { AgentName, Version } from '../../../shared/config/ids.ts'
import { compareVersions, isVersion } from '../../../shared/config/version.ts'
import { fail } from '../../../shared/errors/index.ts'
import { getMember } from '../../../shared/json/object.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { explainSteps } from '../../../shared/migration/explain.ts'
import { VersionGraph } from '../../../shared/migration/graph.ts'
import type { Migration } from '../../../shared/migration/migration.ts'
import type { ReleaseLine, Whose } from '../ports/sidecar.ts'
import { getCurrent, keyOf } from './current-config.ts'
import { etagOf } from './etag.ts'
import { warningsOf } from './load-config.ts'
import { isBehind, migrateConfig } from './migrate-config.ts'
import type { SidecarParts } from './parts.ts'
import type { CurrentConfig } from './state.ts'

/**
 * What a user should know of the migrations of a config: what the last one changed, what the next one will change, and
 * what is left to do. Raises `sidecar/config-not-found`.
 */
export async function migrationStatus(parts: SidecarParts, whose: Whose): Promise<JsonObject> {
  return describe(parts, whose.agent, await getCurrent(parts, whose))
}

/**
 * Migrates a config to a version now. Raises `sidecar/config-not-found`, `sidecar/unknown-version`,
 * `sidecar/goes-back`, `sidecar/not-open`, `sidecar/held`, `sidecar/migration-failed`.
 */
export async function migrateNow(parts: SidecarParts, whose: Whose, target: Version): Promise<JsonObject> {
  const { agent } = whose
  const { config, releases } = await parts.store.find(whose)
  if (config === undefined) return fail('sidecar/config-not-found', { agent })
  if (config.version !== target) {
    const release =
      releases.find(({ version, state }) => version === target && REACHED.has(state)) ??
      fail('sidecar/unknown-version', { agent, version: target })
    if (!isBehind(config, release)) fail('sidecar/goes-back', { from: config.version, to: target })
    const migrated = await migrateConfig(parts, whose, release)
    parts.kept.forget(keyOf(whose))
    if (migrated.status === 'left-alone') {
      const { state, reason } = migrated
      parts.happened(state)
      if (state === 'held') fail('sidecar/held', { version: target, reason })
      fail('sidecar/migration-failed', { version: target, problem: reason.replace(/\.$/, '') })
    }
    if (migrated.status === 'migrated') parts.happened('migrated')
    // Another one may have been faster.
    const after = await parts.store.find(whose)
    if (after.config !== undefined && isBehind(after.config, release)) {
      fail('sidecar/not-open', { agent, version: target })
    }
  }
  return migrationStatus(parts, whose)
}

const REACHED: ReadonlySet<string> = new Set(['rolling_out', 'paused', 'completed'])

async function describe(
  { shelf }: Pick<SidecarParts, 'shelf'>,
  agent: AgentName,
  { kept, config, hash, releases, migration }: CurrentConfig,
): Promise<JsonObject> {
  const changesOf = async (from: string | null, to: string) => {
    const release = releases.find(({ version }) => version === to)
    if (from === null || release === undefined || !isVersion(from)) return []
    return wordsOf((await shelf.bundle({ ...release, agent })).path, from, release)
  }
  const warnings = warningsOf(config)
  return {
    agent,
    config_id: kept.id,
    status: migration.status,
    version: kept.version,
    previous_version: kept.previousVersion,
    target_version: 'to' in migration ? migration.to : kept.version,
    ...('reason' in migration ? { reason: migration.reason } : {}),
    migrated_at: kept.migratedAt,
    changes: await changesOf(kept.previousVersion, kept.version),
    upcoming:
      migration.status === 'waiting' || migration.status === 'failed'
        ? await changesOf(kept.version, migration.to)
        : [],
    warnings,
    requires_user_action: warnings.some((warning) => getMember(warning, 'action_required') === true),
    etag: etagOf(hash),
  }
}

/** What the migrations from a version to a release's do, in the words of their steps. */
function wordsOf(path: readonly Migration[], from: Version, { version: to }: ReleaseLine) {
  if (compareVersions(from, to) >= 0) return []
  const edges = new VersionGraph(path).findPath(from, to) ?? []
  return edges.map((index) => {
    const migration = path[index] as Migration
    return {
      from: migration.from,
      to: migration.to,
      summary: migration.summary,
      steps: explainSteps(migration.steps),
    }
  })
}
