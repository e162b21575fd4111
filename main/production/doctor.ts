import type pg from 'pg'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { Check } from '../services/ports/database.ts'
import { type ConnectOptions, connect, type Database, versionName } from './connect.ts'
import { inspectConfigTables } from './schema/config-tables.ts'
import { readSchemaStatus } from './schema/status.ts'
import { withClient } from './transaction.ts'

/** Looks over an environment's database and says what is and what is not as it should be. Changes nothing. */
export async function examineDatabase(options: ConnectOptions): Promise<Check[]> {
  let database: Database
  try {
    database = await connect({ ...options, max: 1, readOnly: true, statementTimeoutMs: STATEMENT_MS })
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return [{ name: 'connection', ok: false, message: error.message }]
  }
  try {
    const checks: Check[] = [
      { name: 'connection', ok: true, message: `${database.where.place} answers` },
      { name: 'server', ok: true, message: `PostgreSQL ${versionName(database.serverVersion)}` },
    ]
    for (const [name, examine] of EXAMINATIONS) {
      options.signal?.throwIfAborted()
      checks.push({ name, ...(await attempt(database, examine)) })
    }
    return checks
  } finally {
    await database.close()
  }
}

type Finding = Omit<Check, 'name'>
type Examination = (client: pg.ClientBase, database: Database) => Promise<Finding>

const STATEMENT_MS = 20_000
const CLOCK_WARN_MS = 2_000
const WAL_WARN_MB = 1_024

/** One that cannot be made is a finding like any other: the rest is still worth knowing. */
async function attempt(database: Database, examine: Examination): Promise<Finding> {
  try {
    return await withClient(database, (client) => examine(client, database))
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return { ok: 'warn', message: `not examined: ${error.message}` }
  }
}

const fine = (message: string): Finding => ({ ok: true, message })
const warning = (message: string, remedy: string): Finding => ({ ok: 'warn', message, remedy })
const wrong = (message: string, remedy: string): Finding => ({ ok: false, message, remedy })

const EXAMINATIONS: readonly (readonly [string, Examination])[] = [
  ['encoding', examineEncoding],
  ['writes', examineWrites],
  ['schema', examineSchema],
  ['rights', examineRights],
  ['orphans', examineOrphans],
  ['index', examineIndex],
  ['clock', examineClock],
  ['disk', examineDisk],
  ['replication', examineReplication],
]

async function examineEncoding(client: pg.ClientBase): Promise<Finding> {
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

async function examineWrites(client: pg.ClientBase): Promise<Finding> {
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

async function examineSchema(client: pg.ClientBase, { where }: Database): Promise<Finding> {
  const { environment } = where
  const migrate = `Run \`crosswalk db migrate --env ${environment}\``
  const { state, pending, newer, drifted, foreign, configTables } = await readSchemaStatus(client, where)
  const problems = configTables.flatMap((table) => table.problems)
  if (problems.length > 0) return wrong(problems.join('; '), 'Add or correct these columns')
  switch (state) {
    case 'current':
      return fine('up to date')
    case 'absent':
      return wrong('there is no Crosswalk schema', migrate)
    case 'older':
      return wrong(`pending: ${pending.map((file) => file.name).join(', ')}`, migrate)
    case 'newer':
      return wrong(
        `it has schema ${Math.max(...newer)}, newer than this Crosswalk`,
        'Install a newer Crosswalk',
      )
    case 'drifted':
      return wrong(`applied from other files: ${drifted.join(', ')}`, 'Install the Crosswalk that matches')
    case 'foreign':
      return wrong(
        `a schema "crosswalk" of somebody else: ${foreign.join(', ')}`,
        'Rename it, or use another database',
      )
  }
}

async function examineRights(client: pg.ClientBase): Promise<Finding> {
  const { missing, user } = await row<{ missing: string[]; user: string }>(client, RIGHTS)
  if (missing.length === 0) return fine(`${user} has what it needs`)
  return wrong(`${user} lacks: ${missing.join(', ')}`, `Have the owner grant them to ${user}`)
}

const RIGHTS = `
  WITH tables (name, rights) AS (VALUES
         ('public.walker_agent_user_configs', ARRAY['SELECT', 'INSERT', 'UPDATE']),
         ('public.walker_agent_config_versions', ARRAY['SELECT', 'INSERT']),
         ('public.tenants', ARRAY['SELECT']),
         ('public.users', ARRAY['SELECT']),
         ('crosswalk.schema_migrations', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.flows', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.releases', ARRAY['SELECT', 'INSERT', 'UPDATE']),
         ('crosswalk.approvals', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.release_shapes', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.previewed_configs', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.journal', ARRAY['SELECT', 'INSERT', 'UPDATE']),
         ('crosswalk.audit_log', ARRAY['SELECT', 'INSERT'])
       ), found AS (
         SELECT tables.name, tables.rights, c.oid
           FROM tables
           JOIN pg_class c ON c.relname = split_part(tables.name, '.', 2)
           JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = split_part(tables.name, '.', 1)
       ), missing AS (
         SELECT asked || ' on ' || found.name AS what
           FROM found, unnest(found.rights) AS asked
          WHERE NOT has_table_privilege(found.oid, asked)
         UNION ALL
         SELECT 'USAGE on schema crosswalk' FROM pg_namespace
          WHERE nspname = 'crosswalk' AND NOT has_schema_privilege(oid, 'USAGE')
         UNION ALL
         SELECT 'CREATE on database ' || quote_ident(current_database())
          WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'crosswalk')
            AND NOT has_database_privilege(current_database(), 'CREATE')
         UNION ALL
         SELECT 'CREATE on schema public'
          WHERE (SELECT count(*) FROM found WHERE name LIKE 'public.%') < 4
            AND NOT has_schema_privilege('public', 'CREATE')
       )
  SELECT coalesce((SELECT array_agg(what) FROM missing), '{}') AS missing, current_user::text AS user`

async function examineOrphans(client: pg.ClientBase, database: Database): Promise<Finding> {
  const tables = await inspectConfigTables(client)
  if (tables.some((table) => !table.exists)) return fine('there are no configs yet')
  if (tables.some((table) => table.problems.length > 0))
    return { ok: 'warn', message: 'not counted: columns are missing' }
  const { orphans } = await row<{ orphans: number }>(client, ORPHANS)
  if (orphans === 0) return fine('every config has its tenant and its user')
  return warning(
    `${orphans} configs belong to a tenant or a user that does not exist`,
    `Run \`crosswalk db adopt --env ${database.where.environment}\``,
  )
}

const ORPHANS = `
  SELECT count(*)::int AS orphans FROM public.walker_agent_user_configs c
   WHERE NOT EXISTS (SELECT FROM public.tenants t WHERE t.id = c.tenant_id)
      OR NOT EXISTS (SELECT FROM public.users u WHERE u.id = c.user_id)`

async function examineIndex(client: pg.ClientBase, database: Database): Promise<Finding> {
  const { tables, valid, invalid } = await row<{ tables: boolean; valid: number; invalid: number }>(
    client,
    GIN,
  )
  if (!tables) return fine('there are no configs yet')
  if (valid > 0) return fine('the gin index over config_json is there; it is most of what a push costs')
  if (invalid > 0)
    return warning('the gin index over config_json is not valid', 'REINDEX INDEX CONCURRENTLY it')
  return warning(
    'there is no gin index over config_json: searching in configs reads all of them',
    `CREATE INDEX CONCURRENTLY idx_user_configs_config_json ON walker_agent_user_configs USING gin(config_json), in ${database.where.environment}`,
  )
}

const GIN = `
  SELECT to_regclass('public.walker_agent_user_configs') IS NOT NULL AS tables,
         count(*) FILTER (WHERE i.indisvalid)::int AS valid, count(*) FILTER (WHERE NOT i.indisvalid)::int AS invalid
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am m ON m.oid = c.relam AND m.amname = 'gin'
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND a.attname = 'config_json'
   WHERE i.indrelid = to_regclass('public.walker_agent_user_configs')`

async function examineClock(client: pg.ClientBase): Promise<Finding> {
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

async function examineDisk(client: pg.ClientBase): Promise<Finding> {
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

async function examineReplication(client: pg.ClientBase): Promise<Finding> {
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

async function row<Row extends pg.QueryResultRow>(client: pg.ClientBase, sql: string): Promise<Row> {
  const { rows } = await client.query<Row>(sql)
  const [first] = rows
  if (first === undefined) throw new Error('the catalogue gave no row')
  return first
}
