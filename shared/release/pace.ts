/**
 * How fast a rollout goes: configs in a batch, milliseconds of rest before each, and how often in turn nobody else was
 * seen at work.
 */
export type Pace = { readonly size: number; readonly restMs: number; readonly quiet: number }

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
  /** Sessions of others in the same database that have done something in the last second, or that the login may not see. */
  readonly othersAtWork: number
  /** Sessions of others that wait for a lock that we hold. */
  readonly blockedSessions: number
  /** Connections taken of those that the server has, from 0 to 1. */
  readonly connections: number
}

// Users come and go between two of their requests.
const QUIET = 3

export const FIRST_PACE: Pace = { size: 200, restMs: 0, quiet: QUIET }

const MIN_BATCH = 25
const MAX_BATCH = 1000
// Rows are locked while their batch is written: a user's edit waits no longer than about this.
const TARGET_MS = 250

/*
 * Beside others: one batch at a time, of a fifth of that time, and three quarters as long a rest after each. On two cores
 * users then wait at most twice as long as without a rollout (measured: `push.beside`), which keeps a quarter of its speed.
 */
const GENTLE_TARGET_MS = 50
const GENTLE_REST = 0.75
/** Configs in a batch beside others, at most. */
export const MAX_GENTLE_BATCH = 100

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

/** Whether others are at work, so that batches go one at a time and each is followed by a rest. */
export const isGentle = ({ quiet }: Pace): boolean => quiet < QUIET

/** The rest after a batch that took so many milliseconds, in milliseconds. */
export const restAfter = (pace: Pace, ms: number): number => (isGentle(pace) ? ms * GENTLE_REST : 0)

/** The size after a batch of so many rows that took so long: half way to the measure, so that one slow write does not swing it. */
export function sizeAfter(pace: Pace, rows: number, ms: number): number {
  const { size } = pace
  // The end of a page says nothing of what a full batch takes.
  if (rows < size / 2) return size
  const [targetMs, most] = isGentle(pace) ? [GENTLE_TARGET_MS, MAX_GENTLE_BATCH] : [TARGET_MS, MAX_BATCH]
  const fitting = (rows * targetMs) / Math.max(ms, 1)
  return Math.round(Math.min(most, Math.max(MIN_BATCH, (size + fitting) / 2)))
}

/** The pace under a strain: above 1 half as large batches and twice the rest, below 0.8 half the rest, between as it is. */
export function paceUnder(pace: Pace, strain: number): Pace {
  const { size, restMs } = pace
  if (strain > 1) {
    return {
      ...pace,
      size: Math.max(MIN_BATCH, Math.round(size / 2)),
      restMs: Math.min(MAX_REST_MS, Math.max(FIRST_REST_MS, restMs * 2)),
    }
  }
  if (strain >= 0.8) return pace
  return { ...pace, restMs: restMs <= FIRST_REST_MS ? 0 : restMs / 2 }
}

/** The pace beside so many others: gentle at once, and not gentle any more when nobody was seen three times in turn. */
export const paceBeside = (pace: Pace, others: number): Pace =>
  others > 0
    ? { ...pace, quiet: 0, size: Math.min(pace.size, MAX_GENTLE_BATCH) }
    : { ...pace, quiet: Math.min(QUIET, pace.quiet + 1) }

/** The size after a batch that took longer than a statement may. */
export const sizeAfterTimeout = (size: number): number => Math.max(MIN_BATCH, Math.round(size / 4))
