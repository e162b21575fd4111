import type { AgentName, ConfigId, TenantId, UserId } from '../../../shared/config/ids.ts'
import type { PreviewId, ResultStatus, SnapshotId } from './snapshots.ts'

/** Which configs of a preview: those for which all of it holds. */
export type ResultFilter = {
  readonly shapes?: readonly string[] | undefined
  readonly status?: ResultStatus | undefined
  /** Migrated ones that do not come back exactly. */
  readonly differing?: true | undefined
  readonly fromVersion?: string | undefined
  /** Begins the id of the config, its tenant or its user; lower case. */
  readonly text?: string | undefined
}

/** What a list shows of one config of a preview. Tenant and user are null where the snapshot does not have it. */
export type ListedResult = {
  readonly id: ConfigId
  readonly tenantId: TenantId | null
  readonly userId: UserId | null
  readonly fromVersion: string | null
  readonly status: ResultStatus
  readonly shape: string | null
  readonly exact: boolean
  /** JSON text. */
  readonly error: string | null
}

/** How long a list is, and the ids at which its pages end, so that any of them is got without those before it. */
export type PageMarks = { readonly total: number; readonly ends: readonly ConfigId[] }

/** A config of a snapshot, without its contents. */
export type SnapshotOwner = {
  readonly id: ConfigId
  readonly tenantId: TenantId
  readonly userId: UserId
  readonly agent: AgentName
  readonly flowVersion: string
}

/** Finds configs among very many, in the order of their ids. */
export interface PreviewSearch {
  /** A pass over all that the filter lets through, of ids alone. */
  marks(preview: PreviewId, filter: ResultFilter, options: { readonly every: number }): PageMarks
  page(
    preview: PreviewId,
    filter: ResultFilter,
    page: { readonly after?: ConfigId | undefined; readonly limit: number },
  ): readonly ListedResult[]
  count(preview: PreviewId, filter: ResultFilter): number
  /** How many configs come from which version. */
  versions(preview: PreviewId): readonly { readonly version: string | null; readonly configs: number }[]
  /** Configs of snapshots; `text` as in a filter, empty for all. */
  owners(
    snapshots: readonly SnapshotId[],
    text: string,
    page: { readonly after?: ConfigId | undefined; readonly limit: number },
  ): readonly SnapshotOwner[]
}
