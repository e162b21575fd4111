import type { Repair } from '../../services/ports/adoption.ts'
import { audit } from './audit.ts'
import { holds, quoted } from './constraints.ts'
import { listMissingIndexes, listMissingKeys } from './lacks.ts'
import type { AdoptionSession } from './session.ts'
import type { Tables } from './table-state.ts'

/** Adds the unique keys over these columns, beside applications at their work. */
export async function addKeys(
  session: AdoptionSession,
  tables: Tables,
  which: (columns: readonly string[]) => boolean,
): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const { table, name, columns, primary, built } of listMissingKeys(tables)) {
    if (!which(columns)) continue
    const free = built ? name : await freeName(session, table, name)
    const create = `CREATE UNIQUE INDEX CONCURRENTLY ${quoted(free)} ON public.${table} (${columns.join(', ')})`
    if (!built && !(await holds(session.build(create)))) {
      await session.build(`DROP INDEX CONCURRENTLY IF EXISTS public.${quoted(free)}`)
      continue
    }
    // An index is enough to refer to, and the tables of tenants and users are not ours to constrain.
    const kind = primary ? 'PRIMARY KEY' : columns.length > 1 ? 'UNIQUE' : undefined
    await session.alter(
      table,
      `added ${free}`,
      kind === undefined
        ? []
        : [`ALTER TABLE public.${table} ADD CONSTRAINT ${quoted(free)} ${kind} USING INDEX ${quoted(free)}`],
    )
    repairs.push({ action: 'added a key', subject: `${table} (${columns.join(', ')})`, count: 1 })
  }
  return repairs
}

export async function addIndexes(session: AdoptionSession, tables: Tables): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const { table, name, using } of listMissingIndexes(tables)) {
    const free = await freeName(session, table, name)
    await session.build(`CREATE INDEX CONCURRENTLY ${quoted(free)} ON public.${table} USING ${using}`)
    await audit(session.client, session.who, 'adopt.alter', table, { what: `added ${free}` })
    repairs.push({ action: 'added an index', subject: `${table} ${using}`, count: 1 })
  }
  return repairs
}

const TAKEN = `
  SELECT i.indisvalid AS valid, i.indrelid IS NOT DISTINCT FROM to_regclass($2) AS here
    FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE c.oid = to_regclass($1)`

/** The name itself, or one that is free. An index of that name that is not valid was never finished: it goes. */
async function freeName(session: AdoptionSession, table: string, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name.slice(0, 60)}_${number}`
    const { rows } = await session.client.query<{ valid: boolean | null; here: boolean }>(TAKEN, [
      `public.${quoted(candidate)}`,
      `public.${table}`,
    ])
    const [found] = rows
    if (found === undefined) return candidate
    if (found.valid !== false || !found.here) continue
    await session.build(`DROP INDEX CONCURRENTLY IF EXISTS public.${quoted(candidate)}`)
    return candidate
  }
}
