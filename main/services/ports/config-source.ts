import type { AgentName, ConfigId } from '../../../shared/config/ids.ts'
import type { SnapshotConfig, StoredVersion } from './snapshots.ts'

/** A config row as the database has it. */
export type SourceConfig = Omit<SnapshotConfig, 'sourceHash'>

/** One agent's configs, all as they were at one moment, whatever is written meanwhile. */
export interface PointInTime {
  /** By the database's clock, ISO 8601 in UTC. */
  readonly takenAt: string
  /** Which database this is and how far it was: opaque, to be kept with what was read. */
  readonly source: string
  /** How many there are. */
  readonly configs: number
  /** Whether a row version that was read at that other `source` means the same content here. */
  sameVersionsAs(source: string): boolean
  /** Rows in id order, from beyond `after` on; only as fast as they are taken. */
  rows(after?: ConfigId): AsyncGenerator<SourceConfig[]>
  /** Ids up to and with `last`, with their row versions, in id order. */
  versions(last: ConfigId): AsyncGenerator<StoredVersion[]>
  /** The rows with these ids, in id order. One stream at a time. */
  fetch(ids: readonly ConfigId[]): AsyncGenerator<SourceConfig[]>
}

/** Where configs are pulled from. It never writes: the database's own session does not let it. */
export interface ConfigSource {
  readonly environment: string
  /** Gives `work` a point in time, which ends with it. Raises `production/*`, `workspace/bad-source-row`. */
  atPointInTime<T>(
    agent: AgentName,
    options: { readonly signal?: AbortSignal | undefined },
    work: (point: PointInTime) => Promise<T>,
  ): Promise<T>
}
