import type { Repair } from '../../services/ports/adoption.ts'
import { listMissingChecks, listMissingReferences } from './lacks.ts'
import type { AdoptionSession } from './session.ts'
import { findCheck, findReference, getTable, type TableState, type Tables } from './table-state.ts'
import type { WantedReference } from './wanted.ts'

// What keeps further mistakes out. Each is added without being validated, which takes a lock for a moment only,
// and validated by itself, which takes none that an application would wait for.

// Rows that applications wrote in between.
const VIOLATED = new Set(['23502', '23503', '23505', '23514'])

/** Runs what may find rows in its way, and tells whether it found none: the next round repairs them. */
export const holds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && VIOLATED.has(String(error.code))) return false
      throw error
    },
  )

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** The name, or the next one that no constraint of the table has. */
function freeName({ references, checks, indexes }: TableState, name: string): string {
  const taken = new Set([...references, ...checks, ...indexes].map((one) => one.name))
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name.slice(0, 60)}_${number}`
    if (!taken.has(candidate)) return candidate
  }
}

export async function addChecks(session: AdoptionSession, tables: Tables): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const { table, name, condition } of listMissingChecks(tables)) {
    // Not even without being validated while a row is in its way: its user could not change it any more.
    const against = `SELECT FROM public.${table} WHERE NOT (${condition}) LIMIT 1`
    if ((await session.client.query(against)).rowCount !== 0) continue
    const state = getTable(tables, table)
    const there = findCheck(state, condition)
    const used = there?.name ?? freeName(state, name)
    if (there === undefined)
      await session.alter(table, `added ${used}`, [
        `ALTER TABLE public.${table} ADD CONSTRAINT ${quoted(used)} CHECK (${condition}) NOT VALID`,
      ])
    if (await validate(session, table, used))
      repairs.push({ action: 'added a check', subject: `${table}.${used}`, count: 1 })
  }
  return repairs
}

const validate = (session: AdoptionSession, table: string, constraint: string): Promise<boolean> =>
  holds(
    session.alter(table, `validated ${constraint}`, [
      `ALTER TABLE public.${table} VALIDATE CONSTRAINT ${quoted(constraint)}`,
    ]),
  )

/** Adds foreign keys, not validated: no further orphan gets in. */
export async function addReferences(
  session: AdoptionSession,
  tables: Tables,
  wanted: readonly WantedReference[],
): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const { table, name, column, parent, onDelete } of wanted) {
    const state = getTable(tables, table)
    if (findReference(state, column, parent) !== undefined) continue
    const used = freeName(state, name)
    await session.alter(table, `added ${used}`, [
      `ALTER TABLE public.${table} ADD CONSTRAINT ${quoted(used)} FOREIGN KEY (${column})
         REFERENCES public.${parent} (id) ON DELETE ${onDelete} NOT VALID`,
    ])
    repairs.push({ action: 'added a foreign key', subject: `${table}.${column}`, count: 1 })
  }
  return repairs
}

/** Validates the foreign keys that have no orphans left. */
export async function validateReferences(
  session: AdoptionSession,
  tables: Tables,
): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const { table, column, parent } of listMissingReferences(tables)) {
    const there = findReference(getTable(tables, table), column, parent)
    if (there !== undefined && (await validate(session, table, there.name)))
      repairs.push({ action: 'validated a foreign key', subject: `${table}.${column}`, count: 1 })
  }
  return repairs
}
