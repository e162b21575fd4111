import { CrosswalkError } from '../../../shared/errors/index.ts'
import type { Repair } from '../../services/ports/adoption.ts'
import { listMissingColumns, listMissingDefaults, listNullable, listTextIds } from './lacks.ts'
import type { AdoptionSession } from './session.ts'
import { getTable, type Tables } from './table-state.ts'
import { CONFIGS, DEFAULT_NOW, HISTORY } from './wanted.ts'

const STATUS_TYPE = `
  DO $$ BEGIN
    IF to_regtype('public.config_status_enum') IS NULL THEN
      CREATE TYPE public.config_status_enum AS ENUM ('active', 'migrating', 'failed', 'archived');
    END IF;
  END $$`

/** Adds the columns that are missing. None of it writes a table anew, so the locks are short. */
export async function addColumns(session: AdoptionSession, tables: Tables): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const [table, missing] of Map.groupBy(listMissingColumns(tables), ({ table }) => table)) {
    const names = missing.map(({ column }) => column)
    const additions = missing.map(
      ({ column, definition }) => `ADD COLUMN IF NOT EXISTS ${column} ${definition}`,
    )
    const defaults = names
      .filter((name) => DEFAULT_NOW.includes(name))
      .map((name) => `ALTER COLUMN ${name} SET DEFAULT now()`)
    await session.alter(table, `added ${names.join(', ')}`, [
      STATUS_TYPE,
      ...[additions, defaults]
        .filter((parts) => parts.length > 0)
        .map((parts) => `ALTER TABLE public.${table} ${parts.join(', ')}`),
    ])
    repairs.push({ action: 'added columns', subject: table, count: missing.length })
  }
  return repairs
}

/** Gives columns of the history the defaults that rows added by a push rely on. */
export async function addDefaults(session: AdoptionSession, tables: Tables): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const { table, column, value } of listMissingDefaults(tables)) {
    await session.alter(table, `gave ${column} a default`, [
      `ALTER TABLE public.${table} ALTER COLUMN ${column} SET DEFAULT ${value}`,
    ])
    repairs.push({ action: 'gave a default', subject: `${table}.${column}`, count: 1 })
  }
  return repairs
}

/** Makes ids of text to uuid. Each table is written anew, and locked for as long. */
export async function convertIds(session: AdoptionSession, tables: Tables): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  const byTable = [...Map.groupBy(listTextIds(tables), ({ table }) => table)]
  if (byTable.length > 0) await dropReferences(session, tables)
  for (const [table, columns] of byTable) {
    const names = columns.map(({ column }) => column)
    const changes = names.flatMap((name) => [
      `ALTER COLUMN ${name} DROP DEFAULT`,
      `ALTER COLUMN ${name} TYPE uuid USING ${name}::text::uuid`,
      ...(name === 'id' ? ['ALTER COLUMN id SET DEFAULT gen_random_uuid()'] : []),
    ])
    await session
      .alter(table, `made ${names.join(', ')} uuid`, [`ALTER TABLE public.${table} ${changes.join(', ')}`])
      .catch((error: unknown) => {
        throw obstacle(session, table, error)
      })
    repairs.push({ action: 'made ids uuid', subject: table, count: columns.length })
  }
  return repairs
}

/** A view, a rule or the like stands on the column. */
function obstacle({ where }: AdoptionSession, table: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !['0A000', '2BP01'].includes(String(error.code)))
    return error
  const problems = [`the ids of ${table} cannot become uuid: ${error.message}`]
  return new CrosswalkError('adoption/obstacles', { ...where, problems }, { cause: error })
}

/** Two columns that refer to one another cannot change their types one after the other. Added again later. */
async function dropReferences(session: AdoptionSession, tables: Tables): Promise<void> {
  const between = [CONFIGS, HISTORY].flatMap((name) =>
    getTable(tables, name).references.filter(({ parent }) => [CONFIGS, HISTORY].includes(parent)),
  )
  for (const { table, name } of between)
    await session.alter(table, `dropped ${name} for the time being`, [
      `ALTER TABLE public.${table} DROP CONSTRAINT IF EXISTS "${name.replaceAll('"', '""')}"`,
    ])
}

/**
 * Forbids NULL where every row has a value. The check is validated without a lock that anybody waits for, and then
 * saves PostgreSQL from reading the table under one that everybody does.
 */
export async function forbidNulls(session: AdoptionSession, tables: Tables): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const { table, column } of listNullable(tables)) {
    const nulls = `SELECT FROM public.${table} WHERE ${column} IS NULL LIMIT 1`
    if ((await session.client.query(nulls)).rowCount !== 0) continue
    const check = `crosswalk_${column}_not_null`
    const alter = `ALTER TABLE public.${table}`
    if (!getTable(tables, table).checks.some(({ name }) => name === check))
      await session.alter(table, `forbade NULL in ${column}`, [
        `${alter} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`,
      ])
    await session.transaction((client) => client.query(`${alter} VALIDATE CONSTRAINT ${check}`))
    await session.alter(table, `made ${column} NOT NULL`, [
      `${alter} ALTER COLUMN ${column} SET NOT NULL`,
      `${alter} DROP CONSTRAINT ${check}`,
    ])
    repairs.push({ action: 'forbade NULL', subject: `${table}.${column}`, count: 1 })
  }
  return repairs
}
