// What a preview tells, as the interface gets it. Customers' values travel as JSON text.

import type { ConfigId } from '../config/ids.ts'
import type { PreservationClass } from '../migration/preservation.ts'
import type { JudgedFinding } from '../review/acceptance.ts'
import type { Finding } from '../review/findings.ts'
import type { ShapeOperation } from '../review/shape.ts'

/** A preview as a list shows it. */
export type PreviewEntry = {
  readonly preview: string
  readonly agent: string
  readonly to: string
  readonly snapshot: string
  readonly state: 'running' | 'complete' | 'cancelled'
  readonly created_at: string
  readonly finished_at: string | null
  /** Configs done. */
  readonly configs: number
  readonly failed: number | null
  readonly digest: string | null
  /** Paths whose values are stand-ins. */
  readonly masked: readonly string[]
}

/** An operation with the sentence that a person reads. */
export type DescribedOperation = ShapeOperation & { readonly words: string }

/** A shape as the list of a preview shows it. */
export type ShapeEntry = {
  readonly id: string
  readonly count: number
  /** Null where the preview, being older, does not tell; so is the version that its configs come from. */
  readonly tenants: number | null
  readonly from: string | null
  readonly summary: string
  readonly operations: readonly DescribedOperation[]
  readonly example: string
  /** Places at which something that users set is lost in it: silently, and declared by a step. */
  readonly lost: { readonly silently: number; readonly declared: number }
  /** Whether its users are warned of something. */
  readonly warnings: readonly string[]
}

/** What a finished preview found. */
export type PreviewOverview = {
  readonly preview: string
  readonly agent: string
  readonly to: string
  readonly snapshot: string
  readonly finished_at: string
  readonly masked: readonly string[]
  readonly configs: number
  readonly migrated: number
  readonly unchanged: number
  readonly failed: number
  readonly digest: string
  /** How many configs come from which version; null where one cannot be read. */
  readonly versions: readonly { readonly version: string | null; readonly configs: number }[]
  readonly shapes: readonly ShapeEntry[]
  readonly findings: readonly JudgedFinding[]
  readonly round_trip: { readonly exact: number; readonly differing: number }
}

/** A config with whose it is; tenant and user are null where the snapshot does not have it. */
export type OwnedConfig = {
  readonly config: ConfigId
  readonly tenant: string | null
  readonly user: string | null
}

/** How the values at a place are spread over the configs of a shape. */
export type SpreadReport = {
  readonly path: string
  readonly side: 'before' | 'after'
  /** Configs that have a value there, and those that have none. */
  readonly configs: number
  readonly missing: number
  /** How many different values there are; null where there are too many to count. */
  readonly distinct: number | null
  /** The most frequent values as JSON, cut where they are long, with how often each is there. */
  readonly top: readonly { readonly value: string; readonly count: number }[]
  readonly min: string | null
  readonly max: string | null
}

/** Where the customisations at one place went, in how many configs; `together`: at many keys, each counted. */
export type FateReport = {
  readonly path: string
  readonly class: string
  readonly to: string | null
  readonly also: readonly string[]
  readonly step: string | null
  readonly configs: number
  readonly together: boolean
}

/** Everything that a preview tells of one shape. Null is what an older preview does not tell. */
export type ShapeReport = {
  readonly preview: string
  readonly agent: string
  readonly to: string
  /** Paths whose values are stand-ins. */
  readonly masked: readonly string[]
  readonly shape: string
  readonly from: string | null
  readonly configs: number
  readonly tenants: number | null
  readonly summary: string
  readonly operations: readonly DescribedOperation[]
  readonly warnings: readonly string[]
  readonly round_trip: { readonly exact: number; readonly differing: number }
  readonly customisations: readonly FateReport[] | null
  readonly spreads: readonly SpreadReport[] | null
  /** Places that change as well, and are too many for their values to be told. */
  readonly spreads_left_out: number
  readonly outliers:
    | readonly (OwnedConfig & { readonly places: number; readonly customised: number })[]
    | null
  /** `configs` may be of other shapes too; a finding that is not certain may concern those alone. */
  readonly findings: readonly (Omit<Finding, 'severity'> & {
    readonly severity: string
    readonly certain: boolean
  })[]
  readonly examples: readonly OwnedConfig[]
}

/** What a preview says of one config. */
export type ConfigReport = OwnedConfig & {
  readonly from: string | null
  readonly status: 'migrated' | 'unchanged' | 'failed'
  readonly shape: string | null
  /** Whether back after forward gave it again exactly; null where it did not go forward. */
  readonly exact: boolean | null
  readonly error: { readonly code: string; readonly message: string } | null
}

/** Where one customisation of a config went. */
export type CustomisationReport = {
  readonly path: string
  /** JSON text. */
  readonly value: string
  readonly class: PreservationClass
  readonly to: string | null
  readonly also: readonly string[]
  readonly step: string | null
  /** JSON text of what it has become, where it was converted and stands at one place. */
  readonly now: string | null
}

/** Everything about one config of a preview. `before`, `after` and `back` are JSON texts. */
export type ConfigExplanation = OwnedConfig & {
  readonly preview: string
  readonly agent: string
  readonly to: string
  readonly masked: readonly string[]
  readonly from: string
  readonly status: 'migrated' | 'unchanged' | 'failed'
  readonly shape: string | null
  readonly error: { readonly code: string; readonly message: string } | null
  /** Whether this run gave what the preview has noted. */
  readonly as_previewed: boolean
  readonly before: string | null
  readonly after: string | null
  readonly back: string | null
  readonly back_exact: boolean | null
  /** Why there is no way back. */
  readonly back_problem: string | null
  readonly operations: readonly DescribedOperation[]
  readonly customisations: readonly CustomisationReport[]
  readonly warnings: readonly { readonly feature: string; readonly message: string }[]
  readonly findings: readonly Finding[]
}

/** How often something is there before and after, 0 where it is not. */
type Counts = { readonly before: number; readonly after: number }

export type CountsByChange<T> = {
  readonly came: readonly (T & Counts)[]
  readonly went: readonly (T & Counts)[]
  readonly grew: readonly (T & Counts)[]
  readonly shrank: readonly (T & Counts)[]
  /** How many are in both with the same count. */
  readonly same: number
}

/** One of the two previews that are compared. */
export type ComparedPreview = {
  readonly preview: string
  readonly to: string
  readonly snapshot: string
  readonly finished_at: string
  readonly configs: number
  readonly digest: string
}

/** What differs between two previews of an agent. */
export type PreviewComparison = {
  readonly agent: string
  readonly before: ComparedPreview
  readonly after: ComparedPreview
  /** Whether other paths were masked, or with another key: then results differ for that alone. */
  readonly masks_differ: boolean
  readonly shapes: CountsByChange<{
    readonly id: string
    readonly was: string | null
    readonly summary: string
  }>
  readonly losses: CountsByChange<{
    readonly path: string
    readonly class: string
    readonly step: string | null
  }>
  readonly findings: CountsByChange<{
    readonly code: string
    readonly severity: string
    readonly place: string
    readonly message: string
  }>
  readonly configs: { readonly both: number; readonly same: number; readonly differing: number }
}
