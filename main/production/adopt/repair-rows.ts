import type pg from 'pg'
import type { AdoptionChoices, ApplyOptions, Repair } from '../../services/ports/adoption.ts'
import { audit } from './audit.ts'
import { versionFromConfig } from './mistakes/contents.ts'
import { MISTAKES } from './mistakes/index.ts'
import type { Mistake, RepairKind, Scope } from './mistakes/mistake.ts'
import { makeParents } from './placeholders.ts'
import type { AdoptionSession } from './session.ts'
import { type SetAside, setAsideBatch, setAsideValues } from './set-aside.ts'
import { getTable, type TableState } from './table-state.ts'
import { CONFIGS, HISTORY, REFERENCES } from './wanted.ts'

const BATCH = 500

/** What is to be done about a mistake, as it was chosen. */
export const repairOf = ({ choice, repairs }: Mistake, choices: AdoptionChoices): RepairKind | undefined =>
  choice === undefined ? undefined : repairs?.[choices[choice.option] ?? '']

type Work = {
  readonly mistake: Mistake
  readonly scope: Scope
  readonly table: TableState
  readonly where: string
  readonly who: string
}

/** One batch in the transaction of the session; gives how many it has repaired. 0 ends the repair. */
type Batch = (client: pg.ClientBase, work: Work) => Promise<number>

const BATCHES: Readonly<Record<RepairKind, Batch>> = {
  move: (client, work) => setAsideBatch(client, setAsideOf(work)),
  'move-with-history': (client, work) => {
    const history = getTable(work.scope.tables, HISTORY)
    return setAsideBatch(client, {
      ...setAsideOf(work),
      history: history.form === 'table' ? history : undefined,
    })
  },
  'move-value': (client, work) => setAsideValues(client, setAsideOf(work), columnOf(work)),
  'make-parent': (client, { mistake, scope, table, where, who }) => {
    const column = mistake.column ?? ''
    const reference = REFERENCES.find((one) => one.table === table.name && one.column === column)
    if (reference === undefined) throw new Error(`${table.name}.${column} refers to nothing`)
    const parent = getTable(scope.tables, reference.parent)
    return makeParents(client, scope.tables, { parent, child: table, column, where, who })
  },
  'take-version': takeVersion,
  'reset-status': resetStatus,
}

const setAsideOf = ({ mistake, table, where, who }: Work): SetAside => ({
  table,
  where,
  reason: mistake.code,
  who,
})
const columnOf = ({ mistake }: Work): string => mistake.column ?? ''

async function takeVersion(client: pg.ClientBase, { scope, table, who }: Work): Promise<number> {
  const { rows } = await client.query<{ id: string; before: string | null; after: string }>(`
    WITH chosen AS MATERIALIZED (
      SELECT r.ctid AS place, r.flow_version::text AS before FROM public.${table.name} r
       WHERE ${versionFromConfig(scope.known)} LIMIT ${BATCH} FOR UPDATE OF r
    )
    UPDATE public.${table.name} r SET flow_version = r.config_json::jsonb ->> 'version'
      FROM chosen WHERE r.ctid = chosen.place
    RETURNING r.id::text AS id, chosen.before, r.flow_version::text AS after`)
  if (rows.length > 0) await audit(client, who, 'adopt.take-version', CONFIGS, { configs: rows })
  return rows.length
}

async function resetStatus(client: pg.ClientBase, { table, where, who }: Work): Promise<number> {
  const { rows } = await client.query<{ id: string }>(`
    WITH chosen AS MATERIALIZED (
      SELECT r.ctid AS place FROM public.${table.name} r WHERE ${where} LIMIT ${BATCH} FOR UPDATE OF r
    )
    UPDATE public.${table.name} r SET migration_status = 'active'
      FROM chosen WHERE r.ctid = chosen.place RETURNING r.id::text AS id`)
  if (rows.length > 0)
    await audit(client, who, 'adopt.reset-status', CONFIGS, { ids: rows.map(({ id }) => id) })
  return rows.length
}

/** Repairs the rows of these tables as it was chosen, one kind of mistake after the other. */
export async function repairRows(
  session: AdoptionSession,
  scope: Scope,
  { choices, who, progress }: ApplyOptions,
  codes?: ReadonlySet<string>,
): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const mistake of MISTAKES) {
    const kind = repairOf(mistake, choices)
    const where = mistake.where(scope)
    if (kind === undefined || where === undefined || (codes && !codes.has(mistake.code))) continue
    const table = getTable(scope.tables, mistake.table)
    let done = 0
    for (;;) {
      const count = await session.transaction((client) =>
        BATCHES[kind](client, { mistake, scope, table, where, who }),
      )
      if (count === 0) break
      done += count
      progress?.({ label: `${SAYS[kind]} (${mistake.code})`, done })
    }
    if (done > 0) repairs.push({ action: SAYS[kind], subject: mistake.code, count: done })
  }
  return repairs
}

const SAYS: Readonly<Record<RepairKind, string>> = {
  move: 'set aside',
  'move-with-history': 'set aside',
  'move-value': 'set a value aside',
  'make-parent': 'made a placeholder',
  'take-version': 'took the version of the config',
  'reset-status': 'reset the status',
}
