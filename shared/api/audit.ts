import { type } from '@orpc/contract'
import { z } from 'zod'
import type { Started } from './jobs.ts'
import { procedure } from './procedure.ts'

/** One entry of an environment's audit log. */
export type AuditLine = {
  /** Its place in the chain: 1, 2, 3, … without a gap. */
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly subject: string
  /** JSON text. */
  readonly detail: string
  /** Whose session it was; null in entries from before the database knew. */
  readonly login: string | null
  readonly hash: string
}

/** What verifying the chain came to, as its job's result. */
export type AuditVerified = {
  readonly environment: string
  readonly entries: number
  readonly head: { readonly id: number; readonly hash: string } | null
  readonly faults: number
  readonly findings: readonly {
    readonly kind: string
    readonly id: number | null
    readonly message: string
  }[]
}

export const audit = {
  /** Newest first. */
  list: procedure
    .input(z.object({ environment: z.string(), limit: z.int().min(1).max(1000) }))
    .output(type<readonly AuditLine[]>()),
  /** Computes every hash anew. The job's result is `AuditVerified`. */
  verify: procedure.input(z.object({ environment: z.string() })).output(type<Started>()),
}
