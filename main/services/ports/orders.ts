import type { ReleaseRecord } from './releases.ts'
import type { Lease } from './rollouts.ts'

/** What is wanted of a rollout. `cancel` also lets go of the order: to go on is then to push anew. */
export type Wish = 'run' | 'pause' | 'cancel' | 'done'

/** What somebody has ordered of a push, for whoever works on it. */
export type Order = {
  readonly wish: Wish
  /** The wave to go up to. */
  readonly wave: number
  /** Whether the waves after it begin by themselves once the one before has held. */
  readonly promotion: 'by-hand' | 'automatic'
  /** Configs a second, at most. */
  readonly maxRate?: number
  readonly askedBy: string
  readonly reason?: string
}

/** Orders for rollouts in one environment, which anybody with the right may give from any machine. */
export interface OrderStore {
  /** Gives an order, or another in its place, in the name of the lease. */
  put(lease: Lease, order: Order): Promise<void>
  /** How far it is: the wave, and what became of it, unless somebody has asked for something else meanwhile. */
  note(lease: Lease, so: { readonly wave: number; readonly wish: Exclude<Wish, 'cancel'> }): Promise<void>
  find(releaseId: string): Promise<Order | undefined>
  /** Changes what is wanted, and nothing else of the order; recorded in the audit log. Gives whether there is one. */
  ask(
    release: Pick<ReleaseRecord, 'id' | 'agent' | 'version'>,
    wish: Wish,
    by: { readonly who: string; readonly reason?: string },
  ): Promise<boolean>
  /** Ids of releases whose order is to run, and on which nobody works. */
  listDeserted(): Promise<readonly string[]>
}
