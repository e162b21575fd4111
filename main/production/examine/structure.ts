import type pg from 'pg'
import { structureFindings } from '../adopt/structure-findings.ts'
import { findColumn, getTable, readTables } from '../adopt/table-state.ts'
import { CONFIGS } from '../adopt/wanted.ts'
import type { Database } from '../connect.ts'
import { type Finding, fine, row, warning, wrong } from '../doctor/finding.ts'
import { examineObjects } from '../schema/catalogue.ts'
import { readSchemaStatus } from '../schema/status.ts'

/** Names of at most that many things stand in a line. */
const SHOWN = 5

export async function examineSchemaObjects(client: pg.ClientBase, { where }: Database): Promise<Finding> {
  const { applied, state } = await readSchemaStatus(client, where)
  if (state !== 'current' && state !== 'older')
    return fine('not compared: the schema is not ours, or another one')
  const { missing, altered, halfApplied } = await examineObjects(
    client,
    new Set(applied.map(({ name }) => name)),
  )
  const problems = [
    ...missing.map(({ object }) => `${object} is missing`),
    ...altered.map(({ object }) => `${object} was changed by hand`),
  ]
  const status = `\`crosswalk db status --env ${where.environment}\` lists them`
  if (problems.length > 0) return wrong(few(problems), `Put them back as they were; ${status}`)
  if (halfApplied.length > 0)
    return warning(
      `half applied: ${halfApplied.map(({ file }) => file).join(', ')}`,
      `Run \`crosswalk db migrate --env ${where.environment}\`: it goes on`,
    )
  return fine('every object of our schema is as its files make it')
}

export async function examineConstraints(client: pg.ClientBase, { where }: Database): Promise<Finding> {
  const tables = await readTables(client)
  if (getTable(tables, CONFIGS).form === 'missing') return fine('there are no configs yet')
  const lacks = structureFindings(tables).filter(({ kind }) => kind === 'add')
  if (lacks.length === 0) return fine('every key, constraint and index of the config tables is there')
  return warning(
    few(
      lacks.map(
        ({ table, message, examples }) =>
          `${table}: ${message} (${examples.map(({ detail }) => detail).join('; ')})`,
      ),
    ),
    `\`crosswalk db adopt --env ${where.environment}\` shows and adds them`,
  )
}

const few = (texts: readonly string[]): string =>
  `${texts.slice(0, SHOWN).join('; ')}${texts.length > SHOWN ? `; and ${texts.length - SHOWN} more` : ''}`

/** Which clock the column shows, and what that decides. */
export async function examineCreatedAt(client: pg.ClientBase): Promise<Finding> {
  const type = findColumn(getTable(await readTables(client), CONFIGS), 'created_at')?.type
  const noted = await row<{ there: boolean; zone: string }>(
    client,
    `SELECT current_setting('TimeZone') AS zone,
            EXISTS (SELECT FROM pg_trigger WHERE tgname = 'crosswalk_created' AND tgenabled IN ('O', 'A')
                       AND tgrelid = to_regclass('public.walker_agent_user_configs')) AS there`,
  )
  const kept = 'since when a config exists is kept in crosswalk.created_configs'
  if (type === undefined) return fine('there is no such column')
  if (!noted.there)
    return warning(
      'nothing notes when configs are created: a rollback cannot tell those that were made after its push',
      'Put the trigger crosswalk_created back, as `crosswalk db status` names it',
    )
  if (type !== 'timestamp without time zone') return fine(`${type}; ${kept}`)
  return fine(
    `created_at has no time zone and shows the clock of whoever wrote it (here ${noted.zone}); ${kept}, with one`,
  )
}
