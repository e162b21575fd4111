import type pg from 'pg'
import type { KnownAgents } from '../../../services/ports/adoption.ts'
import type { DeepCheck } from '../../../services/ports/database.ts'
import type { Database } from '../../connect.ts'
import { inTransaction } from '../../transaction.ts'
import { CONFIGS } from './configs.ts'
import { checkContents, type HashOptions } from './hashes.ts'
import { type Invariant, versionsOf } from './invariant.ts'
import { RECORDS } from './records.ts'

const EXAMPLES = 5

export type DeepOptions = HashOptions & { readonly known: KnownAgents }

/**
 * Looks whether everything that has to be true of the data is, at one moment. Changes nothing, and reads every
 * config that releases have dealt with. The database has to have our schema.
 */
export const examineDeep = (database: Database, options: DeepOptions): Promise<readonly DeepCheck[]> =>
  inTransaction(database, { isolation: 'repeatable read', readOnly: true }, async (client) => {
    await client.query(`SELECT set_config('statement_timeout', '0', true)`)
    const versions = versionsOf(options.known)
    const checks: DeepCheck[] = []
    for (const invariant of [...RECORDS, ...CONFIGS]) {
      options.signal?.throwIfAborted()
      checks.push(await check(client, invariant, versions))
    }
    return [...checks, ...(await contentChecks(client, options))]
  })

type Found = { count: number; examples: string }

async function check(
  client: pg.ClientBase,
  { name, severity, holds, against, remedy }: Invariant,
  versions: readonly string[],
): Promise<DeepCheck> {
  const { rows } = await client.query<Found>(
    `WITH against AS MATERIALIZED (${against}),
          shown AS (SELECT * FROM against ORDER BY id, detail LIMIT ${EXAMPLES})
     SELECT (SELECT count(*)::int FROM against) AS count,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'detail', detail)), '[]') FROM shown)::text AS examples`,
    against.includes('$1') ? [versions] : [],
  )
  const { count, examples } = rows[0] as Found
  // Ids, versions and states: nothing of what a customer has set.
  return verdict(name, severity, holds, remedy, count, JSON.parse(examples) as DeepCheck['examples'])
}

async function contentChecks(client: pg.ClientBase, options: DeepOptions): Promise<readonly DeepCheck[]> {
  const { checked, before, unkept } = await checkContents(client, options)
  const examples = (ids: readonly string[], detail: string) =>
    ids.slice(0, EXAMPLES).map((id) => ({ id, detail }))
  return [
    verdict(
      'states before',
      'broken',
      `the state before of each of ${checked} configs is the one that its release has migrated`,
      'Take these rows of the history back from a backup: a rollback would restore something else.',
      before.length,
      examples(before, 'has another state before in its history'),
    ),
    verdict(
      'states after',
      'odd',
      `each of ${checked} configs is as its release left it, or that state is in its history`,
      'Have the application write what it replaces into walker_agent_config_versions: such a state is lost else.',
      unkept.length,
      examples(unkept, 'was changed since, and nothing was kept of what it was'),
    ),
  ]
}

const verdict = (
  name: string,
  severity: Invariant['severity'],
  holds: string,
  remedy: string,
  count: number,
  examples: DeepCheck['examples'],
): DeepCheck =>
  count === 0
    ? { name, ok: true, message: holds, count, examples }
    : {
        name,
        ok: severity === 'broken' ? false : 'warn',
        message: `not so: ${holds}`,
        remedy,
        count,
        examples,
      }
