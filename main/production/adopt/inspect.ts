import type pg from 'pg'
import type { AdoptionFinding, AdoptionReport, KnownAgents } from '../../services/ports/adoption.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { agentFindings } from './agents.ts'
import { MISTAKES } from './mistakes/index.ts'
import type { Mistake, Scope } from './mistakes/mistake.ts'
import { noteFindings } from './notes.ts'
import { unknowable } from './placeholders.ts'
import { structureFindings } from './structure-findings.ts'
import { getTable, readTables, type Tables } from './table-state.ts'
import { REFERENCES } from './wanted.ts'

const EXAMPLES = 5

/** Looks over a database at one moment, in a transaction that the server keeps from writing. */
export const inspectForAdoption = (database: Database, known: KnownAgents): Promise<AdoptionReport> =>
  inTransaction(database, { isolation: 'repeatable read', readOnly: true }, async (client) => {
    await seeEveryRow(client)
    const tables = await readTables(client)
    const scope = { tables, known }
    const findings = [
      ...structureFindings(tables),
      ...(await agentFindings(client, scope)),
      ...(await rowFindings(client, scope)),
      ...(await noteFindings(client, scope)),
    ]
    return {
      ...database.where,
      rows: await countRows(client, tables),
      findings: findings.toSorted(bySeverity),
    }
  })

/** Fails instead of leaving out rows that a policy hides from us, and takes as long as it takes. */
async function seeEveryRow(client: pg.ClientBase): Promise<void> {
  await client.query(
    `SELECT set_config('row_security', 'off', true), set_config('statement_timeout', '0', true)`,
  )
}

async function rowFindings(client: pg.ClientBase, scope: Scope): Promise<readonly AdoptionFinding[]> {
  const found: AdoptionFinding[] = []
  for (const mistake of MISTAKES) {
    const finding = await find(client, scope, mistake)
    if (finding !== undefined) found.push(finding)
  }
  return found
}

type Found = { count: number; examples: string }

async function find(
  client: pg.ClientBase,
  scope: Scope,
  mistake: Mistake,
): Promise<AdoptionFinding | undefined> {
  const { code, kind, table } = mistake
  const condition = mistake.where(scope)
  if (condition === undefined) return undefined
  const { rows } = await client.query<Found>(`
    WITH found AS MATERIALIZED (
      SELECT coalesce(r.id::text, '') AS id, r.ctid AS place FROM public.${table} r WHERE ${condition}
    ), shown AS (SELECT * FROM found ORDER BY id, place LIMIT ${EXAMPLES})
    SELECT (SELECT count(*)::int FROM found) AS count,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('id', shown.id, 'detail', ${mistake.detail(scope)}) ORDER BY shown.id), '[]')
              FROM shown JOIN public.${table} r ON r.ctid = shown.place)::text AS examples`)
  const { count, examples } = rows[0] as Found
  if (count === 0) return undefined
  return {
    code,
    kind,
    table,
    count,
    message: mistake.message(String(count)),
    ...adviceOf(mistake, scope),
    // Made by the statement above: ids, versions and names, nothing of what a customer has set.
    examples: JSON.parse(examples) as AdoptionFinding['examples'],
  }
}

/** What can be done about it. A parent that cannot be made up is no choice. */
function adviceOf(
  { choice, remedy, repairs, table, column }: Mistake,
  { tables }: Scope,
): Pick<AdoptionFinding, 'choice' | 'remedy'> {
  const parent = REFERENCES.find((one) => one.table === table && one.column === column)?.parent
  const problems =
    repairs?.placeholder === 'make-parent' && parent ? unknowable(getTable(tables, parent)) : []
  if (choice === undefined || problems.length === 0)
    return { ...(choice ? { choice } : {}), ...(remedy ? { remedy } : {}) }
  const { placeholder: _, ...would } = choice.would
  return {
    choice: { ...choice, would },
    remedy: `No placeholder can be made in ${parent}: ${problems.join(', ')}.`,
  }
}

async function countRows(client: pg.ClientBase, tables: Tables): Promise<Record<string, number | null>> {
  const counts: Record<string, number | null> = {}
  for (const { name, form } of tables.values()) {
    counts[name] =
      form === 'table'
        ? ((await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM public.${name}`))
            .rows[0]?.count ?? 0)
        : null
  }
  return counts
}

const ORDER: readonly AdoptionFinding['kind'][] = ['blocking', 'decide', 'add', 'note']
const bySeverity = (a: AdoptionFinding, b: AdoptionFinding): number =>
  ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)
