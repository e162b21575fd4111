import { type } from '@orpc/contract'
import { z } from 'zod'
import type { ChangeClass } from '../lens/lens.ts'
import type { ReleaseState } from '../release/lifecycle.ts'
import type { AcceptedLoss } from '../review/acceptance-form.ts'
import type { Started } from './jobs.ts'
import { procedure } from './procedure.ts'
import { environmentField, releaseField, releaseIn } from './release-field.ts'
import { agentField, versionField } from './sidecar/fields.ts'

/** A release as the workspace keeps it. */
export type ReleaseDraft = {
  /** `agent@version`. */
  readonly release: string
  readonly agent: string
  readonly version: string
  readonly digest: string
  readonly author: string
  readonly createdAt: string
  /** Id of the preview that it was made with. */
  readonly preview: string
  readonly notes: string
  readonly accepted: readonly AcceptedLoss[]
  readonly class: ChangeClass
  /** The migrations that it brings. */
  readonly path: readonly { readonly from: string; readonly to: string; readonly summary: string }[]
  readonly flow: 'in the release' | 'none'
}

/** A release as one environment has it, in short. */
export type ReleaseInEnvironment = {
  readonly release: string
  readonly agent: string
  readonly version: string
  readonly state: ReleaseState
  readonly digest: string
  readonly author: string
  readonly createdAt: string
  readonly migrated: number
  readonly held: number
  readonly failed: number
  readonly rolledBack: number
  readonly remaining: number | null
  readonly holder: string | null
}

export type ReleaseApproval = {
  readonly approver: string
  readonly reason: string
  readonly approvedAt: string
}

/** A shape that an approval covers. */
export type ReleaseShape = { readonly shape: string; readonly configs: number; readonly summary: string }

export type ReleaseEvidence = {
  readonly environment: string
  readonly digest: string
  readonly passed: boolean
  readonly checks: readonly {
    readonly name: string
    readonly ok: boolean
    readonly detail: string
    readonly seconds: number
  }[]
  readonly who: string
  readonly at: string
}

/** An entry of the audit log that is about a release. Times are ISO 8601 in UTC, to the second. */
export type ReleaseEntry = {
  readonly at: string
  readonly who: string
  readonly action: string
  /** What of its detail says more: a reason, a wave, a file's sum. Never a value of a config. */
  readonly detail: { readonly [name: string]: string }
}

/** Where a release stands in an environment, and what it lacks to go on. */
export type ReleaseStanding = {
  readonly environment: string
  readonly record: {
    readonly release: string
    readonly agent: string
    readonly version: string
    readonly digest: string
    readonly state: ReleaseState
    readonly author: string
    readonly notes: string
    readonly previewDigest: string
    readonly createdAt: string
    readonly previewedAt: string | null
    readonly approvals: readonly ReleaseApproval[]
    readonly accepted: readonly AcceptedLoss[]
  }
  readonly shapes: readonly ReleaseShape[]
  readonly approval: {
    /** The rules that hold for it, in words. */
    readonly rules: readonly {
      readonly name: string
      readonly count: number
      readonly approvers: readonly string[]
    }[]
    /** What it still lacks, one line for each rule that is not met; none once it is approved. */
    readonly lacking: readonly string[]
    /** Why whoever asks may not approve it, each a sentence; none where they may. */
    readonly refusals: readonly string[]
  }
  /** The newest evidence of just these contents that the environment knows of. */
  readonly evidence: ReleaseEvidence | null
  /** Hours that its preview may be old when its rollout begins; null where any age will do. */
  readonly previewMaxAgeHours: number | null
  readonly langflow: {
    readonly configured: boolean
    readonly published: {
      readonly flowId: string
      readonly langflow: string
      readonly publishedAt: string
      readonly publishedBy: string
    } | null
  }
  readonly timeline: readonly ReleaseEntry[]
}

/** A finding of a release's preview, in the light of the losses that were accepted. */
export type ReleaseFinding = {
  readonly code: string
  readonly severity: string
  readonly place: string
  readonly message: string
  readonly remedy: string
  readonly configs: number
}

/** A preview that a release can be made with. */
export type FinishedPreview = {
  readonly id: string
  readonly agent: string
  readonly to: string
  readonly configs: number
  readonly finishedAt: string
}

/** What the preview of a release shows, for those who are to approve it. */
export type ReleasePreview = {
  readonly preview: string
  readonly configs: number
  readonly migrated: number
  readonly unchanged: number
  readonly failed: number
  /** Paths whose values are stand-ins. */
  readonly masked: readonly string[]
  readonly round_trip: { readonly exact: number; readonly differing: number }
  readonly shapes: readonly ReleaseShape[]
  readonly findings: readonly ReleaseFinding[]
}

export const releases = {
  /** Those of the workspace. */
  list: procedure.output(type<readonly ReleaseDraft[]>()),
  /** Those of an environment, the newest first. */
  inEnvironment: procedure
    .input(z.object({ environment: environmentField }))
    .output(type<readonly ReleaseInEnvironment[]>()),
  /** Null where the workspace does not have it. */
  draft: procedure.input(z.object({ release: releaseField })).output(type<ReleaseDraft | null>()),
  /** Null where this workspace does not have the release or its preview: it may have been made on another machine. */
  preview: procedure.input(z.object({ release: releaseField })).output(type<ReleasePreview | null>()),
  /** Null where the environment does not have it. */
  standing: procedure.input(releaseIn).output(type<ReleaseStanding | null>()),
  /** The finished previews of the workspace. */
  previews: procedure.output(type<readonly FinishedPreview[]>()),
  create: procedure
    .input(
      z.object({
        agent: agentField,
        version: versionField,
        preview: z.string().min(1, 'is empty'),
        notes: z.string().max(10_000, 'is too long'),
        /** What becomes of a draft of that name with other contents. */
        existing: z.enum(['refuse', 'replace']),
      }),
    )
    .output(type<ReleaseDraft & { readonly findings: readonly ReleaseFinding[] }>()),
  propose: procedure.input(releaseIn).output(type<Started>()),
  approve: procedure
    .input(releaseIn.extend({ reason: z.string().max(2_000, 'is too long') }))
    .output(type<{ readonly state: ReleaseState; readonly lacking: readonly string[] }>()),
  verify: procedure.input(releaseIn).output(type<Started>()),
  publish: procedure.input(releaseIn.extend({ edits: z.enum(['keep', 'discard']) })).output(type<Started>()),
  /** The page in Markdown, and the same as JSON text. */
  report: procedure
    .input(releaseIn)
    .output(type<{ readonly about: 'release' | 'rollback'; readonly page: string; readonly json: string }>()),
}
