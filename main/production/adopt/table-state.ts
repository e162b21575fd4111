import type pg from 'pg'
import { WANTED } from './wanted.ts'

/** A table that applications share with us, as the catalogue has it. */
export type TableState = {
  readonly name: string
  /** `other`: a view, a partitioned table or the like. */
  readonly form: 'missing' | 'other' | 'table'
  /** In their order. */
  readonly columns: readonly Column[]
  readonly indexes: readonly Index[]
  readonly references: readonly Reference[]
  readonly checks: readonly { readonly name: string; readonly condition: string; readonly valid: boolean }[]
  /** Keys of other tables that refer to this one. */
  readonly referencedBy: readonly Reference[]
}

export type Column = {
  readonly name: string
  /** As in `uuid`, `character varying(36)`. */
  readonly type: string
  readonly notNull: boolean
  readonly hasDefault: boolean
  readonly generated: boolean
  readonly isEnum: boolean
}

export type Index = {
  readonly name: string
  /** As in `btree (tenant_id, agent_type)`. */
  readonly using: string
  readonly valid: boolean
  /** The columns that no two rows may share; empty where rows may. */
  readonly unique: readonly string[]
  /** Whether a constraint of the table stands on it. */
  readonly constraint: boolean
  readonly primary: boolean
}

export type Reference = {
  readonly name: string
  readonly table: string
  readonly columns: readonly string[]
  readonly parent: string
  readonly parentColumns: readonly string[]
  /** As `pg_constraint` has it: a no action, r restrict, c cascade, n set null, d set default. */
  readonly onDelete: string
  readonly valid: boolean
}

export type Tables = ReadonlyMap<string, TableState>

const NAMES = (table: string, keys: string) =>
  `(SELECT coalesce(jsonb_agg(a.attname ORDER BY k.ordinality), '[]')
      FROM unnest(${keys}) WITH ORDINALITY AS k (attnum) JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.attnum)`

const REFERENCE = `
  jsonb_build_object('name', r.conname, 'table', CASE WHEN tn.nspname = 'public' THEN '' ELSE tn.nspname || '.' END || t.relname,
                     'columns', ${NAMES('r.conrelid', 'r.conkey')},
                     'parent', p.relname, 'parentColumns', ${NAMES('r.confrelid', 'r.confkey')},
                     'onDelete', r.confdeltype, 'valid', r.convalidated)
    FROM pg_constraint r
    JOIN pg_class t ON t.oid = r.conrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
    JOIN pg_class p ON p.oid = r.confrelid`

const STATE = `
  SELECT wanted.name, CASE WHEN c.oid IS NULL THEN 'missing' WHEN c.relkind = 'r' THEN 'table' ELSE 'other' END AS form,
         (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
                   'hasDefault', a.atthasdef OR a.attidentity <> '', 'generated', a.attgenerated <> '',
                   'isEnum', y.typtype = 'e') ORDER BY a.attnum), '[]')
            FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)::text AS columns,
         (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'name', ic.relname, 'using', substring(pg_get_indexdef(i.indexrelid) FROM ' USING (.*)$'),
                   'valid', i.indisvalid, 'primary', i.indisprimary,
                   'unique', CASE WHEN i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
                                  THEN ${NAMES('i.indrelid', '(i.indkey::int2[])[0:i.indnkeyatts - 1]')} ELSE '[]' END,
                   'constraint', EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')))
                   ORDER BY ic.relname), '[]')
            FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid WHERE i.indrelid = c.oid)::text AS indexes,
         (SELECT coalesce(jsonb_agg(x.r), '[]') FROM (SELECT ${REFERENCE}
           WHERE r.contype = 'f' AND r.conrelid = c.oid) AS x (r))::text AS "references",
         (SELECT coalesce(jsonb_agg(x.r), '[]') FROM (SELECT ${REFERENCE}
           WHERE r.contype = 'f' AND r.confrelid = c.oid AND r.conparentid = 0) AS x (r))::text AS referenced_by,
         (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'name', k.conname, 'condition', pg_get_expr(k.conbin, k.conrelid), 'valid', k.convalidated)), '[]')
            FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c')::text AS checks
    FROM unnest($1::text[]) AS wanted (name)
    LEFT JOIN pg_class c ON c.oid = to_regclass('public.' || wanted.name)`

type Row = { name: string; form: TableState['form']; referenced_by: string } & Record<
  'columns' | 'indexes' | 'references' | 'checks',
  string
>

/** Reads the four tables from the catalogue. */
export async function readTables(client: pg.ClientBase): Promise<Tables> {
  const { rows } = await client.query<Row>(STATE, [WANTED.map(({ name }) => name)])
  return new Map(
    rows.map(({ name, form, referenced_by, ...lists }) => [
      name,
      {
        name,
        form,
        // Made by the statement above: nothing of a user's is in it.
        columns: JSON.parse(lists.columns) as TableState['columns'],
        indexes: JSON.parse(lists.indexes) as TableState['indexes'],
        references: JSON.parse(lists.references) as TableState['references'],
        checks: JSON.parse(lists.checks) as TableState['checks'],
        referencedBy: JSON.parse(referenced_by) as TableState['referencedBy'],
      },
    ]),
  )
}

export function getTable(tables: Tables, name: string): TableState {
  const found = tables.get(name)
  if (found === undefined) throw new Error(`${name} was not read from the catalogue`)
  return found
}

export const findColumn = (table: TableState, name: string): Column | undefined =>
  table.columns.find((column) => column.name === name)

/** Whether no two rows can have the same values in these columns. */
export const hasKey = ({ indexes }: TableState, columns: readonly string[]): boolean =>
  indexes.some(
    ({ unique, valid }) =>
      valid && unique.length === columns.length && columns.every((name) => unique.includes(name)),
  )

export const findReference = (
  { references }: TableState,
  column: string,
  parent: string,
): Reference | undefined =>
  references.find((one) => one.parent === parent && one.columns.length === 1 && one.columns[0] === column)

/** PostgreSQL writes a condition with brackets and casts of its own. */
const bare = (condition: string): string => condition.replace(/::text|[\s()]/g, '')

export const findCheck = (
  { checks }: TableState,
  condition: string,
): TableState['checks'][number] | undefined => checks.find((one) => bare(one.condition) === bare(condition))
