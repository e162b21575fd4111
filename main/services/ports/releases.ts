import type { ConfigId, Hash } from '../../../shared/config/ids.ts'
import type { ApprovalCase, StoredRule } from '../../../shared/release/approval-policy.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'
import type { ReleaseName } from '../../../shared/release/name.ts'
import type { Wave } from '../../../shared/release/waves.ts'
import type { AcceptedLoss } from '../../../shared/review/acceptance-form.ts'
import type { ShapeOperation } from '../../../shared/review/shape.ts'
import type { Lease } from './rollouts.ts'

/** A release as an environment knows it, without its bundle. */
export type ReleaseRecord = {
  readonly id: string
  readonly agent: string
  readonly version: string
  readonly digest: Hash
  readonly state: ReleaseState
  readonly author: string
  readonly notes: string
  readonly previewDigest: Hash
  readonly createdAt: string
  /** When its preview was finished; where that is not known, when it was proposed. */
  readonly previewedAt: string | null
  readonly approvals: readonly {
    readonly approver: string
    readonly reason: string
    readonly approvedAt: string
  }[]
  /** Silent losses that were accepted by name, as its bundle has them. */
  readonly accepted: readonly AcceptedLoss[]
}

/** A shape as it was proposed: what an approval covers. */
export type ProposedShape = {
  readonly shapeId: string
  readonly configs: number
  readonly summary: string
  readonly operations: readonly ShapeOperation[]
}

/** What the preview said of one config. `outputHash` is missing where the snapshot was masked. */
export type PreviewedConfig = {
  readonly configId: ConfigId
  readonly inputHash: Hash
  readonly outputHash?: Hash
  readonly shapeId?: string
}

export type Proposal = {
  readonly name: ReleaseName
  readonly digest: Hash
  readonly bundle: string
  readonly notes: string
  readonly author: string
  readonly previewDigest: Hash
  readonly shapes: readonly ProposedShape[]
  readonly configs: Iterable<PreviewedConfig>
  /** Who proposes it, where that is not the author. */
  readonly who?: string
  /** What an approval has to fit; the environment keeps them with the release. */
  readonly rules?: readonly StoredRule[]
  /** When the preview was finished, in ISO 8601. */
  readonly previewedAt?: string
  /** Left out: one, of everybody. */
  readonly waves?: readonly Wave[]
}

/** Releases of one environment. Every change is in its audit log. */
export interface ReleaseStore {
  readonly environment: string
  /** All or nothing. Raises `release/exists` where the name is taken by other contents that are still in force. */
  propose(proposal: Proposal, options?: { signal?: AbortSignal }): Promise<ReleaseRecord>
  /**
   * Binds an approval to the preview's digest and its shapes; the release is approved once all rules are met, those
   * that it was proposed with and these. Raises `release/author-approves`, `release/wrong-state`,
   * `release/not-an-approver`, `release/approved-already`, `rights/may-not-approve`, `rights/acts-for-another`.
   */
  approve(
    release: ReleaseRecord,
    approval: { who: string; reason: string; rules?: readonly StoredRule[] },
  ): Promise<ReleaseRecord>
  /** What the environment knows of who may approve it by its own rules and these, and the login that asks. */
  approvalCase(
    release: ReleaseRecord,
    rules: readonly StoredRule[],
  ): Promise<ApprovalCase & { readonly login: string }>
  /** The newest release of that name. Raises `release/not-found`. */
  get(name: ReleaseName): Promise<ReleaseRecord>
  getById(id: string): Promise<ReleaseRecord>
  list(): Promise<readonly ReleaseRecord[]>
  bundleOf(release: ReleaseRecord): Promise<string>
  shapesOf(release: ReleaseRecord): Promise<readonly ProposedShape[]>
  /** Raises `release/wrong-state`, and where it is done for a lease that another process has, `release/lease-lost`. */
  setState(
    release: ReleaseRecord,
    change: { from: readonly ReleaseState[]; to: ReleaseState; who: string; lease?: Lease },
  ): Promise<void>
}
