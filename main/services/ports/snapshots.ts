import type { AgentName, ConfigId, Hash, TenantId, UserId, Version } from '../../../shared/config/ids.ts'
import type { Json } from '../../../shared/json/value.ts'

declare const idBrand: unique symbol
/** As in `s-20261121-093015-4f2a`: sorts by time. */
export type SnapshotId = string & { readonly [idBrand]: 'snapshot' }
/** As in `p-20261121-093015-4f2a`: sorts by time. */
export type PreviewId = string & { readonly [idBrand]: 'preview' }

/**
 * pulling ──→ complete
 *    ↑ ↓
 * cancelled
 *
 * A pull that was killed stays `pulling`; it is resumed like a cancelled one.
 */
export type SnapshotState = 'pulling' | 'complete' | 'cancelled'

/** Masks in force during a pull. Stand-ins of another key or other paths do not mix with these. */
export type MasksInForce = { readonly paths: readonly string[]; readonly key: string }

export type SnapshotHead = {
  readonly environment: string
  readonly agent: AgentName
  /** Time of the database's clock, ISO 8601 in UTC: the point in time that every row is of. */
  readonly takenAt: string
  readonly masked: MasksInForce | null
  /** Where the rows come from; opaque to the store. */
  readonly source: string
}

export type Snapshot = SnapshotHead & {
  readonly id: SnapshotId
  readonly state: SnapshotState
  readonly configs: number
  /** Bytes of JSON text in all configs. */
  readonly bytes: number
}

export type SnapshotConfig = {
  readonly id: ConfigId
  readonly tenantId: TenantId
  readonly userId: UserId
  readonly flowVersion: string
  /** JSON text as the database printed it; with masks, of the masked config. */
  readonly config: string
  /** Hash of the config before masks; null where no masks are in force, or the config could not be read. */
  readonly sourceHash: Hash | null
  /** Changes whenever the row changes (xmin). */
  readonly rowVersion: string
}

export type StoredVersion = { readonly id: ConfigId; readonly rowVersion: string }

/** One pull at work on a snapshot. Every call raises `workspace/taken-over` once another pull resumed the same. */
export interface SnapshotWriter {
  readonly id: SnapshotId
  /** Greatest id stored by the pulls before this one. */
  readonly last: ConfigId | undefined
  /** Bytes of JSON text stored so far. */
  readonly bytes: number
  /** All of them or none; ids not stored yet. */
  append(configs: readonly SnapshotConfig[]): void
  /** Ids beyond `after` with their row versions, in id order, at most `limit`. */
  versions(after: ConfigId | undefined, limit: number): StoredVersion[]
  remove(ids: readonly ConfigId[]): void
  /** Removes every config, where none of them can be kept. */
  clear(): void
  complete(): Snapshot
  /** Leaves what is there for a resume. Does nothing once another pull has taken over. */
  cancel(): void
}

export type ReadOptions = {
  /** Only ids beyond this one. */
  readonly after?: ConfigId | undefined
  /** Most rows of a batch; a batch ends earlier where its configs are large. */
  readonly batchSize?: number | undefined
}

export interface SnapshotStore {
  begin(head: SnapshotHead): SnapshotWriter
  /** Goes on with a snapshot under a new head. Raises `workspace/snapshot-complete`. */
  resume(id: SnapshotId, head: SnapshotHead): SnapshotWriter
  /** Newest first. */
  list(filter?: { environment?: string; agent?: AgentName; state?: SnapshotState }): Snapshot[]
  find(id: string): Snapshot | undefined
  /** Raises `workspace/snapshot-not-found`. */
  get(id: string): Snapshot
  /** Batches in id order, in constant memory. Others may read and write meanwhile. */
  configs(id: SnapshotId, options?: ReadOptions): Generator<SnapshotConfig[]>
  findConfig(id: SnapshotId, config: ConfigId): SnapshotConfig | undefined
  /** Raises `workspace/config-not-found`. */
  getConfig(id: SnapshotId, config: ConfigId): SnapshotConfig
}

/**
 * running ──→ complete
 *    ↑ ↓
 * cancelled
 *
 * A preview that was killed stays `running`; it is resumed like a cancelled one.
 */
export type PreviewState = 'running' | 'complete' | 'cancelled'

export type PreviewHead = {
  readonly snapshot: SnapshotId
  readonly agent: AgentName
  readonly to: Version
  /** Digest of what is run: the path with its code, the target schema, the defaults. */
  readonly bundle: Hash
}

export type PreviewCounts = {
  readonly configs: number
  readonly migrated: number
  readonly unchanged: number
  readonly failed: number
  /** Round trip: back after forward gave the config exactly, or not. */
  readonly exact: number
  readonly differing: number
}

export type Preview = PreviewHead & {
  readonly id: PreviewId
  readonly state: PreviewState
  readonly createdAt: string
  /** Configs done so far. */
  readonly done: number
  /** Masks of the snapshot. */
  readonly masked: MasksInForce | null
  /** There exactly when the state is `complete`. */
  readonly finished: {
    readonly at: string
    readonly digest: Hash
    readonly counts: PreviewCounts
  } | null
}

export type ResultStatus = 'migrated' | 'unchanged' | 'failed'

export type PreviewResult = {
  readonly id: ConfigId
  readonly status: ResultStatus
  readonly fromVersion: string | null
  /** Hash of the config in the database, before masks; null where it cannot be read. */
  readonly inputHash: Hash | null
  readonly outputHash: Hash | null
  readonly shape: string | null
  readonly exact: boolean
  /** Code, data and message where it failed. */
  readonly error: Json
}

export type PreviewShape = {
  readonly id: string
  readonly configs: number
  readonly summary: string
  readonly operations: readonly Json[]
  readonly example: ConfigId
  /** Spread of values, outliers, and whatever else a review shows. */
  readonly details: Json
}

export type PreviewLoss = {
  readonly path: string
  readonly class: string
  readonly step: string | null
  readonly configs: number
  readonly shapes: readonly string[]
}

export type PreviewFinding = {
  readonly code: string
  readonly severity: string
  readonly place: string
  readonly message: string
  readonly remedy: string
  readonly configs: number
}

export type PreviewSummary = {
  readonly digest: Hash
  readonly counts: PreviewCounts
  readonly shapes: readonly PreviewShape[]
  readonly losses: readonly PreviewLoss[]
  readonly findings: readonly PreviewFinding[]
}

/** One run at work on a preview. Every call raises `workspace/taken-over` once another run resumed the same. */
export interface PreviewWriter {
  readonly id: PreviewId
  /** Every config up to this id is done. */
  readonly frontier: ConfigId | undefined
  /** What the run had gathered when it got to the frontier. */
  readonly checkpoint: Json
  /**
   * Adds results in id order, all beyond the frontier and those that are there ahead of it: all of them or none. They
   * count once `append` has moved the frontier past them; a resume drops those that it never did.
   */
  writeAhead(results: readonly PreviewResult[]): void
  /**
   * Adds results as `writeAhead` does, and moves the frontier to the last one that is there. `checkpoint`
   * replaces the one before, so that a resume goes on with sums that fit.
   */
  append(results: readonly PreviewResult[], checkpoint: Json): void
  /** How many tenants each shape has so far. */
  tenants(): ReadonlyMap<string, number>
  finish(summary: PreviewSummary): Preview
  /** Leaves what is there for a resume. Does nothing once another run has taken over. */
  cancel(): void
}

export interface PreviewStore {
  /** Raises `workspace/snapshot-not-found`, `workspace/snapshot-incomplete`, `workspace/snapshot-other`. */
  begin(head: PreviewHead): PreviewWriter
  /** Raises `workspace/preview-not-found`, `workspace/preview-complete`. */
  resume(id: PreviewId): PreviewWriter
  /** Newest first. */
  list(filter?: Partial<PreviewHead> & { state?: PreviewState }): Preview[]
  find(id: string): Preview | undefined
  /** Raises `workspace/preview-not-found`. */
  get(id: string): Preview
  /** In the order given to `finish`; empty until then, as are losses and findings. */
  shapes(id: PreviewId): PreviewShape[]
  losses(id: PreviewId): PreviewLoss[]
  findings(id: PreviewId): PreviewFinding[]
  /** Batches in config id order, in constant memory. Others may read and write meanwhile. */
  results(id: PreviewId, options?: ReadOptions): Generator<PreviewResult[]>
  /** One page in config id order. */
  findResults(
    id: PreviewId,
    filter: { shapes?: readonly string[]; status?: ResultStatus },
    page: { after?: ConfigId | undefined; limit: number },
  ): PreviewResult[]
  findResult(id: PreviewId, config: ConfigId): PreviewResult | undefined
}
