import type pg from 'pg'
import type { Check } from '../../services/ports/database.ts'
import type { Database } from '../connect.ts'

export type Finding = Omit<Check, 'name'>

/** Looks at one thing of a database. Changes nothing; one that cannot be made is told like any other finding. */
export type Examination = (client: pg.ClientBase, database: Database) => Promise<Finding>

export const fine = (message: string): Finding => ({ ok: true, message })
export const warning = (message: string, remedy: string): Finding => ({ ok: 'warn', message, remedy })
export const wrong = (message: string, remedy: string): Finding => ({ ok: false, message, remedy })

/** The one row that a question to the catalogue gives. */
export async function row<Row extends pg.QueryResultRow>(client: pg.ClientBase, sql: string): Promise<Row> {
  const { rows } = await client.query<Row>(sql)
  const [first] = rows
  if (first === undefined) throw new Error('the catalogue gave no row')
  return first
}
