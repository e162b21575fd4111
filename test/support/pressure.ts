import type { Pressure } from '../../shared/release/pace.ts'

/** A database that has little to do. */
export const CALM: Pressure = {
  replicationLagMs: 0,
  replicationLagBytes: 0,
  hiddenReplicas: 0,
  othersAtWork: 0,
  walRate: 0,
  walLimit: 1_000_000,
  blockedSessions: 0,
  connections: 0.1,
}
