import type { RolloutSettings } from '../config/rollout-schema.ts'

/** What a wave may have of configs that did not go on: percents of its configs. */
export type WaveLimits = {
  readonly failedPercent: number
  readonly heldPercent: number
}

/** What is known of a wave that was rolled out. Counts are of its configs. */
export type WaveFacts = {
  readonly bakeMinutes: number
  readonly bakeReads: number
  readonly migrated: number
  readonly held: number
  readonly failed: number
  readonly baked: {
    readonly minutes: number
    /** Missing where nobody counts reads: then the minutes alone hold. */
    readonly reads?: number
    readonly failingMore: number
  }
}

/**
 * Whether the next wave may begin: what has still to be waited for, and what speaks against it. Both are sentences
 * without a full stop; none of either means that it may.
 */
export type Readiness = { readonly waits: readonly string[]; readonly objections: readonly string[] }

export const limitsOf = ({ limits }: Pick<RolloutSettings, 'limits'>): WaveLimits => ({
  failedPercent: limits.failed_percent,
  heldPercent: limits.held_percent,
})

/** Judges a wave by its bake time, in minutes and in reads, and by what became of its configs. */
export function readinessOf(wave: WaveFacts, limits: WaveLimits): Readiness {
  const { minutes, reads, failingMore } = wave.baked
  const configs = wave.migrated + wave.held + wave.failed
  return {
    waits: [
      ...(minutes < wave.bakeMinutes
        ? [`it bakes for another ${amount(Math.ceil(wave.bakeMinutes - minutes), 'minute')}`]
        : []),
      // A wave that has reached nobody will not be read.
      ...(reads !== undefined && reads < wave.bakeReads && wave.migrated > 0
        ? [`its configs have been read ${amount(reads, 'time')} of ${wave.bakeReads}`]
        : []),
    ],
    objections: [
      ...tooMany(wave.failed, configs, limits.failedPercent, 'failed'),
      ...tooMany(wave.held, configs, limits.heldPercent, 'are held'),
      ...(failingMore > 0
        ? [`${amount(failingMore, 'config')} more than at its end say that their last migration has failed`]
        : []),
    ],
  }
}

const tooMany = (some: number, all: number, limit: number, what: string): readonly string[] =>
  some * 100 > limit * all
    ? [`${some} of its ${amount(all, 'config')} ${what}, and ${limit} percent is the limit`]
    : []

const amount = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`
