import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import { type Failure, procedure } from './procedure.ts'

/** What long work there is. */
export type JobKind =
  | 'snapshot'
  | 'preview'
  | 'verify'
  | 'push'
  | 'rollback'
  | 'backup'
  | 'doctor'
  | 'flow'
  | 'release'
  | 'database'
  | 'audit'

/**
 * Long work of the services' process. It outlives the window that started it: closing that only stops watching.
 *
 *     running → done | failed | cancelled
 */
export type Job = {
  readonly id: string
  readonly kind: JobKind
  /** In words: "Push seo@1.2.0 to production". */
  readonly title: string
  readonly environment: string | undefined
  readonly who: string
  readonly startedAt: string
  readonly progress: JobProgress | undefined
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly endedAt: string | undefined
  /** What it came to, by kind: the id of a snapshot or of a preview, the sums of a push. */
  readonly result: unknown
  readonly failure: Failure | undefined
}

export type JobProgress = {
  readonly done: number
  /** Left out where nobody can say. */
  readonly total?: number | undefined
  readonly unit: string
  /** What is going on, where a count says too little. */
  readonly doing?: string | undefined
}

/** What every procedure that starts long work answers with. */
export type Started = { readonly job: string }

export const jobs = {
  list: procedure.output(type<readonly Job[]>()),
  /** Every job at once, and then each again whenever something of it has changed. Progress may skip values. */
  watch: procedure.output(eventIterator(type<Job>())),
  cancel: procedure.input(z.object({ job: z.string() })).output(type<{ cancelled: boolean }>()),
}
