import type pg from 'pg'
import type { ConfigId } from '../../../shared/config/ids.ts'
import type { BackedUpConfig, BackupColumn } from '../../services/ports/backup.ts'
import { identifier, SAME_TEXTS } from './rows.ts'

/** What a push changes of a row, and so what is given back to one that is still there. */
const PUSHED = [
  'config_json',
  'flow_version',
  'flow_hash',
  'config_schema_version',
  'previous_version',
  'migration_status',
  'migration_attempted_at',
  'migration_completed_at',
  'migration_error',
]

const TYPES = `
  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_attribute a
   WHERE a.attrelid = 'public.walker_agent_user_configs'::regclass AND a.attnum > 0
     AND NOT a.attisdropped AND a.attgenerated = ''`

type Written = readonly { readonly id: ConfigId }[]

/**
 * Writes in a transaction that is open: the state that a config has goes into the history, and the one that the
 * backup has into its place. Rows that were written since they were read are left alone, and those that somebody holds.
 */
export async function restoreRows(
  client: pg.ClientBase,
  columns: readonly BackupColumn[],
  configs: readonly BackedUpConfig[],
  reason: string,
): Promise<ReadonlySet<ConfigId>> {
  await client.query(SAME_TEXTS)
  const table = await tableOf(client, columns)
  const there = configs.filter(({ now }) => now !== undefined)
  const gone = configs.filter(({ now }) => now === undefined)
  const written = [...(await update(client, table, there, reason)), ...(await insert(client, table, gone))]
  return new Set(written.map(({ id }) => id))
}

/** The columns that both have, with their types here and their place in a row of the backup. */
type Table = readonly (BackupColumn & { readonly at: number })[]

async function tableOf(client: pg.ClientBase, columns: readonly BackupColumn[]): Promise<Table> {
  const { rows } = await client.query<BackupColumn>(TYPES)
  return columns.flatMap(({ name }, at) =>
    rows.filter((row) => row.name === name).map((row) => ({ ...row, at })),
  )
}

async function update(
  client: pg.ClientBase,
  table: Table,
  configs: readonly BackedUpConfig[],
  reason: string,
): Promise<Written> {
  if (configs.length === 0) return []
  const set = table.filter(({ name }) => PUSHED.includes(name))
  const values = set.map(({ at }) => configs.map((config) => config.values[at] ?? null))
  const names = set.map(({ name }) => identifier(name))
  const { rows } = await client.query<{ id: ConfigId }>(
    `WITH input AS MATERIALIZED (
       SELECT * FROM unnest($1::uuid[], $2::text[], ${set.map((_, at) => `$${at + 4}::text[]`).join(', ')})
         AS i (id, row_version, ${names.join(', ')})
     ), locked AS MATERIALIZED (
       SELECT c.id, c.flow_version, c.config_json
         FROM public.walker_agent_user_configs c JOIN input i ON i.id = c.id
        WHERE c.xmin::text = i.row_version
        ORDER BY c.id FOR NO KEY UPDATE OF c SKIP LOCKED
     ), history AS (
       INSERT INTO public.walker_agent_config_versions (id, config_id, version, config_snapshot, change_reason)
       SELECT gen_random_uuid(), id, flow_version, config_json, $3 FROM locked
     )
     UPDATE public.walker_agent_user_configs c
        SET ${set.map(({ name, type }) => `${identifier(name)} = i.${identifier(name)}::${type}`).join(', ')},
            updated_at = now()
       FROM input i, locked l
      WHERE c.id = i.id AND l.id = i.id
     RETURNING c.id`,
    [configs.map(({ configId }) => configId), configs.map(({ now }) => now?.rowVersion), reason, ...values],
  )
  return rows
}

async function insert(
  client: pg.ClientBase,
  table: Table,
  configs: readonly BackedUpConfig[],
): Promise<Written> {
  if (configs.length === 0) return []
  const whole = await tryInsert(client, table, configs)
  if (whole !== undefined) return whole
  const written: { id: ConfigId }[] = []
  for (const config of configs) written.push(...((await tryInsert(client, table, [config])) ?? []))
  return written
}

/** Undefined where a constraint stands against one of them, as where its tenant was deleted too. */
async function tryInsert(
  client: pg.ClientBase,
  table: Table,
  configs: readonly BackedUpConfig[],
): Promise<Written | undefined> {
  const names = table.map(({ name }) => identifier(name)).join(', ')
  await client.query('SAVEPOINT backup_insert')
  try {
    const { rows } = await client.query<{ id: ConfigId }>(
      `INSERT INTO public.walker_agent_user_configs (${names})
       SELECT ${table.map(({ name, type }) => `i.${identifier(name)}::${type}`).join(', ')}
         FROM unnest(${table.map((_, at) => `$${at + 1}::text[]`).join(', ')}) AS i (${names})
       ON CONFLICT DO NOTHING RETURNING id`,
      table.map(({ at }) => configs.map((config) => config.values[at] ?? null)),
    )
    return rows
  } catch (error) {
    if (!isConstraint(error)) throw error
    await client.query('ROLLBACK TO SAVEPOINT backup_insert')
    return undefined
  } finally {
    await client.query('RELEASE SAVEPOINT backup_insert').catch(() => undefined)
  }
}

/** Class 23 of SQLSTATE. */
const isConstraint = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('23')
