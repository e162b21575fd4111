import type pg from 'pg'
import type { AppliedFile, ConfigTable } from '../../services/ports/database.ts'
import { inspectConfigTables } from './config-tables.ts'
import type { SchemaFile } from './files.ts'

/** What a database says of its schema, before it is compared with our files. */
export type FoundSchema = {
  readonly schemaExists: boolean
  /** Whether our record of applied files is there. */
  readonly recorded: boolean
  /** Objects in the `crosswalk` schema other than that record. */
  readonly objects: readonly string[]
  readonly applied: readonly (AppliedFile & { readonly checksum: string })[]
  readonly configTables: readonly ConfigTable[]
  /** Which of the tables that our files make exist. */
  readonly tables: ReadonlySet<string>
}

const OBJECTS = `
  SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'crosswalk') AS schema_exists,
         coalesce((SELECT array_agg(c.relname::text ORDER BY c.relname) FROM pg_class c
            WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')), '{}') AS relations,
         coalesce((SELECT array_agg(p.proname::text ORDER BY p.proname) FROM pg_proc p
            WHERE p.pronamespace = n.oid), '{}') AS functions,
         coalesce((SELECT array_agg(a.attname::text) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = n.oid AND c.relname = 'schema_migrations' AND a.attnum > 0), '{}') AS columns
    FROM (SELECT (SELECT oid FROM pg_namespace WHERE nspname = 'crosswalk') AS oid) AS n`

const APPLIED = `
  SELECT version, name, checksum, applied_at, applied_by FROM crosswalk.schema_migrations ORDER BY version`

const PRESENT = `SELECT name FROM unnest($1::text[]) AS wanted (name) WHERE to_regclass(name) IS NOT NULL`

const RECORD = 'schema_migrations'
const RECORD_COLUMNS = ['version', 'name', 'checksum', 'applied_at', 'applied_by']

export async function inspectSchema(
  client: pg.ClientBase,
  files: readonly SchemaFile[],
): Promise<FoundSchema> {
  const { rows } = await client.query<{
    schema_exists: boolean
    relations: string[]
    functions: string[]
    columns: string[]
  }>(OBJECTS)
  const [found] = rows
  if (found === undefined) throw new Error('the catalogue gave no row')
  const recorded = RECORD_COLUMNS.every((column) => found.columns.includes(column))
  return {
    schemaExists: found.schema_exists,
    recorded,
    objects: [...found.relations.filter((name) => !(recorded && name === RECORD)), ...found.functions],
    applied: recorded ? await readApplied(client) : [],
    configTables: await inspectConfigTables(client),
    tables: await readPresent(client, files),
  }
}

async function readApplied(client: pg.ClientBase): Promise<FoundSchema['applied']> {
  const { rows } = await client.query<{
    version: number
    name: string
    checksum: string
    applied_at: string
    applied_by: string
  }>(APPLIED)
  return rows.map((row) => ({
    version: row.version,
    name: row.name,
    checksum: row.checksum,
    appliedAt: row.applied_at,
    appliedBy: row.applied_by,
  }))
}

async function readPresent(client: pg.ClientBase, files: readonly SchemaFile[]): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(PRESENT, [files.flatMap((file) => file.tables)])
  return new Set(rows.map((row) => row.name))
}
