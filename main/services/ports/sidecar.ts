import type { AgentName, ConfigId, Hash, TenantId, UserId, Version } from '../../../shared/config/ids.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'
import type { Expected } from '../../../shared/review/push-config.ts'
import type { PushWrite, TargetColumns } from './rollouts.ts'

/** Whose config is meant. All three, always: a tenant has several users, and a user's config is theirs alone. */
export type Whose = { readonly tenant: TenantId; readonly user: UserId; readonly agent: AgentName }

/** A row of the configs, as it is kept. */
export type KeptConfig = {
  readonly id: ConfigId
  /** Changes with every write to the row. */
  readonly rowVersion: string
  readonly version: string
  readonly text: string
  readonly status: string | null
  readonly previousVersion: string | null
  /** ISO 8601, without a zone: so the table has it. */
  readonly migratedAt: string | null
}

/** A release of an agent that was approved once. */
export type ReleaseLine = {
  readonly id: string
  readonly version: Version
  readonly digest: Hash
  readonly state: ReleaseState
  /** Whether it may reach the tenant's configs now: its wave has begun, and nobody has paused it. */
  readonly open: boolean
}

/** What the journal says of a config that a release has left alone, and why. */
export type LeftAlone = { readonly state: 'held' | 'failed'; readonly reason: string }

/** What is known of a config before a release's steps are run on it. */
export type Before = {
  /** What the approved preview said of it. */
  readonly expected?: Expected
  /** The complement of edits that an earlier rollback of the same version has put aside. */
  readonly aside?: string
  readonly leftAlone?: LeftAlone
}

/** All that an answer is made of, seen at one moment. */
export type Standing = {
  readonly config?: KeptConfig
  /** The newest first. */
  readonly releases: readonly ReleaseLine[]
}

/** A change that a user makes. `reason` goes into the history with the user's id. */
export type Change = { readonly text: string; readonly reason: string }

/** The transaction that holds a config's row: nobody else changes it until the work is done. */
export interface LockedConfig {
  readonly config: KeptConfig | undefined
  /** Whether the release may reach the tenant now. While the answer is yes, it stays so until the transaction ends. */
  isOpen(releaseId: string): Promise<boolean>
  before(release: ReleaseLine): Promise<Before>
  /** Writes config, history and journal together, as a push does. */
  push(releaseId: string, target: TargetColumns, write: PushWrite): Promise<void>
  /** Keeps the former state in the history, writes the new one and gives it. */
  change(change: Change): Promise<KeptConfig>
}

/** A config that is made for a user who has none. */
export type NewConfig = {
  readonly text: string
  readonly version: Version
  readonly flowId: string
  readonly flowHash?: string
  readonly configSchemaVersion?: string
}

/** Reads of one config at one version. */
export type ReadCount = {
  readonly id: ConfigId
  readonly version: string
  readonly reads: number
  readonly failures: number
}

/** Runs of a flow with one config. */
export type RunCount = {
  readonly id: ConfigId
  readonly runs: number
  /** Since the last of them. */
  readonly secondsAgo: number
}

/** Where a version's flow is in Langflow, and the release that has it. */
export type PublishedVersion = Pick<ReleaseLine, 'id' | 'digest'> & { readonly flowId: string }

/**
 * The configs of one tenant at a time. Every call is a transaction in which the database shows and takes that tenant's
 * rows and no others.
 */
export interface SidecarStore {
  find(whose: Whose): Promise<Standing>
  /** Raises `production/lock-timeout` where somebody else holds the row for long. */
  lock<T>(whose: Whose, work: (locked: LockedConfig) => Promise<T>): Promise<T>
  /** Raises `sidecar/config-exists`, `sidecar/unknown-person`, `sidecar/unknown-agent`. */
  create(whose: Whose, config: NewConfig): Promise<KeptConfig>
  /** The bundle as text; the same for ever. */
  bundleOf(releaseId: string): Promise<string>
  /** Ids of the shapes that were approved. */
  shapesOf(releaseId: string): Promise<readonly string[]>
  /** Adds to the counts of reads. */
  count(counts: readonly ReadCount[]): Promise<void>
  /** Adds to the counts of runs, and gives the configs that others hold: these were not counted. */
  countRuns(counts: readonly RunCount[]): Promise<ReadonlySet<ConfigId>>
  /** Undefined where the version's flow is not published. */
  findPublished(agent: AgentName, version: Version): Promise<PublishedVersion | undefined>
}

/** What was changed, as the database tells it. `all` where it was too much to name, or nobody listened for a while. */
export type Told =
  | { readonly of: 'configs'; readonly ids: readonly string[] | 'all' }
  | { readonly of: 'releases' | 'tokens' | 'all' }

/** Word of every change that is committed, by whichever process. */
export interface ChangeFeed {
  /** Calls for every change, in their order. */
  hear(listener: (told: Told) => void): void
  /**
   * Waits until every change that was committed before the call has been told. Gives false where the connection is
   * down and nothing is known; then nothing that was kept may be believed.
   */
  confirm(): Promise<boolean>
  close(): Promise<void>
}

/** A token of a service, without the token. */
export type ServiceToken = {
  readonly id: string
  readonly name: string
  readonly agents: readonly string[]
  readonly createdAt: string
  readonly createdBy: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
  readonly revokedBy: string | null
}

export interface ServiceTokenStore {
  /** Raises `sidecar/token-name-taken`. */
  create(token: {
    readonly name: string
    readonly agents: readonly string[]
    readonly hash: Hash
    readonly expiresAt: string | null
    readonly who: string
  }): Promise<ServiceToken>
  list(): Promise<readonly ServiceToken[]>
  /** By id or name. Raises `sidecar/token-not-found` where none such is in force. */
  revoke(token: string, who: string): Promise<ServiceToken>
}

/** The same as the sidecar sees it. */
export interface TokenCheck {
  find(hash: Hash): Promise<(ServiceToken & { readonly hash: Hash }) | undefined>
  /** Notes that it was used. */
  use(id: string): Promise<void>
}

/** What an operator asks of the database behind the sidecar. */
export type SidecarHealth = {
  readonly answeredMs: number
  readonly schemaVersion: number
  /** Processes that take batches of pushes, seen of late. */
  readonly workers: number
  readonly isReplica: boolean
}
