import type { Hash } from '../../../shared/config/ids.ts'
import type { Smoke } from '../../../shared/config/smoke-schema.ts'

/** One thing that was looked at, and how it was found. Never a secret. */
export type VerificationCheck = {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  readonly seconds: number
}

/** Evidence that just this release was tried out in an environment. */
export type Verification = {
  /** `agent@version`, and the digest of its bundle. */
  readonly release: string
  readonly digest: Hash
  readonly environment: string
  readonly passed: boolean
  readonly checks: readonly VerificationCheck[]
  readonly who: string
  /** ISO 8601 in UTC. */
  readonly at: string
}

/** The evidence that an environment keeps, of itself and of others. Rows are only added. */
export interface VerificationStore {
  readonly environment: string
  /** Does nothing where it has just that already. `who` is who writes it down here. */
  record(verification: Verification, options: { readonly who: string }): Promise<void>
  /** The newest of these contents that one of these environments gave, whether it passed or not. */
  findNewest(digest: Hash, environments: readonly string[]): Promise<Verification | undefined>
  /** The time by the environment's clock, ISO 8601 in UTC. */
  now(): Promise<string>
}

/** Makes the requests that a workspace declares, and says what came back. */
export interface SmokeRunner {
  run(
    smoke: Smoke,
    options: { readonly agent: string; readonly version: string; readonly signal: AbortSignal },
  ): Promise<{ readonly ok: boolean; readonly detail: string }>
}
