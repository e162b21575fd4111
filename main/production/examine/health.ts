import { readFile, statfs } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { type Finding, fine, row, warning } from '../doctor/finding.ts'

// What of the server and its tables goes wrong slowly.

/** A push writes every config and its history once more, and the log of both. */
const SPACE_FACTOR = 3
const LONG_TRANSACTION_MIN = 10
const LAG_WARN_S = 60
const SLOT_WARN_BYTES = 4 * 1024 ** 3
const DEAD_ROWS = 10_000
const DEAD_SHARE = 0.3
const XID_WARN = 1_000_000_000

export async function examineVersions(client: pg.ClientBase): Promise<Finding> {
  const found = await row<{ installed: string; outdated: string[] }>(client, EXTENSIONS)
  const driver = JSON.parse(await readFile(fileURLToPath(import.meta.resolve('pg/package.json')), 'utf8'))
  const text = `client pg ${driver.version}; extensions ${found.installed}, of which Crosswalk needs none`
  if (found.outdated.length === 0) return fine(text)
  return warning(text, `Newer ones are installed on the server: ${found.outdated.join(', ')}`)
}

const EXTENSIONS = `
  SELECT coalesce(string_agg(e.extname || ' ' || e.extversion, ', ' ORDER BY e.extname), 'none') AS installed,
         coalesce(array_agg('ALTER EXTENSION ' || e.extname || ' UPDATE TO ' || quote_literal(a.default_version))
                  FILTER (WHERE a.default_version <> e.extversion), '{}') AS outdated
    FROM pg_extension e LEFT JOIN pg_available_extensions a ON a.name = e.extname`

export async function examineSpace(client: pg.ClientBase): Promise<Finding> {
  const { database, tables, wal, directory, local } = await row<{
    database: number
    tables: number
    wal: number | null
    directory: string | null
    local: boolean
  }>(client, SIZES)
  const text = `the database takes ${size(database)}, configs and history ${size(tables)}${wal === null ? '' : `, the log ${size(wal)}`}`
  const free = local && directory !== null ? await freeBytes(directory) : undefined
  if (free === undefined) return fine(`${text}; free space on its disk is not ours to see`)
  if (free > SPACE_FACTOR * tables) return fine(`${text}; ${size(free)} are free`)
  return warning(
    `${text}; only ${size(free)} are free`,
    `A push of all configs may need ${size(SPACE_FACTOR * tables)}: make room first`,
  )
}

const SIZES = `
  SELECT pg_database_size(current_database())::float8 AS database,
         (SELECT coalesce(sum(pg_total_relation_size(c)), 0)::float8
            FROM unnest(ARRAY[to_regclass('public.walker_agent_user_configs'), to_regclass('public.walker_agent_config_versions')]) AS c) AS tables,
         CASE WHEN pg_has_role('pg_monitor', 'USAGE') THEN (SELECT sum(size)::float8 FROM pg_ls_waldir()) END AS wal,
         CASE WHEN pg_has_role('pg_read_all_settings', 'USAGE') THEN current_setting('data_directory') END AS directory,
         coalesce(inet_server_addr() = inet_client_addr(), true) AS local`

/** Undefined where the directory is not on this machine after all, or not ours to see. */
const freeBytes = (directory: string): Promise<number | undefined> =>
  statfs(directory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  )

const size = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`

export async function examineLag(client: pg.ClientBase): Promise<Finding> {
  const { seconds, hidden, slots } = await row<{ seconds: number | null; hidden: number; slots: string[] }>(
    client,
    LAG,
  )
  const problems = [
    ...(seconds !== null && seconds > LAG_WARN_S ? [`a replica is ${Math.round(seconds)} s behind`] : []),
    ...slots.map((slot) => `replication slot ${slot}`),
  ]
  if (problems.length > 0)
    return warning(problems.join('; '), 'Mend these before a push: the log that they keep fills the disk')
  if (hidden > 0)
    return warning(
      `how far behind replicas are cannot be seen with this login; there are ${hidden}`,
      'GRANT pg_monitor to it: a push slows down for what it sees',
    )
  return fine('no replica is far behind, and no slot keeps much of the log')
}

const LAG = `
  SELECT (SELECT extract(epoch FROM max(replay_lag))::float8 FROM pg_stat_replication) AS seconds,
         (SELECT count(*)::int FROM pg_stat_replication WHERE state IS NULL) AS hidden,
         (SELECT coalesce(array_agg(slot_name || CASE WHEN active THEN '' ELSE ' (not used)' END || ' keeps ' ||
                                    pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn))), '{}')
            FROM pg_replication_slots
           WHERE NOT pg_is_in_recovery() AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > ${SLOT_WARN_BYTES}) AS slots`

export async function examineTransactions(client: pg.ClientBase): Promise<Finding> {
  const { long, oldest, age } = await row<{ long: number; oldest: number | null; age: number }>(
    client,
    TRANSACTIONS,
  )
  if (long > 0)
    return warning(
      `${long} transactions have been open for more than ${LONG_TRANSACTION_MIN} minutes, the oldest for ${Math.round(oldest ?? 0)}`,
      'End them before a push or an adoption: they hold up vacuum, index builds and locks',
    )
  if (age > XID_WARN)
    return warning(
      `the oldest row version is ${age} transactions old`,
      'Let autovacuum freeze it: past 2 000 000 000 the server stops taking writes',
    )
  return fine('none is open for long')
}

const TRANSACTIONS = `
  SELECT count(*)::int AS long, extract(epoch FROM max(now() - xact_start))::float8 / 60 AS oldest,
         (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()) AS age
    FROM pg_stat_activity
   WHERE datname = current_database() AND pid <> pg_backend_pid()
     AND xact_start < now() - interval '${LONG_TRANSACTION_MIN} minutes'`

export async function examineVacuum(client: pg.ClientBase): Promise<Finding> {
  const { autovacuum, off, bloated, blind } = await row<{
    autovacuum: boolean
    off: string[]
    bloated: string[]
    blind: string[]
  }>(client, VACUUM)
  if (!autovacuum || off.length > 0)
    return warning(
      autovacuum ? `autovacuum is off for ${off.join(', ')}` : 'autovacuum is off',
      'Turn it on: each push leaves as many dead rows as there are configs',
    )
  if (bloated.length > 0) return warning(`many dead rows: ${bloated.join(', ')}`, 'VACUUM (ANALYZE) them')
  if (blind.length > 0)
    return warning(`the planner knows nothing of ${blind.join(', ')}`, `ANALYZE ${blind.join(', ')}`)
  return fine('autovacuum keeps up')
}

const VACUUM = `
  SELECT current_setting('autovacuum')::boolean AS autovacuum,
         coalesce(array_agg(s.relname::text) FILTER (WHERE c.reloptions && ARRAY['autovacuum_enabled=false', 'autovacuum_enabled=off']), '{}') AS off,
         coalesce(array_agg(s.relname || ' ' || s.n_dead_tup || ' of ' || s.n_live_tup + s.n_dead_tup)
                  FILTER (WHERE s.n_dead_tup > ${DEAD_ROWS} AND s.n_dead_tup > ${DEAD_SHARE} * (s.n_live_tup + s.n_dead_tup)), '{}') AS bloated,
         coalesce(array_agg(s.relname::text)
                  FILTER (WHERE s.n_live_tup > ${DEAD_ROWS} AND s.last_analyze IS NULL AND s.last_autoanalyze IS NULL), '{}') AS blind
    FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
   WHERE s.schemaname = 'crosswalk' OR s.schemaname = 'public' AND s.relname LIKE 'walker_agent_%'`
