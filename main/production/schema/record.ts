import type pg from 'pg'
import type { SchemaFile } from './files.ts'

/** Of the files that were applied. */
export const RECORD = `
  CREATE TABLE IF NOT EXISTS crosswalk.schema_migrations (
    version integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    applied_by text NOT NULL DEFAULT current_user
  )`

export async function recordFile(
  client: pg.ClientBase,
  { version, name, checksum }: SchemaFile,
): Promise<void> {
  await client.query(
    'INSERT INTO crosswalk.schema_migrations (version, name, checksum) VALUES ($1, $2, $3)',
    [version, name, checksum],
  )
}
