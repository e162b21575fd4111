/** How fast a rollout goes: configs in a batch, and milliseconds of rest before each. */
export type Pace = { readonly size: number; readonly restMs: number }

/** What a database has to bear, ours and others' together. */
export type Pressure = {
  /** How far the slowest replica is behind, of those that can be seen; 0 without any. */
  readonly replicationLagMs: number
  /**
   * Of the log, what the slowest of them has not replayed yet. The time is counted since a replica has connected:
   * what one that was away still lacks shows here at once.
   */
  readonly replicationLagBytes: number
  /** Replicas whose lag the login may not see, and which count for nothing above. */
  readonly hiddenReplicas: number
  /** Of the write-ahead log, in bytes a second. */
  readonly walRate: number
  /** The rate at which the server would have to make a checkpoint every few seconds for the log alone. */
  readonly walLimit: number
  /** Sessions of others that wait for a lock that we hold. */
  readonly blockedSessions: number
  /** Connections taken of those that the server has, from 0 to 1. */
  readonly connections: number
}

export const FIRST_PACE: Pace = { size: 200, restMs: 0 }

const MIN_BATCH = 25
const MAX_BATCH = 1000
// Rows are locked while their batch is written: a user's edit waits no longer than about this.
const TARGET_MS = 250

const FIRST_REST_MS = 100
const MAX_REST_MS = 10_000

// Beyond these a rollout makes room for others.
const LAG_LIMIT_MS = 10_000
// Eight segments of the log: more than a replica that follows has waiting.
const LAG_LIMIT_BYTES = 128 * 1024 ** 2
const BLOCKED_LIMIT = 2
const CONNECTIONS_LIMIT = 0.9

/** How near a database is to what it can bear: 1 is the limit of what weighs most. */
export const strainOf = (pressure: Pressure): number =>
  Math.max(
    pressure.replicationLagMs / LAG_LIMIT_MS,
    pressure.replicationLagBytes / LAG_LIMIT_BYTES,
    pressure.walLimit > 0 ? pressure.walRate / pressure.walLimit : 0,
    pressure.blockedSessions / BLOCKED_LIMIT,
    pressure.connections / CONNECTIONS_LIMIT,
  )

/** The size after a batch of so many rows that took so long: half way to the measure, so that one slow write does not swing it. */
export function sizeAfter(size: number, rows: number, ms: number): number {
  // The end of a page says nothing of what a full batch takes.
  if (rows < size / 2) return size
  const fitting = (rows * TARGET_MS) / Math.max(ms, 1)
  return Math.round(Math.min(MAX_BATCH, Math.max(MIN_BATCH, (size + fitting) / 2)))
}

/** The pace under a strain: above 1 half as large batches and twice the rest, below 0.8 half the rest, between as it is. */
export function paceUnder({ size, restMs }: Pace, strain: number): Pace {
  if (strain > 1) {
    return {
      size: Math.max(MIN_BATCH, Math.round(size / 2)),
      restMs: Math.min(MAX_REST_MS, Math.max(FIRST_REST_MS, restMs * 2)),
    }
  }
  if (strain >= 0.8) return { size, restMs }
  return { size, restMs: restMs <= FIRST_REST_MS ? 0 : restMs / 2 }
}

/** The size after a batch that took longer than a statement may. */
export const sizeAfterTimeout = (size: number): number => Math.max(MIN_BATCH, Math.round(size / 4))
