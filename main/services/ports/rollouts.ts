import type { RolloutFigures } from '../../../shared/api/rollouts.ts'
import type { ConfigId, Hash, Version } from '../../../shared/config/ids.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { Pressure } from '../../../shared/release/pace.ts'
import type { Expected } from '../../../shared/review/push-config.ts'
import type { EditReport } from '../../../shared/review/rollback-config.ts'

/** The right to write for a release, held by one process at a time. A later lease makes an earlier one's writes fail. */
export interface Lease {
  readonly releaseId: string
  /** `agent@version`, for messages. */
  readonly name: string
  readonly token: number
  /** Aborted when the lease is lost. */
  readonly signal: AbortSignal
  release(): Promise<void>
}

/** What a write for a release is made with: the token of a lease, whoever holds that. */
export type LeaseToken = Pick<Lease, 'releaseId' | 'name' | 'token'>

/** Why a config could not be dealt with: a code of the catalogue, and words. */
export type Failure = { readonly code: string; readonly message: string }

/** A config that a push has to look at. `rowVersion` changes with every write to the row. */
export type PushRow = {
  readonly configId: ConfigId
  readonly rowVersion: string
  readonly version: string
  readonly text: string
  readonly expected?: Expected
  /** The complement of edits that an earlier rollback of the same version had put aside. */
  readonly aside?: string
}

/** The configs that a push is about: those of an agent at an earlier version than this. */
export type PushReach = {
  readonly agent: string
  readonly to: Version
  /** Only those of this wave and the earlier ones. Left out: all. */
  readonly wave?: number
}

/** What a push does to one config: a new config, or only a note in the journal. */
export type PushWrite = {
  readonly configId: ConfigId
  readonly rowVersion: string
  readonly inputHash?: Hash
} & (
  | {
      readonly state: 'migrated'
      readonly from: Version
      readonly text: string
      readonly outputHash: Hash
      readonly shapeId: string
      readonly drifted: boolean
      readonly complement?: string
      readonly warnings?: string
      /** Paths of edits that were put aside once and are in `text` again. */
      readonly readBack?: readonly string[]
    }
  | { readonly state: 'held'; readonly shapeId: string; readonly reason: string }
  | ({ readonly state: 'failed' } & Failure)
)

/** A config that a rollback has to look at. */
export type RollbackRow = {
  readonly configId: ConfigId
  readonly rowVersion: string
  readonly version: string
  readonly text: string
  readonly to: Version
  /** What the push noted. Missing for a config created after it. */
  readonly pushed?: { readonly before: string; readonly outputHash: Hash; readonly complement?: string }
}

/** Which configs a rollback takes back; all of the release where none is named. Each one named narrows it. */
export type RollbackScope = {
  readonly tenants?: readonly string[]
  readonly wave?: number
  readonly configs?: readonly ConfigId[]
}

/** The configs that a rollback is about: those of a release at its version, and of one run of it. */
export type RollbackReach = {
  readonly releaseId: string
  /** The lease token of the run. What an earlier run could not take back is looked at again. */
  readonly token: number
  readonly agent: string
  readonly from: Version
  /** Where a config goes that was created after the push. */
  readonly previous: Version
  readonly scope: RollbackScope
}

/** Configs that a release migrated and that do not stand at its version any more. */
export type GoneCounts = { readonly movedOn: number; readonly deleted: number }

export type RollbackWrite = {
  readonly configId: ConfigId
  readonly rowVersion: string
  readonly to: Version
} & (
  | {
      readonly state: 'restored' | 'kept_edits' | 'conflict'
      readonly text: string
      readonly complement?: string
      readonly edits: readonly EditReport[]
      /** What else of an edited config has its former value again. */
      readonly restored: readonly string[]
    }
  | ({ readonly state: 'failed' } & Failure)
)

/** What every row of the release gets beside its config. */
export type TargetColumns = {
  readonly version: Version
  readonly flowHash?: string
  readonly configSchemaVersion?: string
}

/** Gives the next rows, at most `limit`, at each call that does not fail; none at the end. */
export type Pages<R> = (limit: number) => Promise<readonly R[]>

/** The statements of a rollout, against one environment. Each write is one transaction, whole or not at all. */
export interface RolloutStore {
  /** Raises `release/busy` while another process holds it. */
  acquireLease(releaseId: string, holder: string): Promise<Lease>
  /** Who has its lease and is alive; null for nobody. */
  holderOf(releaseId: string): Promise<string | null>
  /**
   * Configs that this run has not dealt with: not migrated yet, or held or failed by an earlier run. In the order that is
   * read fastest; one that somebody else writes meanwhile may be passed over, which `isPushLeft` tells.
   */
  pushPages(lease: LeaseToken, reach: PushReach): Pages<PushRow>
  /** The same configs again as they are now; those gone or done are left out. */
  pushRows(lease: LeaseToken, reach: PushReach, ids: readonly ConfigId[]): Promise<readonly PushRow[]>
  /** Whether pages from the beginning would have any. */
  isPushLeft(lease: LeaseToken, reach: PushReach): Promise<boolean>
  /**
   * Writes config, history and journal together, for those rows that are still as they were read and that
   * nobody else holds; gives their ids.
   */
  push(lease: LeaseToken, target: TargetColumns, writes: readonly PushWrite[]): Promise<ReadonlySet<ConfigId>>
  /** Notes as failed those that this run could not have, without touching them. */
  leave(lease: LeaseToken, to: Version, ids: readonly ConfigId[], failure: Failure): Promise<void>
  /**
   * Configs that the release migrated, or that were created at its version since, and that stand there still. In the order
   * that is read fastest: one that somebody else writes meanwhile may be passed over, or come twice.
   */
  rollbackPages(reach: RollbackReach): Pages<RollbackRow>
  /** The same in the order of their ids, each once. */
  rollbackPagesById(reach: RollbackReach): Pages<RollbackRow>
  rollbackRows(reach: RollbackReach, ids: readonly ConfigId[]): Promise<readonly RollbackRow[]>
  rollback(lease: LeaseToken, writes: readonly RollbackWrite[]): Promise<ReadonlySet<ConfigId>>
  /** Releases that stand on top of this one for at least one config, the topmost first. */
  listNewer(releaseId: string, scope: RollbackScope): Promise<readonly string[]>
  /** How many configs the release migrated that have moved on or were deleted since. */
  countGone(reach: RollbackReach): Promise<GoneCounts>
  /** Notes in the journal that those which have moved on stay where they are. */
  noteMovedOn(lease: Lease, reach: RollbackReach): Promise<void>
  /** An entry of the audit log about a push or a rollback. */
  audit(
    releaseId: string,
    entry: { readonly who: string; readonly action: string; readonly detail: JsonObject },
  ): Promise<void>
  /** How many configs a push has still to look at. */
  countPending(releaseId: string, reach: PushReach): Promise<number>
  /** What the database has to bear; the rate of its log since it was last asked. */
  readonly pressure: () => Promise<Pressure>
  counts(releaseId: string, agent: string, to: Version): Promise<RolloutFigures>
  /** Held and failed configs with the reason, at most `limit`. */
  listTroubles(
    releaseId: string,
    limit: number,
  ): Promise<readonly { configId: ConfigId; state: string; reason: string }[]>
}
