import type { AgentName, Hash, Version } from '../config/ids.ts'
import type { Step } from '../lens/step.ts'

/** The compiled module of a migration that has transforms: one script, run only in the sandbox. */
export type MigrationCode = { readonly script: string; readonly sha256: Hash }

/** One authored edge of the version graph, as data. */
export type Migration = {
  readonly agent: AgentName
  readonly from: Version
  readonly to: Version
  readonly summary: string
  readonly steps: readonly Step[]
  /** There exactly when a step is a `transform`. */
  readonly code?: MigrationCode
}
