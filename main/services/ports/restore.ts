import type { ConfigId } from '../../../shared/config/ids.ts'

/** A config, and the row of its history that it is to go back to. */
export type Restore = {
  readonly configId: ConfigId
  /** Id of a row of walker_agent_config_versions. */
  readonly versionRow: string
  readonly who: string
  readonly reason: string
}

export type Restored = {
  readonly config: ConfigId
  readonly agent: string
  readonly from_version: string
  readonly version: string
  /** The row of the history that holds the state that was replaced; null where both were the same. */
  readonly replaced: string | null
}

export interface ConfigRestorer {
  /**
   * Gives a config a state that it had before, whole or not at all; the state that it has now goes into the
   * history first. Raises `restore/*`, `release/config-not-found`, and `production/lock-timeout` while somebody
   * holds the row.
   */
  restore(restore: Restore): Promise<Restored>
}
