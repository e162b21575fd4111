import type { ConfigId } from '../../../shared/config/ids.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'
import type { WaveState } from './waves.ts'

/** One state that a config has had, oldest first; the last is the one that it has now. */
export type ConfigState = {
  /** Its row in the history; missing for the state that the config has now. */
  readonly versionRow?: string
  readonly version: string
  /** The config's JSON text. */
  readonly text: string
  /** What ended this state, and when. */
  readonly endedBy?: string
  readonly endedAt?: string
}

/** A state by what is known of it, without its contents. */
export type OutlinedState = Omit<ConfigState, 'text'>

export type ConfigOutline = Omit<ConfigHistory, 'states'> & { readonly states: readonly OutlinedState[] }

export type ConfigHistory = {
  readonly configId: ConfigId
  readonly tenantId: string
  readonly userId: string
  readonly agent: string
  readonly states: readonly ConfigState[]
  /** What releases did to it. */
  readonly journal: readonly {
    readonly release: string
    readonly state: string
    readonly doneAt: string
    readonly undoneAt: string | null
    readonly reason: string | null
  }[]
}

/** How far a wave is. */
export type WaveStatus = {
  readonly wave: number
  readonly state: WaveState
  /** Share of the tenants that it and the waves before it reach by the hash. */
  readonly percent: number
  readonly migrated: number
  readonly held: number
  readonly failed: number
  readonly endedAt: string | null
}

export type EnvironmentStatus = {
  readonly versions: readonly { readonly agent: string; readonly version: string; readonly configs: number }[]
  readonly releases: readonly {
    readonly release: string
    readonly state: ReleaseState
    readonly migrated: number
    readonly held: number
    readonly failed: number
    readonly rolledBack: number
    /** Who works on it now. */
    readonly holder: string | null
    /** Configs a second that were dealt with in the last ten seconds, while it is rolled out or back; else 0. */
    readonly perSecond: number
    /** Configs that are still at an earlier version, in all waves; null where it is not being rolled out. */
    readonly remaining: number | null
    /** None where the release has but one. */
    readonly waves: readonly WaveStatus[]
  }[]
  /** Processes that take batches. */
  readonly workers: readonly {
    readonly name: string
    readonly concurrency: number
    readonly startedAt: string
  }[]
}

/** What can be read of an environment without changing it. */
export interface Overview {
  /** Raises `release/config-not-found`. */
  history(configId: ConfigId): Promise<ConfigHistory>
  /** The same without the configs themselves. Raises `release/config-not-found`. */
  outline(configId: ConfigId): Promise<ConfigOutline>
  /** One state, by its row in the history; without one, the state that it has now. Raises `release/config-not-found`, `restore/state-not-found`. */
  state(
    configId: ConfigId,
    versionRow: string | undefined,
  ): Promise<{ readonly agent: string; readonly version: string; readonly text: string }>
  status(): Promise<EnvironmentStatus>
}
