import type { AuthoredStep } from './steps.ts'

export type MigrationDefinition = {
  /** As in `seo`. */
  readonly agent: string
  /** The version that configs have before, as in `1.0.0`. */
  readonly from: string
  /** The version that they have afterwards; a later one. */
  readonly to: string
  /** One line for those who review it. */
  readonly summary: string
  readonly steps: readonly AuthoredStep[]
}

/** Declares one edge of the version graph: a module's default export. */
export const defineMigration = (definition: MigrationDefinition): MigrationDefinition => definition
