import type { ReleaseEntry } from '../../../shared/api/releases.ts'
import type { RolloutFigures } from '../../../shared/api/rollouts.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import type { ReleaseRecord } from './releases.ts'
import type { Verification } from './verify.ts'

/** What the journal has of one wave. */
export type WaveFigures = {
  readonly wave: number
  readonly tenants: number
  readonly migrated: number
  readonly held: number
  readonly failed: number
  readonly undone: number
  readonly begun: string
  readonly ended: string
}

/** Configs that the release left alone, or could not take back, for one reason. */
export type Trouble = {
  readonly state: 'held' | 'failed' | 'not taken back'
  readonly reason: string
  readonly shape: string | null
  readonly configs: number
  /** Some of them. */
  readonly examples: readonly ConfigId[]
}

export type ReportFacts = {
  readonly generatedAt: string
  readonly counts: RolloutFigures
  /** Tenants with a config that the release has dealt with. */
  readonly tenants: number
  readonly timeline: readonly ReleaseEntry[]
  readonly waves: readonly WaveFigures[]
  readonly shapes: readonly {
    readonly shape: string
    readonly summary: string
    readonly proposed: number
    readonly migrated: number
  }[]
  readonly troubles: readonly Trouble[]
  /** What users were told, and whether they have to do something. */
  readonly warnings: readonly {
    readonly feature: string
    readonly configs: number
    readonly actionRequired: boolean
  }[]
  /** Edits since the push, by what a rollback did with them. */
  readonly edits: readonly { readonly outcome: string; readonly paths: number; readonly configs: number }[]
  /** Conflicts that a user has to decide. */
  readonly conflicts: readonly ConfigId[]
  readonly versions: readonly { readonly version: string; readonly configs: number }[]
  /** The newest evidence of just its contents, wherever it was gathered. */
  readonly verification: Verification | null
}

export interface ReportSource {
  readonly environment: string
  /** All of one moment, read-only. */
  facts(release: ReleaseRecord): Promise<ReportFacts>
  /** What the audit log has about it, oldest first. */
  timeline(release: ReleaseRecord): Promise<readonly ReleaseEntry[]>
}
