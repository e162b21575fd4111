import { type } from '@orpc/contract'
import { z } from 'zod'
import type { Started } from './jobs.ts'
import { procedure } from './procedure.ts'
import { agentField } from './sidecar/fields.ts'

/** A copy of an agent's configs in the workspace. */
export type SnapshotEntry = {
  readonly id: string
  readonly environment: string
  readonly agent: string
  /** `pulling`: a pull is at work on it, or was killed; the next one goes on with it, as with a cancelled one. */
  readonly state: 'pulling' | 'complete' | 'cancelled'
  /** The moment that every config in it is of, ISO 8601 in UTC. */
  readonly takenAt: string
  readonly configs: number
  readonly bytes: number
  /** Paths whose values are stand-ins. */
  readonly masked: readonly string[]
  /** Whether a preview of it is older than the workspace allows for a rollout. */
  readonly old: boolean
}

/** What a pull that went through came to, as its job's result. */
export type SnapshotsPulled = { readonly snapshots: readonly string[] }

export const snapshots = {
  /** Newest first. */
  list: procedure.output(type<readonly SnapshotEntry[]>()),
  /** Pulls one for each agent, or for the one named. The job's result is `SnapshotsPulled`. */
  pull: procedure
    .input(z.object({ environment: z.string(), agent: agentField.optional() }))
    .output(type<Started>()),
}
