import type pg from 'pg'
import { CrosswalkError } from '../../../shared/errors/index.ts'
import type { Placeholder, Repair } from '../../services/ports/adoption.ts'
import { audit } from './audit.ts'
import { idOf } from './ids.ts'
import { rowValues } from './set-aside.ts'
import { findColumn, getTable, type TableState, type Tables } from './table-state.ts'
import { CONFIGS, HISTORY, REFERENCES, TENANTS, USERS } from './wanted.ts'

const BATCH = 1000

/** What a placeholder shows for a name: to be recognised wherever it turns up. */
const MARK = 'Crosswalk placeholder'

export type Missing = {
  readonly parent: TableState
  readonly child: TableState
  readonly column: string
  /** The condition that the parent of a row `r` of the child is missing, in SQL. */
  readonly where: string
  readonly who: string
}

/** Makes parents that rows name, in the transaction of the session; gives how many. 0 means that none is missing. */
export async function makeParents(client: pg.ClientBase, tables: Tables, missing: Missing): Promise<number> {
  const { parent, child, column, where, who } = missing
  const columns = [...valuesOf(parent)]
  const sql = `
    WITH missing AS MATERIALIZED (
      SELECT ${idOf(child, column)} AS id, min((${tenantOf(tables, child)})::text)::uuid AS tenant
        FROM public.${child.name} r WHERE ${where} GROUP BY 1 LIMIT ${BATCH}
    ), made AS (
      INSERT INTO public.${parent.name} AS r (${columns.map(([name]) => `"${name}"`).join(', ')})
      SELECT ${columns.map(([, value]) => value).join(', ')} FROM missing
      ON CONFLICT (id) DO NOTHING
      RETURNING r.id, ${rowValues(parent)} AS row_values
    ), listed AS (
      INSERT INTO crosswalk.placeholders (table_name, row_id, row_values, made_by)
      SELECT $1, id, row_values, $2 FROM made
      ON CONFLICT (table_name, row_id) DO UPDATE SET row_values = excluded.row_values, made_at = now(), made_by = $2
    )
    SELECT id FROM made`
  const { rows } = await client.query<{ id: string }>(sql, [parent.name, who]).catch((error: unknown) => {
    throw refusal(parent, error)
  })
  if (rows.length === 0) return 0
  await audit(client, who, 'adopt.placeholder', parent.name, { ids: rows.map(({ id }) => id) })
  return rows.length
}

/** A user of an application belongs to a tenant: that of the config that names it. */
function tenantOf(tables: Tables, child: TableState): string {
  if (child.name === CONFIGS) return idOf(child, 'tenant_id')
  const configs = getTable(tables, CONFIGS)
  return `(SELECT ${idOf(configs, 'tenant_id', 'c')} FROM public.${CONFIGS} c
            WHERE ${idOf(configs, 'id', 'c')} = ${idOf(child, 'config_id')} LIMIT 1)`
}

const isText = (type: string): boolean => /^(text|citext|character( varying)?(\(\d+\))?)$/.test(type)

/** Each column that gets a value, with an expression over `missing`. */
function* valuesOf(parent: TableState): Generator<readonly [name: string, value: string]> {
  yield ['id', 'id']
  for (const { name, type, notNull, hasDefault, generated } of parent.columns) {
    if (name === 'id' || generated) continue
    if (parent.name === USERS && name === 'tenant_id') yield [name, 'tenant']
    else if (name === 'name') yield [name, `'${MARK} ' || id`]
    else if (name === 'email') yield [name, `'crosswalk-placeholder-' || id || '@invalid'`]
    else if (notNull && !hasDefault && isText(type)) yield [name, `'crosswalk-placeholder-' || id`]
  }
}

/** Columns of a parent that want a value which nobody can make up. */
export function unknowable(parent: TableState): readonly string[] {
  const given = new Set([...valuesOf(parent)].map(([name]) => name))
  return parent.columns
    .filter(
      ({ name, notNull, hasDefault, generated }) => notNull && !hasDefault && !generated && !given.has(name),
    )
    .map(({ name, type }) => `its column ${name} (${type}) wants a value`)
}

/** An integrity constraint of the application's that no row of ours fits. */
function refusal({ name }: TableState, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !/^2[23]/.test(String(error.code))) return error
  return new CrosswalkError(
    'adoption/placeholder-refused',
    { table: name, problem: error.message },
    { cause: error },
  )
}

type ListedRow = {
  table: string
  id: string
  made_at: string
  used: number
  changed: boolean
  gone: boolean
}

async function readPlaceholders(client: pg.ClientBase, tables: Tables): Promise<readonly ListedRow[]> {
  const parents = [TENANTS, USERS]
    .map((name) => getTable(tables, name))
    .filter((table) => findColumn(table, 'id')?.type === 'uuid')
  const selects = parents.map(
    (parent) => `
      SELECT p.table_name AS table, p.row_id AS id, p.made_at,
             (${counts(tables, parent).join(' + ')})::int AS used,
             r.id IS NOT NULL AND ${rowValues(parent)} IS DISTINCT FROM p.row_values AS changed, r.id IS NULL AS gone
        FROM crosswalk.placeholders p LEFT JOIN public.${parent.name} r ON r.id = p.row_id
       WHERE p.table_name = '${parent.name}'`,
  )
  if (selects.length === 0) return []
  return (await client.query<ListedRow>(`${selects.join(' UNION ALL ')} ORDER BY 1, 3, 2`)).rows
}

/** How many rows refer to a placeholder `p`: by a foreign key, whosever it is, or in a column of ours without one. */
function counts(tables: Tables, parent: TableState): readonly string[] {
  const ours = REFERENCES.filter((one) => one.parent === parent.name)
    .filter(({ table, column }) => findColumn(getTable(tables, table), column)?.type === 'uuid')
    .map(({ table, column }) => [`public.${table}`, column] as const)
  const theirs = parent.referencedBy
    .filter((one) => one.columns.length === 1 && one.parentColumns[0] === 'id')
    .filter((one) => ![CONFIGS, HISTORY].includes(one.table))
    .map((one) => [one.table.includes('.') ? one.table : `public."${one.table}"`, one.columns[0]] as const)
  return [
    '0',
    ...[...ours, ...theirs].map(
      ([table, column]) => `(SELECT count(*) FROM ${table} x WHERE x."${column}" = p.row_id)`,
    ),
  ]
}

export async function listPlaceholders(
  client: pg.ClientBase,
  tables: Tables,
): Promise<readonly Placeholder[]> {
  return (await readPlaceholders(client, tables))
    .filter(({ gone }) => !gone)
    .map(({ table, id, made_at, used, changed }) => ({ table, id, madeAt: made_at, used, changed }))
}

/**
 * Removes the placeholders that nothing refers to, in the transaction of the session. One that somebody has made a
 * real one of stays, and is listed no longer.
 */
export async function removePlaceholders(
  client: pg.ClientBase,
  tables: Tables,
  who: string,
): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const name of [TENANTS, USERS]) {
    if (getTable(tables, name).form !== 'table') continue
    // A row that is about to refer to one waits for this lock, and then finds no parent: it is refused, instead
    // of being deleted with it.
    await client.query(
      `SELECT FROM public.${name} r JOIN crosswalk.placeholders p ON p.row_id = r.id AND p.table_name = '${name}' FOR UPDATE OF r`,
    )
    const listed = (await readPlaceholders(client, tables)).filter(({ table }) => table === name)
    const removable = listed.filter(({ used, changed, gone }) => used === 0 && !changed && !gone)
    const ids = removable.map(({ id }) => id)
    await client.query(`DELETE FROM public.${name} WHERE id = ANY ($1::uuid[])`, [ids])
    const forgotten = listed.filter(({ changed, gone }) => changed || gone).map(({ id }) => id)
    await client.query(
      `DELETE FROM crosswalk.placeholders WHERE table_name = $1 AND row_id = ANY ($2::uuid[])`,
      [name, [...ids, ...forgotten]],
    )
    if (ids.length === 0) continue
    await audit(client, who, 'adopt.remove-placeholder', name, { ids })
    repairs.push({ action: 'removed placeholders', subject: name, count: ids.length })
  }
  return repairs
}
