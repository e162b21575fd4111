import type { Hash } from '../config/ids.ts'
import type { RolloutSettings } from '../config/rollout-schema.ts'
import { sha256 } from '../json/hash.ts'

/** A part of the tenants that a rollout reaches at one stage. Waves are numbered from 1, in the order of a list of these. */
export type Wave = {
  /** Of a million tenants, those whose bucket is below it are in this wave or an earlier one. */
  readonly reach: number
  /** Ids of tenants that are in this wave, whatever their bucket. */
  readonly tenants: readonly string[]
  readonly bakeMinutes: number
  readonly bakeReads: number
}

/** How finely tenants are told apart: a wave of 0.0001 percent is the smallest. */
export const BUCKETS = 1_000_000

/** A release that was proposed without waves reaches everybody at once. */
export const ONE_WAVE: readonly Wave[] = [{ reach: BUCKETS, tenants: [], bakeMinutes: 0, bakeReads: 0 }]

/** A share of the tenants in percent, as in 12.5, as what a wave reaches of `BUCKETS`. */
export const reachOfPercent = (percent: number): number => Math.round((percent * BUCKETS) / 100)

/**
 * Where a tenant stands among `BUCKETS`, for a release: from the SHA-256 of its id and the release's digest. So a
 * tenant's users move together, the same on every machine, and not the same tenants are first each time.
 *
 * `crosswalk.wave_bucket` of `migrations/postgres` computes the same.
 */
export function bucketOf(tenantId: string, releaseDigest: Hash): number {
  const first = Number.parseInt(sha256(`${tenantId.toLowerCase()} ${releaseDigest}`).slice(0, 8), 16)
  return Math.floor((first * BUCKETS) / 2 ** 32)
}

/**
 * The wave that a tenant is in, from 1: the first that names it, else the first whose reach its bucket is below. A
 * tenant that none reaches is in the last one. `crosswalk.wave_of` says the same.
 */
export function waveOf(
  tenantId: string,
  releaseDigest: Hash,
  waves: readonly Pick<Wave, 'reach' | 'tenants'>[],
): number {
  const id = tenantId.toLowerCase()
  const named = waves.findIndex(({ tenants }) => tenants.includes(id))
  if (named !== -1) return named + 1
  const bucket = bucketOf(id, releaseDigest)
  const reached = waves.findIndex(({ reach }) => bucket < reach)
  return reached === -1 ? Math.max(1, waves.length) : reached + 1
}

/** What `rollout` of `crosswalk.json` says, as waves: each with its label's tenants, and a reach that never shrinks. */
export function wavesOf({ waves, labels }: Pick<RolloutSettings, 'waves' | 'labels'>): readonly Wave[] {
  let reach = 0
  const named = new Set<string>()
  return waves.map(({ percent, tenants = [], label, bake_minutes, bake_reads }) => {
    reach = percent === undefined ? reach : reachOfPercent(percent)
    const all = [...tenants, ...(label === undefined ? [] : (labels[label] ?? []))]
    const fresh = [...new Set(all)].filter((id) => !named.has(id))
    for (const id of fresh) named.add(id)
    return { reach, tenants: fresh, bakeMinutes: bake_minutes, bakeReads: bake_reads }
  })
}
