import type pg from 'pg'
import type { ConfigTable } from '../../services/ports/database.ts'

/** The columns that we need of the tables that are not ours alone, and their types where only one will do. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  tenants: { id: 'uuid' },
  users: { id: 'uuid' },
  walker_agent_user_configs: {
    id: 'uuid',
    tenant_id: 'uuid',
    user_id: 'uuid',
    agent_type: undefined,
    flow_id: undefined,
    flow_version: undefined,
    flow_hash: undefined,
    config_json: 'jsonb',
    config_schema_version: undefined,
    migration_status: undefined,
    previous_version: undefined,
    migration_attempted_at: undefined,
    migration_completed_at: undefined,
    migration_error: undefined,
    created_at: undefined,
    updated_at: undefined,
    last_executed_at: undefined,
    execution_count: undefined,
  },
  walker_agent_config_versions: {
    id: 'uuid',
    config_id: 'uuid',
    version: undefined,
    config_snapshot: 'jsonb',
    changed_by: 'uuid',
    change_reason: undefined,
    created_at: undefined,
  },
}

// Of one in partitions a push could not tell a row by its place.
const COLUMNS = `
  SELECT wanted.name AS table_name, c.relkind = 'r' OR c.relkind = 'p' AND wanted.name <> 'walker_agent_user_configs' AS is_table,
         a.attname AS column_name, format_type(a.atttypid, NULL) AS type,
         EXISTS (SELECT FROM pg_index i
                  WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL
                    AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum) AS is_unique
    FROM unnest($1::text[]) AS wanted (name)
    JOIN pg_class c ON c.oid = to_regclass(wanted.name)
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`

type Column = {
  table_name: string
  is_table: boolean
  column_name: string | null
  type: string
  is_unique: boolean
}

/** Whether the shared tables are there, and what they lack. A missing table lacks nothing: we make it. */
export async function inspectConfigTables(client: pg.ClientBase): Promise<ConfigTable[]> {
  const { rows } = await client.query<Column>(COLUMNS, [Object.keys(NEEDED)])
  return Object.entries(NEEDED).map(([table, columns]) => {
    const found = rows.filter((row) => row.table_name === table)
    const problems =
      found[0]?.is_table === false
        ? [`${table} is no table`]
        : found.length === 0
          ? []
          : Object.entries(columns).flatMap(([column, type]) => problemOf(table, column, type, found))
    return { table, exists: found.length > 0, problems }
  })
}

function problemOf(
  table: string,
  column: string,
  type: string | undefined,
  found: readonly Column[],
): string[] {
  const actual = found.find((row) => row.column_name === column)
  if (actual === undefined)
    return [`${table} has no column ${column}${type === undefined ? '' : ` (${type})`}`]
  if (type !== undefined && actual.type !== type) return [`${table}.${column} is ${actual.type}, not ${type}`]
  if (column === 'id' && !actual.is_unique) return [`${table}.id is not unique, so nothing can refer to it`]
  return []
}
