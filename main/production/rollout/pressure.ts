import type { Pressure } from '../../../shared/release/pace.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

/*
 * A login without pg_monitor sees of a replica that it is there, and nothing else. Of others' sessions it sees whose they
 * are but not what they do: each counts as at work, and none as a connection. Whoever waits for a lock is in pg_locks,
 * which everybody may read. What the sidecar does it does for users, so its sessions are not ours.
 */
const SAMPLE = `
  SELECT lag.*,
         pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN '0/0' ELSE pg_current_wal_lsn() END, '0/0')::float8 AS wal_bytes,
         (SELECT setting::float8 * 1048576 FROM pg_settings WHERE name = 'max_wal_size') AS wal_size,
         (SELECT count(DISTINCT l.pid)::int FROM pg_locks l
           WHERE NOT l.granted AND l.pid <> pg_backend_pid()
             AND NOT l.pid = ANY (ours.pids) AND pg_blocking_pids(l.pid) && ours.pids) AS blocked,
         (SELECT count(*)::int FROM pg_stat_activity
           WHERE datname = current_database() AND usesysid IS NOT NULL AND NOT pid = ANY (ours.pids)
             AND (state IS NULL OR state = 'active' OR state_change > clock_timestamp() - interval '1 second')
             AND coalesce(backend_type, 'client backend') = 'client backend') AS others,
         (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::float8
           / current_setting('max_connections')::float8 AS connections
    FROM (SELECT coalesce(array_agg(pid), '{}') AS pids FROM pg_stat_activity
           WHERE datname = current_database() AND application_name LIKE 'crosswalk/%'
             AND application_name <> 'crosswalk/sidecar') AS ours,
         (SELECT coalesce(max(extract(epoch FROM replay_lag)), 0)::float8 * 1000 AS lag_ms,
                 coalesce(max(pg_wal_lsn_diff(CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_lsn() END,
                                              replay_lsn)), 0)::float8 AS lag_bytes,
                 count(*) FILTER (WHERE state IS NULL)::int AS hidden
            FROM pg_stat_replication) AS lag`

// A log that fills up in less keeps the server writing checkpoints.
const FILL_S = 5

type Row = {
  lag_ms: number
  lag_bytes: number
  hidden: number
  wal_bytes: number
  wal_size: number
  others: number
  blocked: number
  connections: number
}

/** Makes a gauge of one database: what it has to bear, the rate of its log since it was last asked. */
export function pressureGauge(database: Database): () => Promise<Pressure> {
  let before: { at: number; bytes: number } | undefined
  return async () => {
    const { rows } = await withClient(database, (client) => client.query<Row>(SAMPLE))
    const now = rows[0] as Row
    const at = performance.now()
    const walRate =
      before === undefined ? 0 : ((now.wal_bytes - before.bytes) * 1000) / Math.max(1, at - before.at)
    before = { at, bytes: now.wal_bytes }
    return {
      replicationLagMs: now.lag_ms,
      replicationLagBytes: now.lag_bytes,
      hiddenReplicas: now.hidden,
      walRate,
      walLimit: now.wal_size / FILL_S,
      othersAtWork: now.others,
      blockedSessions: now.blocked,
      connections: now.connections,
    }
  }
}
