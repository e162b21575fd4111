import { fail } from '../../../shared/errors/index.ts'
import type { AdoptionFinding, ApplyOptions, Repair } from '../../services/ports/adoption.ts'
import type { Database } from '../connect.ts'
import { migrate } from '../schema/migrate.ts'
import { addAgents } from './agents.ts'
import { bootstrap } from './bootstrap.ts'
import { addColumns, addDefaults, convertIds, forbidNulls } from './columns.ts'
import { addChecks, addReferences, validateReferences } from './constraints.ts'
import { addIndexes, addKeys } from './indexes.ts'
import { inspectForAdoption } from './inspect.ts'
import { listMissingReferences } from './lacks.ts'
import { MISTAKES } from './mistakes/index.ts'
import type { Scope } from './mistakes/mistake.ts'
import { ORPHANS } from './mistakes/orphans.ts'
import { repairOf, repairRows } from './repair-rows.ts'
import { type AdoptionSession, withAdoptionSession } from './session.ts'
import { readTables } from './table-state.ts'
import { CONFIG_KEY, type WantedReference } from './wanted.ts'

/** Applications may make mistakes while others are repaired; until the constraints stand, nothing keeps them from it. */
const ROUNDS = 3

type Adopting = {
  readonly session: AdoptionSession
  readonly database: Database
  readonly options: ApplyOptions
}
type Step = (adopting: Adopting, scope: Scope) => Promise<readonly Repair[]>

// Ids first: without them nothing can be set aside by name, nor referred to.
const ID_MISTAKES: ReadonlySet<string> = new Set([
  'malformed-ids',
  'malformed-history-ids',
  'malformed-changed-by',
  'duplicate-ids',
  'duplicate-history-ids',
])

/**
 * In this order, each with the tables as the one before has left them. Every one finds for itself what there is to
 * do, so that an adoption that was cut off is gone on with by the next.
 */
const STEPS: readonly Step[] = [
  ({ session }, { tables }) => addColumns(session, tables),
  ({ session, options }, scope) => repairRows(session, scope, options, ID_MISTAKES),
  async ({ session, options }, { tables }) =>
    options.choices.ids === 'rewrite' ? convertIds(session, tables) : [],
  ({ session }, { tables }) => addDefaults(session, tables),
  ({ session }, { tables }) => addKeys(session, tables, (columns) => columns.length === 1),
  async ({ database, options: { signal } }) =>
    (await migrate(database, { signal })).map((name) => ({
      action: 'applied',
      subject: name,
      count: 1,
    })),
  async ({ database, options: { known } }) =>
    (
      await addAgents(
        database,
        known.map(({ agent }) => agent),
      )
    ).map((agent) => ({ action: 'added an agent', subject: agent, count: 1 })),
  async ({ session, options }, scope) =>
    addReferences(session, scope.tables, await wantedReferences(session, options, scope)),
  ({ session, options }, scope) => repairRows(session, scope, options),
  ({ session }, { tables }) => addKeys(session, tables, (columns) => columns.length === CONFIG_KEY.length),
  ({ session }, { tables }) => addChecks(session, tables),
  ({ session }, { tables }) => forbidNulls(session, tables),
  ({ session }, { tables }) => validateReferences(session, tables),
  ({ session }, { tables }) => addIndexes(session, tables),
]

/**
 * Where orphans are to stay, a key is added only where there are none, and some parent: else their application goes
 * on making them, and would be refused from now on.
 */
async function wantedReferences(
  { client }: AdoptionSession,
  { choices }: ApplyOptions,
  scope: Scope,
): Promise<readonly WantedReference[]> {
  const missing = listMissingReferences(scope.tables)
  if (choices.orphans !== 'leave') return missing
  const wanted: WantedReference[] = []
  for (const one of missing) {
    const where = ORPHANS.find(({ table, column }) => table === one.table && column === one.column)?.where(
      scope,
    )
    const orphans = await client.query(`SELECT FROM public.${one.table} r WHERE ${where ?? 'false'} LIMIT 1`)
    const parents = await client.query(`SELECT FROM public.${one.parent} LIMIT 1`)
    if (orphans.rowCount === 0 && parents.rowCount !== 0) wanted.push(one)
  }
  return wanted
}

/** Adopts a database as it was chosen. Killed at any point, it can be run again. */
export const applyAdoption = (database: Database, options: ApplyOptions): Promise<readonly Repair[]> =>
  withAdoptionSession(database, options, async (session) => {
    await bootstrap(session)
    const repairs: Repair[] = []
    for (let round = 1; ; round++) {
      for (const step of STEPS) {
        options.signal.throwIfAborted()
        const tables = await readTables(session.client)
        repairs.push(...(await step({ session, database, options }, { tables, known: options.known })))
      }
      const { findings } = await inspectForAdoption(database, options.known)
      const left = findings.filter((finding) => isOpen(finding, options))
      if (left.length === 0) return added(repairs)
      if (round === ROUNDS) {
        const { environment } = database.where
        fail('adoption/unfinished', {
          environment,
          left: left.map(({ table, message }) => `${table}: ${message}`),
        })
      }
    }
  })

/** Whether it should be gone by now. */
function isOpen({ code, kind }: AdoptionFinding, { choices }: ApplyOptions): boolean {
  const { orphans, malformed } = choices
  if (code === 'missing-references') return orphans !== 'leave'
  if (code === 'missing-checks' || code === 'missing-not-null') return malformed !== 'leave'
  // Of these, only those whose own version the workspace knows were taken.
  if (code === 'version-differs') return false
  const mistake = MISTAKES.find((one) => one.code === code)
  return (
    kind === 'blocking' ||
    kind === 'add' ||
    (mistake !== undefined && repairOf(mistake, choices) !== undefined)
  )
}

/** One line for what was done to one thing in several rounds. */
function added(repairs: readonly Repair[]): readonly Repair[] {
  const groups = Map.groupBy(repairs, ({ action, subject }) => `${action} ${subject}`)
  return [...groups.values()].map((same) => ({
    ...(same[0] as Repair),
    count: same.reduce((sum, { count }) => sum + count, 0),
  }))
}
