import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import type { TypeFiles } from '../authoring/types/authoring-types.ts'
import type { CheckFinding, SilencedFinding } from '../checks/index.ts'
import type { Finding } from '../review/findings.ts'
import type { SpreadState } from '../review/spread.ts'
import { procedure } from './procedure.ts'
import { agentField, versionField } from './sidecar/fields.ts'

/** One edge of a version graph, as every procedure about a migration is asked for it. */
export const edgeIn = z.object({ agent: agentField, from: versionField, to: versionField })

// A module of a megabyte is refused by the sandbox, with words of its own.
const sourceField = z.string().max(4_000_000, 'is too long for a migration')

/** The text of a migration as somebody is writing it; nothing of it is ever written to the disk. */
const textIn = edgeIn.extend({ source: sourceField })

/** The module of a migration as it is on the disk. */
export type MigrationText = {
  /** Relative to the workspace. */
  readonly path: string
  readonly source: string
  /** Of the bytes on the disk: a save names the one that it takes to be there. */
  readonly etag: string
}

/** What a save came to. */
export type SaveResult =
  | { readonly state: 'saved'; readonly etag: string }
  /** The file is another one than the editor read. Nothing was written. */
  | { readonly state: 'changed'; readonly source: string; readonly etag: string }
  /** The file is gone. Nothing was written. */
  | { readonly state: 'gone' }

/** A place of configs, for whoever writes its path. List items and free members are `*`. */
export type PlaceFacts = {
  readonly path: string
  /** What the schema of each version says of it; left out where the version has no such place. */
  readonly before?: SchemaFacts
  readonly after?: SchemaFacts
  /** What users have there, of the snapshot's configs of the earlier version. */
  readonly values?: SpreadState
}

export type SchemaFacts = {
  readonly type: string
  readonly title?: string
  readonly description?: string
  /** What the schema names as default, as JSON, cut where it is long. */
  readonly fallback?: string
  /** What the default config of the version has there, as JSON; left out where it is long. */
  readonly standing?: string
}

/** Everything that the editor knows of the places that a migration may name. */
export type EdgePlaces = {
  readonly snapshot: { readonly id: string; readonly takenAt: string; readonly masked: boolean } | null
  /** Configs of the earlier version that were looked at. */
  readonly configs: number
  readonly places: readonly PlaceFacts[]
}

/** A config that a migration can be tried on. */
export type ExampleConfig = {
  /** Undefined for the default config. */
  readonly config: string | undefined
  readonly tenant: string
  readonly user: string
  readonly version: string
}

export type ExampleList = {
  readonly snapshot: { readonly id: string; readonly takenAt: string; readonly masked: boolean } | null
  /** Configs that the migration reaches. */
  readonly reached: number
  readonly matching: number
  readonly configs: readonly ExampleConfig[]
}

/** What a text did to one config. */
export type LiveExample =
  /** The text cannot be loaded. */
  | { readonly state: 'unreadable'; readonly finding: CheckFinding }
  /** It was run on this config, and failed. */
  | {
      readonly state: 'failed'
      readonly code: string
      readonly message: string
      readonly before: string | null
    }
  | {
      readonly state: 'migrated'
      readonly shape: string
      /** What happens, in words. */
      readonly operations: readonly string[]
      /** JSON texts, of several lines; null where the config is too large to be shown whole. */
      readonly before: string | null
      readonly after: string | null
      readonly back: string | null
      readonly sizeBytes: number
      readonly backExact: boolean
      /** Why there is no way back, or where it leads elsewhere. */
      readonly backProblem: string | undefined
      /** The first of them, values as JSON, cut where they are long. */
      readonly changes: readonly LiveChange[]
      readonly changesInAll: number
      readonly customisations: readonly LiveCustomisation[]
      readonly customisationsInAll: number
      readonly warnings: readonly { readonly feature: string; readonly message: string }[]
      readonly problems: readonly { readonly path: string; readonly problem: string }[]
      readonly findings: readonly Finding[]
    }

export type LiveChange = {
  readonly kind: string
  readonly path: string
  readonly before?: string
  readonly after?: string
}

/** Where one customisation went. Values are JSON, cut where they are long. */
export type LiveCustomisation = {
  readonly path: string
  readonly value: string
  readonly class: string
  readonly to: string | undefined
  readonly step: string | undefined
}

/** What a text would do to a snapshot, as far as it has been tried. */
export type LiveMeasure = {
  /** `sample`: of some configs, spread over all. `whole`: of every config, one after the other. */
  readonly of: 'sample' | 'whole'
  readonly done: number
  readonly total: number
  readonly failed: number
  readonly exact: number
  readonly shapes: readonly {
    readonly id: string
    readonly configs: number
    readonly summary: string
    readonly example: ExampleConfig
  }[]
  readonly losses: readonly {
    readonly path: string
    readonly class: string
    readonly configs: number
  }[]
  readonly findings: readonly Finding[]
}

export type TextFindings = {
  readonly findings: readonly CheckFinding[]
  readonly suppressed: readonly SilencedFinding[]
}

/** Writing one migration: its file, and what its text does before it is saved. */
export const authoring = {
  /** Raises `migration/not-found`. */
  open: procedure.input(edgeIn).output(type<MigrationText>()),
  save: procedure
    .input(
      edgeIn.extend({
        source: sourceField,
        /** What the writer takes to be there. */
        etag: z.union([z.string(), z.literal('absent')]),
      }),
    )
    .output(type<SaveResult>()),
  /** Declarations that the module is checked against, by their names; it imports `index.d.ts` as 'crosswalk'. */
  types: procedure.input(edgeIn).output(type<TypeFiles>()),
  places: procedure.input(edgeIn).output(type<EdgePlaces>()),
  examples: procedure
    .input(edgeIn.extend({ text: z.string().max(200), limit: z.number().int().min(1).max(500) }))
    .output(type<ExampleList>()),
  /** Runs the text on one config: one of the newest snapshot, or the default config where none is named. */
  example: procedure.input(textIn.extend({ config: z.string().optional() })).output(type<LiveExample>()),
  /** What `migration check` would say of the text. */
  check: procedure.input(textIn).output(type<TextFindings>()),
  /** Runs the text over the newest snapshot, a sample first, until it is done or nobody listens any more. */
  measure: procedure.input(textIn).output(eventIterator(type<LiveMeasure>())),
}
