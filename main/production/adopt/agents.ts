import pg from 'pg'
import type { AdoptionFinding } from '../../services/ports/adoption.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import type { Scope } from './mistakes/mistake.ts'
import { CONFIGS } from './wanted.ts'

/** The type of the column, where it is an enum, and the agents that it lacks. */
const LACKING = `
  SELECT format_type(a.atttypid, NULL) AS type,
         (SELECT coalesce(array_agg(wanted.name ORDER BY wanted.ordinality), '{}')
            FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, ordinality)
           WHERE NOT EXISTS (SELECT FROM pg_enum e WHERE e.enumtypid = a.atttypid AND e.enumlabel = wanted.name)) AS lacking
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'e'
   WHERE a.attrelid = to_regclass('public.${CONFIGS}') AND a.attname = 'agent_type' AND NOT a.attisdropped`

type Lacking = { type: string; lacking: string[] }

const readLacking = async (client: pg.ClientBase, agents: readonly string[]): Promise<Lacking | undefined> =>
  (await client.query<Lacking>(LACKING, [agents])).rows[0]

export async function agentFindings(
  client: pg.ClientBase,
  { known }: Scope,
): Promise<readonly AdoptionFinding[]> {
  const agents = known.map(({ agent }) => agent)
  const { type, lacking } = (await readLacking(client, agents)) ?? { type: '', lacking: [] }
  if (lacking.length === 0) return []
  return [
    {
      code: 'missing-agents',
      kind: 'add',
      table: CONFIGS,
      count: lacking.length,
      message: `${lacking.length} of the declared agents have no value in ${type}`,
      examples: lacking.map((agent) => ({ id: agent, detail: type })),
    },
  ]
}

/**
 * Gives the enum of agents a value for each declared one, so that users can have configs of it, and tells which
 * were added. Where the column is of another type, any agent fits already.
 */
export const addAgents = (database: Database, agents: readonly string[]): Promise<readonly string[]> =>
  inTransaction(database, {}, async (client) => {
    const found = await readLacking(client, agents)
    if (found === undefined) return []
    for (const agent of found.lacking) {
      // Others may add the same one at this moment.
      await client.query(`ALTER TYPE ${found.type} ADD VALUE IF NOT EXISTS ${pg.escapeLiteral(agent)}`)
    }
    return found.lacking
  })
