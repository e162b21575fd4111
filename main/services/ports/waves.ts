import type { Wave } from '../../../shared/release/waves.ts'
import type { Lease } from './rollouts.ts'

/*
 *   pending → rolling_out ⇄ paused
 *                  │
 *                  ▼
 *              completed, and rolling_out again where somebody goes over it once more
 */
export type WaveState = 'pending' | 'rolling_out' | 'paused' | 'completed'

/** How far a wave is. Counts are of its own tenants' configs. */
export type WaveRecord = Omit<Wave, 'tenants'> & {
  readonly wave: number
  readonly state: WaveState
  readonly migrated: number
  readonly held: number
  readonly failed: number
  /** Since it was completed; missing before. */
  readonly baked?: {
    readonly minutes: number
    /** Reads of configs at the new version; missing where nobody counts them. */
    readonly reads?: number
    /** How many configs more than then say that their last migration has failed. */
    readonly failingMore: number
  }
}

/** The waves of releases, in one environment. */
export interface WaveStore {
  /** In order. A release without any has one of everybody, which is not here. */
  list(releaseId: string): Promise<readonly WaveRecord[]>
  /** Gives the waves up to this one a state. Those that are completed stay so, unless they are begun again. */
  set(lease: Lease, upTo: number, state: Exclude<WaveState, 'pending'>): Promise<void>
}
