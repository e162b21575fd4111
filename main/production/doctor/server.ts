import type pg from 'pg'
import { type Finding, fine, row, warning, wrong } from './finding.ts'

const CLOCK_WARN_MS = 2_000
const WAL_WARN_MB = 1_024

export async function examineEncoding(client: pg.ClientBase): Promise<Finding> {
  const { encoding } = await row<{ encoding: string }>(
    client,
    `SELECT current_setting('server_encoding') AS encoding`,
  )
  if (encoding === 'UTF8') return fine('UTF8')
  return wrong(
    `the database's encoding is ${encoding}, which cannot hold every text of a config`,
    'Make a database with the encoding UTF8 and move the data there',
  )
}

export async function examineWrites(client: pg.ClientBase): Promise<Finding> {
  // Our own session is read-only, so what counts is what a new one would get.
  const { replica, read_only } = await row<{ replica: boolean; read_only: boolean }>(
    client,
    `SELECT pg_is_in_recovery() AS replica,
            coalesce((SELECT s.reset_val = 'on' FROM pg_settings s
                       WHERE s.name = 'default_transaction_read_only'), false) AS read_only`,
  )
  if (replica) return wrong('this server is a replica and takes no writes', 'Use the URL of the primary')
  if (read_only) {
    return wrong(
      'sessions are read-only by default',
      'Turn default_transaction_read_only off for this user and database',
    )
  }
  return fine('sessions may write')
}

export async function examineClock(client: pg.ClientBase): Promise<Finding> {
  const before = Date.now()
  const { now } = await row<{ now: number }>(
    client,
    `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
  )
  // The server looked at its clock at some moment in between.
  const difference = Math.round(now - (before + Date.now()) / 2)
  const text = `the server's clock is ${Math.abs(difference)} ms ${difference < 0 ? 'behind' : 'ahead of'} ours`
  if (Math.abs(difference) < CLOCK_WARN_MS) return fine(text)
  return warning(text, 'Synchronise both clocks: ages of previews and bake times are counted by them')
}

export async function examineDisk(client: pg.ClientBase): Promise<Finding> {
  const { off, wal_mb } = await row<{ off: string[]; wal_mb: number }>(
    client,
    `SELECT coalesce((SELECT array_agg(name ORDER BY name) FROM pg_settings
                       WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'), '{}') AS off,
            (SELECT setting::int FROM pg_settings WHERE name = 'max_wal_size') AS wal_mb`,
  )
  if (off.length > 0) {
    return warning(`${off.join(', ')} off: a crash of the server can lose what was committed`, 'Turn them on')
  }
  if (wal_mb < WAL_WARN_MB) {
    return warning(
      `max_wal_size is ${wal_mb} MB: a push makes the server checkpoint often`,
      'Set it to 2GB or more',
    )
  }
  return fine(`durable; max_wal_size is ${wal_mb} MB`)
}

export async function examineReplication(client: pg.ClientBase): Promise<Finding> {
  const { replicas, behind, waits } = await row<{ replicas: number; behind: string | null; waits: boolean }>(
    client,
    `SELECT count(*)::int AS replicas,
            pg_size_pretty(max(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_lsn() END,
                                               replay_lsn))) AS behind,
            current_setting('synchronous_standby_names') <> '' AS waits
       FROM pg_stat_replication`,
  )
  if (replicas === 0) return fine('no replica is connected')
  const lag = behind === null ? 'how far behind is not ours to see' : `the last is ${behind} behind`
  return fine(`replicas: ${replicas}; ${lag}${waits ? '; every commit waits for them' : ''}`)
}
