import pg from 'pg'
import { CrosswalkError, fail } from '../../../shared/errors/index.ts'
import type { Repair, RestoreOptions, SetAsideRow } from '../../services/ports/adoption.ts'
import type { Where } from '../where.ts'
import { audit } from './audit.ts'
import { quoted } from './constraints.ts'
import { setAsideBatch } from './set-aside.ts'
import { getTable, readTables, type TableState, type Tables } from './table-state.ts'
import { CONFIG_KEY, CONFIGS, HISTORY } from './wanted.ts'

const LIST = `
  SELECT s.id, s.table_name AS table, s.row_id, s.column_name AS column, s.reason, s.set_aside_at AS at,
         s.set_aside_by AS by, s.restored_at,
         (SELECT count(*)::int FROM crosswalk.set_aside h WHERE h.with_id = s.id) AS history
    FROM crosswalk.set_aside s WHERE s.with_id IS NULL ORDER BY s.set_aside_at, s.table_name, s.row_id, s.id`

type ListRow = Omit<SetAsideRow, 'rowId' | 'restoredAt'> & {
  row_id: string | null
  restored_at: string | null
}

export async function listSetAside(client: pg.ClientBase): Promise<readonly SetAsideRow[]> {
  const { rows } = await client.query<ListRow>(LIST)
  return rows.map(({ row_id: rowId, restored_at: restoredAt, ...row }) => ({ ...row, rowId, restoredAt }))
}

const TAKE = `
  UPDATE crosswalk.set_aside SET restored_at = now(), restored_by = $2
   WHERE (id = $1 OR with_id = $1) AND restored_at IS NULL
  RETURNING id, table_name AS table, row_id, column_name AS column,
            ARRAY(SELECT jsonb_object_keys(row_values)) AS columns,
            ARRAY(SELECT key FROM jsonb_each(row_values) WHERE value <> 'null') AS filled`

type Taken = {
  readonly id: string
  readonly table: string
  readonly row_id: string | null
  readonly column: string | null
  readonly columns: readonly string[]
  readonly filled: readonly string[]
}

/** Puts a row back as it was, with the history that was set aside with it, in the transaction of the session. */
export async function restoreRow(
  client: pg.ClientBase,
  { environment }: Where,
  id: string,
  { who, swap }: RestoreOptions,
): Promise<Repair> {
  const taken = (await client.query<Taken>(TAKE, [id, who])).rows
  const self = taken.find((row) => row.id === id)
  if (self === undefined) fail('adoption/not-set-aside', { environment, id })
  const tables = await readTables(client)
  const rows = [self, ...taken.filter((row) => row !== self)]
  try {
    if (swap && self.table === CONFIGS) await makeRoom(client, tables, self, who)
    for (const row of rows) await putBack(client, getTable(tables, row.table), row)
  } catch (error) {
    throw refusal(self, error)
  }
  await audit(client, who, 'adopt.restore', self.table, { set_aside: rows.map((row) => row.id) })
  return { action: 'restored', subject: self.table, count: rows.length }
}

/** Sets aside the configs that have its id, which keep their history, or its tenant, user and agent. */
async function makeRoom(client: pg.ClientBase, tables: Tables, { id }: Taken, who: string): Promise<void> {
  const table = getTable(tables, CONFIGS)
  const same = (column: string) =>
    `r.${column} = (SELECT (s.row_values ->> '${column}')::${typeOf(table, column)} FROM crosswalk.set_aside s
                     WHERE s.id = ${pg.escapeLiteral(id)})`
  const what = { table, reason: 'swapped', who }
  await setAsideBatch(client, { ...what, where: same('id') })
  const where = CONFIG_KEY.map(same).join(' AND ')
  await setAsideBatch(client, { ...what, where, history: getTable(tables, HISTORY) })
}

async function putBack(client: pg.ClientBase, table: TableState, row: Taken): Promise<void> {
  const value = (name: string) => `(s.row_values ->> ${pg.escapeLiteral(name)})::${typeOf(table, name)}`
  if (row.column !== null) {
    const column = quoted(row.column)
    const { rowCount } = await client.query(
      `UPDATE public.${table.name} r SET ${column} = ${value(row.column)}
         FROM crosswalk.set_aside s WHERE s.id = $1 AND r.id::text = s.row_id AND r.${column} IS NULL`,
      [row.id],
    )
    if (rowCount !== 1) notRestorable(row, 'its row is gone, or has another value by now', 'See what it has.')
    return
  }
  const lost = row.filled.find((name) => !table.columns.some((column) => column.name === name))
  if (lost !== undefined)
    notRestorable(row, `the table has no column ${lost} any more`, 'Add the column again first.')
  const names = table.columns.flatMap(({ name, generated }) =>
    !generated && row.columns.includes(name) ? [name] : [],
  )
  const known = (await client.query(KNOWN, [row.row_id])).rowCount !== 0
  await client.query(
    `INSERT INTO public.${table.name} (${names.map(quoted).join(', ')}) OVERRIDING SYSTEM VALUE
     SELECT ${names.map(value).join(', ')} FROM crosswalk.set_aside s WHERE s.id = $1`,
    [row.id],
  )
  // It was there before: what a release may take for created since its push, it is not.
  if (table.name === CONFIGS && !known) await client.query(FORGET, [row.row_id])
}

const KNOWN = 'SELECT FROM crosswalk.created_configs WHERE config_id::text = lower($1)'
const FORGET = 'DELETE FROM crosswalk.created_configs WHERE config_id::text = lower($1)'

function typeOf(table: TableState, name: string): string {
  const column = table.columns.find((one) => one.name === name)
  if (column === undefined) throw new Error(`${table.name} has no column ${name}`)
  return column.type
}

const notRestorable = (row: Taken, problem: string, remedy: string): never =>
  fail('adoption/not-restorable', { id: row.id, table: row.table, problem, remedy })

/** What the table says of a row that it does not take, by SQLSTATE. */
const REFUSALS: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  '22P02': ['one of its values is none of that type', 'Its values stand in crosswalk.set_aside.'],
  '23502': ['a column that it has no value for wants one', 'Give that column a default for the time being.'],
  '23503': ['its tenant, user or config is not there', 'Make that first.'],
  '23505': [
    'another row has its place: the same id, or the same tenant, user and agent',
    'Where this one is wanted, give --swap too: what has its place is set aside then.',
  ],
  '23514': ['a check of the table forbids it', 'Its values stand in crosswalk.set_aside.'],
}

function refusal({ id, table }: Taken, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [problem, remedy] = REFUSALS[code] ?? []
  if (problem === undefined || remedy === undefined) return error
  return new CrosswalkError('adoption/not-restorable', { id, table, problem, remedy }, { cause: error })
}
