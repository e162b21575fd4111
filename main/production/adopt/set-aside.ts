import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { fail } from '../../../shared/errors/index.ts'
import { audit } from './audit.ts'
import { idOf } from './ids.ts'
import { findColumn, type TableState } from './table-state.ts'

/** Rows in one transaction: what waits for one of them waits for as long. */
const BATCH = 500

export type SetAside = {
  readonly table: TableState
  /** The condition that a row `r` is to go, in SQL. */
  readonly where: string
  readonly reason: string
  readonly who: string
  /** The history, where the rows are configs that take theirs along. */
  readonly history?: TableState | undefined
}

/**
 * Moves rows to crosswalk.set_aside, in one transaction with a session that is in it; gives how many. What is
 * deleted is what is kept, for the statement that deletes a row gives it on. 0 means that none is left.
 */
export async function setAsideBatch(client: pg.ClientBase, what: SetAside): Promise<number> {
  const { table, where, reason, who, history } = what
  // Locked first: from then on nobody changes the rows, nor adds history to them where a foreign key stands.
  const key = history ? keyOf(table, history) : 'NULL'
  const { rows } = await client.query<{ place: string; id: string | null }>(
    `SELECT r.ctid::text AS place, ${key} AS id FROM public.${table.name} r WHERE ${where} LIMIT ${BATCH} FOR UPDATE OF r`,
  )
  if (rows.length === 0) return 0
  const asides = rows.map(() => randomUUID())
  // Before the configs: the foreign key of the history would delete it with them.
  const followers = history
    ? await move(client, history, { reason, who, join: belongs(history) }, [
        ...firstOfEach(rows.map(({ id }, at) => [id, asides[at]] as const)),
      ])
    : 0
  const join = { on: 'r.ctid = d.key::tid', id: 'd.aside', withId: 'NULL::uuid' }
  const moved = await move(
    client,
    table,
    { reason, who, join },
    rows.map(({ place }, at) => [place, asides[at]] as const),
  )
  // A trigger of the application's may have kept them. Then nothing of this has happened.
  if (moved !== rows.length) fail('adoption/rows-kept', { table: table.name, rows: rows.length - moved })
  await audit(client, who, 'adopt.set-aside', table.name, { reason, history: followers, set_aside: asides })
  return moved
}

type Join = { readonly on: string; readonly id: string; readonly withId: string }
type Pair = readonly [key: string | null, aside: string | undefined]

/** Two configs with one malformed id: there is no telling whose the history is. */
const firstOfEach = (pairs: readonly Pair[]): ReadonlyMap<string | null, string | undefined> =>
  new Map(pairs.toReversed())

const isUuid = (table: TableState, column: string): boolean => findColumn(table, column)?.type === 'uuid'

/** An id as text, the same for the same id however it is written. */
const idText = (table: TableState, column: string): string =>
  `coalesce((${idOf(table, column)})::text, r.${column}::text)`

/** What the history names a config by. Where it is a uuid, an id that is none has no history. */
const keyOf = (configs: TableState, history: TableState): string =>
  isUuid(history, 'config_id') ? `(${idOf(configs, 'id')})::text` : idText(configs, 'id')

const belongs = (history: TableState): Join => ({
  // As a uuid, so that the index finds them.
  on: isUuid(history, 'config_id') ? 'r.config_id = d.key::uuid' : `${idText(history, 'config_id')} = d.key`,
  id: 'gen_random_uuid()',
  withId: 'd.aside',
})

async function move(
  client: pg.ClientBase,
  table: TableState,
  { reason, who, join }: { reason: string; who: string; join: Join },
  pairs: readonly Pair[],
): Promise<number> {
  const { rowCount } = await client.query(
    `WITH gone AS (
       DELETE FROM public.${table.name} r USING unnest($1::text[], $2::uuid[]) AS d (key, aside) WHERE ${join.on}
       RETURNING ${join.id} AS id, ${join.withId} AS with_id, r.id::text AS row_id, ${rowValues(table)} AS row_values
     )
     INSERT INTO crosswalk.set_aside (id, table_name, row_id, row_values, with_id, reason, set_aside_by)
     SELECT id, $3, row_id, row_values, with_id, $4, $5 FROM gone`,
    [pairs.map(([key]) => key), pairs.map(([, aside]) => aside), table.name, reason, who],
  )
  return rowCount ?? 0
}

/**
 * Moves the value of one column to crosswalk.set_aside and leaves NULL, with the row as it was kept beside it; gives
 * how many.
 */
export async function setAsideValues(
  client: pg.ClientBase,
  { table, where, reason, who }: SetAside,
  column: string,
): Promise<number> {
  const { rows } = await client.query<{ place: string }>(
    `SELECT r.ctid::text AS place FROM public.${table.name} r WHERE ${where} LIMIT ${BATCH} FOR UPDATE OF r`,
  )
  if (rows.length === 0) return 0
  const places = rows.map(({ place }) => place)
  const kept = await client.query<{ id: string }>(
    `INSERT INTO crosswalk.set_aside (table_name, row_id, row_values, column_name, reason, set_aside_by)
     SELECT $2, r.id::text, ${rowValues(table)}, $3, $4, $5 FROM public.${table.name} r WHERE r.ctid = ANY ($1::tid[])
     RETURNING id`,
    [places, table.name, column, reason, who],
  )
  const { rowCount } = await client.query(
    `UPDATE public.${table.name} r SET ${column} = NULL WHERE r.ctid = ANY ($1::tid[])`,
    [places],
  )
  if (kept.rowCount !== rows.length || rowCount !== rows.length)
    fail('adoption/rows-kept', { table: table.name, rows: rows.length - (rowCount ?? 0) })
  const asides = kept.rows.map(({ id }) => id)
  await audit(client, who, 'adopt.set-aside', table.name, { reason, column, set_aside: asides })
  return rows.length
}

/** Every column of a row `r` as PostgreSQL writes it, by name. */
export function rowValues(table: TableState, row = 'r'): string {
  const names = table.columns.map(({ name }) => `'${name.replaceAll("'", "''")}'`)
  const values = table.columns.map(({ name }) => `${row}."${name.replaceAll('"', '""')}"::text`)
  return `jsonb_object(ARRAY[${names.join(', ')}]::text[], ARRAY[${values.join(', ')}]::text[])`
}
