import type { ReleaseDraft, ReleaseInEnvironment } from '../../../shared/api/releases.ts'
import type { Version } from '../../../shared/config/ids.ts'
import { compareVersions } from '../../../shared/config/version.ts'

export type AgentReleases = {
  readonly agent: string
  /** The highest version first. */
  readonly releases: readonly {
    readonly release: string
    readonly version: string
    /** Environments that have it, in the order of the workspace. */
    readonly places: readonly { readonly environment: string; readonly found: ReleaseInEnvironment }[]
  }[]
}

/** The releases of the workspace and of its environments by agent: those whose name has a text in it. */
export function releaseList(
  drafts: readonly Pick<ReleaseDraft, 'release' | 'agent' | 'version'>[],
  environments: readonly { readonly name: string; readonly releases: readonly ReleaseInEnvironment[] }[],
  text: string,
): readonly AgentReleases[] {
  const all = [...drafts, ...environments.flatMap(({ releases }) => releases)]
  const wanted = text.trim().toLowerCase()
  const byName = new Map(
    all.filter(({ release }) => release.toLowerCase().includes(wanted)).map((one) => [one.release, one]),
  )
  const agents = [...new Set([...byName.values()].map(({ agent }) => agent))].sort()
  return agents.map((agent) => ({
    agent,
    releases: [...byName.values()]
      .filter((one) => one.agent === agent)
      .sort((a, b) => compareVersions(b.version as Version, a.version as Version))
      .map(({ release, version }) => ({
        release,
        version,
        places: environments.flatMap(({ name: environment, releases }) => {
          // The newest of a name is the one that is meant; it comes first.
          const found = releases.find((one) => one.release === release)
          return found === undefined ? [] : [{ environment, found }]
        }),
      })),
  }))
}
