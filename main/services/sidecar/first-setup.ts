import type { AgentName, Version } from '../../../shared/config/ids.ts'
import { overlay } from '../../../shared/config/overlay.ts'
import { compareVersions, isVersion } from '../../../shared/config/version.ts'
import { fail } from '../../../shared/errors/index.ts'
import { getMember, hasMember, withMember } from '../../../shared/json/object.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { ReleaseLine, Whose } from '../ports/sidecar.ts'
import { type Changed, openText, refuseMisfit } from './change-config.ts'
import { hashOfStored } from './config-secrets.ts'
import { keyOf, latest } from './current-config.ts'
import { etagOf } from './etag.ts'
import type { SidecarParts } from './parts.ts'
import type { ReleaseShelf, VersionFacts } from './release-shelf.ts'

export type SetupParts = SidecarParts & {
  /** The latest version of an agent in the workspace, for agents that no release has brought yet. */
  readonly latestInWorkspace: (agent: AgentName) => Promise<Version | undefined>
}

/**
 * Makes a user's first config: the default config of the version that is open to the tenant, with the settings given
 * laid over it. Raises `sidecar/unknown-agent`, `sidecar/config-exists`, `sidecar/unknown-person`,
 * `sidecar/fixed-member`, `sidecar/does-not-fit`.
 */
export async function setUpConfig(
  parts: SetupParts,
  whose: Whose,
  settings: JsonObject | undefined,
): Promise<Changed> {
  const { store, kept, secrets, sha256 } = parts
  const { agent } = whose
  const { config: there, releases } = await store.find(whose)
  if (there !== undefined) fail('sidecar/config-exists', { agent })
  const facts = await startingFacts(parts, agent, releases)
  if (facts?.defaults === undefined) return fail('sidecar/unknown-agent', { agent })
  const usual = ownedBy(whose, facts.version, facts.defaults)
  const config = settings === undefined ? usual : laidOver(usual, settings)
  if (settings !== undefined || facts.check !== undefined) {
    refuseMisfit(config, { agent, version: facts.version }, facts)
  }
  const { meta } = facts
  const created = await store.create(whose, {
    text: await secrets.seal(config, facts.schema, whose),
    version: facts.version,
    flowId: meta?.flow_id ?? `${agent}-walker-v1`,
    ...(meta === undefined
      ? {}
      : { flowHash: meta.hash, configSchemaVersion: meta.custom_metadata.config_schema_version }),
  })
  kept.forget(keyOf(whose))
  const text = await openText(secrets, created.text, whose)
  return { text, etag: etagOf(hashOfStored(created.text, sha256)), version: facts.version }
}

/** The latest version that is open; where none is open yet, the one before the rollout; else the workspace's. */
export async function startingFacts(
  { shelf, latestInWorkspace }: SetupParts,
  agent: AgentName,
  releases: readonly ReleaseLine[],
): Promise<VersionFacts | undefined> {
  const open = latest(releases.filter((release) => release.open))
  const version =
    open?.version ?? (await versionBefore(shelf, agent, releases)) ?? (await latestInWorkspace(agent))
  if (version === undefined) return undefined
  const facts = await shelf.facts(agent, version, releases)
  if (facts.defaults !== undefined) return facts
  const defaults = await defaultsWithin(shelf, agent, releases, version)
  return defaults === undefined ? facts : { ...facts, defaults }
}

const earliest = (releases: readonly ReleaseLine[]): ReleaseLine | undefined =>
  releases.toSorted((a, b) => compareVersions(a.version, b.version))[0]

async function versionBefore(
  shelf: ReleaseShelf,
  agent: AgentName,
  releases: readonly ReleaseLine[],
): Promise<Version | undefined> {
  const first = earliest(releases)
  if (first === undefined) return undefined
  const { defaults } = await shelf.bundle({ ...first, agent })
  return Object.keys(defaults)
    .filter(isVersion)
    .filter((version) => compareVersions(version, first.version) < 0)
    .sort(compareVersions)
    .at(-1)
}

/** A release brings the default configs of the versions on its way, too. */
async function defaultsWithin(
  shelf: ReleaseShelf,
  agent: AgentName,
  releases: readonly ReleaseLine[],
  version: Version,
): Promise<JsonObject | undefined> {
  for (const release of releases) {
    const { defaults } = await shelf.bundle({ ...release, agent })
    const found = defaults[version]
    if (found !== undefined) return found as JsonObject
  }
  return undefined
}

function ownedBy({ tenant, user }: Whose, version: Version, defaults: JsonObject): JsonObject {
  const owned = withMember(withMember(defaults, 'version', version), 'tenant_id', tenant)
  return hasMember(defaults, 'user_id') ? withMember(owned, 'user_id', user) : owned
}

function laidOver(usual: JsonObject, settings: JsonObject): JsonObject {
  const members = ['version', 'tenant_id', 'user_id'].filter(
    (name) => hasMember(settings, name) && getMember(settings, name) !== getMember(usual, name),
  )
  if (members.length > 0) fail('sidecar/fixed-member', { members })
  return overlay(usual, settings)
}
