import { type } from '@orpc/contract'
import { z } from 'zod'
import type { ReleaseState } from '../release/lifecycle.ts'
import type { Started } from './jobs.ts'
import { type Failure, procedure } from './procedure.ts'

/** What stands in an environment now. */
export type EnvironmentOverview = {
  readonly environment: string
  readonly versions: readonly { readonly agent: string; readonly version: string; readonly configs: number }[]
  /** The newest first. */
  readonly releases: readonly ReleaseStanding[]
  /** Processes that take batches of a push. */
  readonly workers: readonly {
    readonly name: string
    readonly concurrency: number
    readonly startedAt: string
  }[]
  /** Why nothing can be said of it. */
  readonly failure: Failure | undefined
}

/** How far a release is in an environment. */
export type ReleaseStanding = {
  readonly release: string
  readonly state: ReleaseState
  readonly migrated: number
  readonly held: number
  readonly failed: number
  readonly rolledBack: number
  /** Configs that are still at an earlier version; null where it is not being rolled out. */
  readonly remaining: number | null
  /** Configs a second, while it is rolled out or back; else 0. */
  readonly perSecond: number
}

/** How an environment's database stands to this Crosswalk. */
export type DatabaseStanding = {
  /** Host, port and database, without user and password. */
  readonly place: string
  /** `older`: files are pending; `newer`: a newer Crosswalk was here; `drifted`: changed from what we know; `unrecorded`: the record of its files is lost; `foreign`: not ours. */
  readonly state: 'absent' | 'foreign' | 'older' | 'newer' | 'drifted' | 'unrecorded' | 'current'
  readonly applied: readonly {
    readonly name: string
    readonly appliedAt: string
    readonly appliedBy: string
  }[]
  /** Names of the files that `migrate` would apply. */
  readonly pending: readonly string[]
}

/** One thing that the doctor looked at. */
export type DoctorCheck = {
  readonly name: string
  /** `failed` stops work; `warning` is to be put right some time. */
  readonly state: 'good' | 'failed' | 'warning'
  /** What is so, and where it should not be, what to do. */
  readonly message: string
}

/** What the doctor found, as its job's result. */
export type DoctorReport = { readonly environment: string; readonly checks: readonly DoctorCheck[] }

/** What `migrate` applied, as its job's result. */
export type DatabaseMigrated = { readonly applied: readonly string[] }

const environment = z.object({ environment: z.string() })

export const environments = {
  overview: procedure.input(environment).output(type<EnvironmentOverview>()),
  /** Every environment of the workspace, as `overview` has each. */
  list: procedure.output(type<readonly EnvironmentOverview[]>()),
  database: procedure.input(environment).output(type<DatabaseStanding>()),
  /** Looks at the prerequisites. The job's result is `DoctorReport`. */
  examine: procedure.input(environment).output(type<Started>()),
  /** Brings the database up to date. `confirm` repeats the environment's name, where it is protected. The job's result is `DatabaseMigrated`. */
  migrate: procedure.input(environment.extend({ confirm: z.string().optional() })).output(type<Started>()),
}
