import type pg from 'pg'
import type { Database } from '../connect.ts'
import { inspectConfigTables } from '../schema/config-tables.ts'
import { readSchemaStatus } from '../schema/status.ts'
import { type Finding, fine, row, warning, wrong } from './finding.ts'

export async function examineSchema(client: pg.ClientBase, { where }: Database): Promise<Finding> {
  const { environment } = where
  const migrate = `Run \`crosswalk db migrate --env ${environment}\``
  const { state, pending, newer, drifted, unrecorded, foreign, configTables } = await readSchemaStatus(
    client,
    where,
  )
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
    case 'unrecorded':
      return wrong(`the record lacks files that are there: ${unrecorded.join(', ')}`, migrate)
    case 'foreign':
      return wrong(
        `a schema "crosswalk" of somebody else: ${foreign.join(', ')}`,
        'Rename it, or use another database',
      )
  }
}

export async function examineOrphans(client: pg.ClientBase, database: Database): Promise<Finding> {
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

export async function examineIndex(client: pg.ClientBase, database: Database): Promise<Finding> {
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
