import type { ConfigId } from '../../../shared/config/ids.ts'
import type { RollbackScope } from './rollouts.ts'

/**
 * A batch that whoever has a hand free may do. It is a hint and no more: the journal says what is done, so a batch that is
 * lost, or done twice, does no harm. What is written for it passes the fence by the token.
 */
export type Batch = {
  readonly releaseId: string
  readonly token: number
  readonly ids: readonly ConfigId[]
} & (
  | { readonly way: 'push'; readonly wave?: number }
  | { readonly way: 'rollback'; readonly scope: RollbackScope }
)

/** Where batches are handed out to workers. */
export interface JobBoard {
  /** How many batches the workers that are there can take at once; this process is none of them. */
  countHands(): Promise<number>
  /**
   * Hands a batch out and waits until it was done, or nobody has taken it, or whoever took it is gone. What became of
   * it, the journal says.
   */
  handOut(batch: Batch, options: { readonly signal: AbortSignal }): Promise<void>
}

export type WorkOptions = {
  /** What others call this worker. */
  readonly name: string
  /** Batches at once. */
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly work: (batch: Batch, signal: AbortSignal) => Promise<void>
}

/** Takes batches that were handed out, each one claimed by one worker, and tried again where it fails. */
export interface JobQueue {
  /** Until the signal is aborted. Raises `rollout/no-queue` where the database has none. */
  run(options: WorkOptions): Promise<void>
}
