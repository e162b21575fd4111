import type { Trouble } from '../../../shared/api/rollouts.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'
import type { ReleaseRecord } from './releases.ts'

/** What a wave is about, whatever became of it. */
export type WaveReach = {
  readonly wave: number
  readonly tenants: number
  /** Configs at an earlier version, and those that the release has dealt with. */
  readonly configs: number
}

/** How fast a rollout goes, at one moment. */
export type RolloutSpeed = {
  readonly state: ReleaseState
  /** By the database's clock, ISO 8601 in UTC. */
  readonly at: string
  /** The last two minutes: slices of two seconds, with how many configs were dealt with in each. */
  readonly slices: readonly { readonly secondsAgo: number; readonly configs: number }[]
  /** The last transactions that dealt with configs, the newest first. */
  readonly batches: readonly { readonly secondsAgo: number; readonly configs: number }[]
  readonly workers: readonly { readonly name: string; readonly concurrency: number }[]
}

export const SLICE_S = 2

/** What can be seen of a rollout without being in its way: read-only, each answer of one moment. */
export interface RolloutProgressSource {
  /** Reads every config of the agent: to be asked once, and not again and again. */
  reach(release: ReleaseRecord): Promise<readonly WaveReach[]>
  speed(release: ReleaseRecord): Promise<RolloutSpeed>
  /** In the order of their ids. */
  troubles(
    release: ReleaseRecord,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly Trouble[]>
}
