import type pg from 'pg'
import type { AdoptionFinding } from '../../services/ports/adoption.ts'
import { has, type Scope } from './mistakes/mistake.ts'
import { findColumn, getTable } from './table-state.ts'
import { CONFIGS } from './wanted.ts'

/** What else an operator should know of, and what earlier adoptions have left. */
export async function noteFindings(client: pg.ClientBase, scope: Scope): Promise<readonly AdoptionFinding[]> {
  return [...(await zone(client, scope)), ...(await leftovers(client))]
}

const ZONE = `SELECT current_setting('TimeZone') AS zone`

async function zone(client: pg.ClientBase, scope: Scope): Promise<readonly AdoptionFinding[]> {
  if (!has(scope, CONFIGS, 'created_at')) return []
  const type = findColumn(getTable(scope.tables, CONFIGS), 'created_at')?.type
  if (type !== 'timestamp without time zone') return []
  const { rows } = await client.query<{ zone: string }>(ZONE)
  return [
    {
      code: 'created-at-zone',
      kind: 'note',
      table: CONFIGS,
      count: 1,
      message: `created_at has no time zone: it says what the clock showed where a row was written (sessions here show ${rows[0]?.zone})`,
      examples: [],
      remedy: 'Since when a config exists is kept in crosswalk.created_configs, with a time zone.',
    },
  ]
}

const LEFT = `
  SELECT (SELECT count(*)::int FROM crosswalk.set_aside WHERE restored_at IS NULL) AS aside,
         (SELECT count(*)::int FROM crosswalk.placeholders) AS placeholders`
const THERE = `
  SELECT to_regclass('crosswalk.set_aside') IS NOT NULL AND to_regclass('crosswalk.placeholders') IS NOT NULL AS there`

async function leftovers(client: pg.ClientBase): Promise<readonly AdoptionFinding[]> {
  if (!(await client.query<{ there: boolean }>(THERE)).rows[0]?.there) return []
  const { rows } = await client.query<{ aside: number; placeholders: number }>(LEFT)
  const { aside = 0, placeholders = 0 } = rows[0] ?? {}
  return [
    ...note(
      'set-aside',
      'set_aside',
      aside,
      'rows are set aside',
      '--list shows them, --restore puts one back.',
    ),
    ...note(
      'placeholders',
      'placeholders',
      placeholders,
      'tenants and users are placeholders',
      '--list shows them, --remove-placeholders removes those that nothing refers to.',
    ),
  ]
}

const note = (
  code: string,
  table: string,
  count: number,
  says: string,
  remedy: string,
): readonly AdoptionFinding[] =>
  count === 0
    ? []
    : [
        {
          code,
          kind: 'note',
          table: `crosswalk.${table}`,
          count,
          message: `${count} ${says}`,
          examples: [],
          remedy,
        },
      ]
