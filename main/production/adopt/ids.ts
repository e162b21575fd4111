import { findColumn, type TableState } from './table-state.ts'

/*
 * An application may keep ids as text, where anything can stand. These write SQL that works on either type.
 * A text is an id where PostgreSQL takes it for a UUID: upper case, braces and missing hyphens are no mistake.
 */
const HEX = '[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}'
const ID = `^(${HEX}|\\{${HEX}\\})$`

/** A condition: the column of that row holds an id. `row` is the alias of a row of the table. */
export function isId(table: TableState, column: string, row = 'r'): string {
  if (findColumn(table, column)?.type === 'uuid') return `${row}.${column} IS NOT NULL`
  return `coalesce(${row}.${column}::text ~* '${ID}', false)`
}

/** The id as a uuid, NULL where it is none. */
export function idOf(table: TableState, column: string, row = 'r'): string {
  if (findColumn(table, column)?.type === 'uuid') return `${row}.${column}`
  return `CASE WHEN ${isId(table, column, row)} THEN ${row}.${column}::text::uuid END`
}
