import type { ConfigId } from '../../../shared/config/ids.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'

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
  }[]
}

/** What can be read of an environment without changing it. */
export interface Overview {
  /** Raises `release/config-not-found`. */
  history(configId: ConfigId): Promise<ConfigHistory>
  status(): Promise<EnvironmentStatus>
}
