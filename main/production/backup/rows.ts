import pg from 'pg'
import type { BackupColumn } from '../../services/ports/backup.ts'
import { ROW_HASH } from './format.ts'

export const identifier = (name: string): string => pg.escapeIdentifier(name)
export const literal = (text: string): string => pg.escapeLiteral(text)

/**
 * Settings that the text of a value depends on. The same on the server that rows come from and on the one that they
 * are restored to, whatever either has for others.
 */
export const SAME_TEXTS = `
  SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
         set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true),
         set_config('extra_float_digits', '1', true)`

/** SHA-256 of a row, computed by the server over the texts of its columns: quoted, and NULL told from an empty text. */
export const rowHash = (columns: readonly BackupColumn[], of = ''): string =>
  `encode(sha256(convert_to(ROW(${columns.map(({ name }) => `${of}${identifier(name)}::text`).join(', ')})::text, 'UTF8')), 'hex')`

// What the server fills in by itself cannot be restored. A type that only that database knows is text elsewhere.
const COLUMNS = `
  SELECT a.attname AS name,
         CASE WHEN coalesce(e.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace
              THEN format_type(a.atttypid, a.atttypmod) ELSE 'text' END AS type
    FROM pg_attribute a
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
   WHERE a.attrelid = 'public.walker_agent_user_configs'::regclass AND a.attnum > 0
     AND NOT a.attisdropped AND a.attgenerated = ''
   ORDER BY a.attnum`

export async function readColumns(client: pg.ClientBase): Promise<readonly BackupColumn[]> {
  return (await client.query<BackupColumn>(COLUMNS)).rows
}

/** A table that takes the rows of a backup. */
export const createTable = (
  kind: 'TEMPORARY' | 'UNLOGGED',
  table: string,
  columns: readonly BackupColumn[],
): string =>
  `CREATE ${kind} TABLE ${table} (${columns.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ')},
     ${ROW_HASH} text NOT NULL, PRIMARY KEY (id))`

/** The columns as COPY takes them from a backup. */
export const copyList = (columns: readonly BackupColumn[]): string =>
  [...columns.map(({ name }) => identifier(name)), ROW_HASH].join(', ')
