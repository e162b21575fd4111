import { createHash } from 'node:crypto'
import type pg from 'pg'

/** What a schema is made of, by kind and name, as in `column crosswalk.journal.state`; each with a hash of what it is. */
export type Objects = ReadonlyMap<string, string>

/*
 * Everything in our schema, and our triggers wherever they stand. Not who owns it or may use it, which differs from
 * server to server and is the matter of rights; nor row security, which comes with these.
 *
 * PostgreSQL 18 has named constraints for NOT NULL: left out, for a column says so itself.
 */
const OBJECTS = `
  WITH ours AS (
    SELECT c.oid, c.relkind, 'crosswalk.' || c.relname AS name FROM pg_class c
     WHERE c.relnamespace = to_regnamespace('crosswalk')
  )
  SELECT CASE o.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'relation' END || ' ' || o.name AS object,
         o.relkind::text || CASE WHEN o.relkind = 'v' THEN pg_get_viewdef(o.oid) ELSE '' END AS definition
    FROM ours o WHERE o.relkind NOT IN ('i', 'I', 't', 'c')
  UNION ALL
  SELECT 'column ' || o.name || '.' || a.attname,
         concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                   pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated)
    FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE o.relkind IN ('r', 'p')
  UNION ALL
  SELECT 'constraint ' || o.name || '.' || k.conname,
         pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' not validated' END
    FROM ours o JOIN pg_constraint k ON k.conrelid = o.oid AND k.contype <> 'n'
  UNION ALL
  SELECT 'index ' || o.name, pg_get_indexdef(o.oid) || CASE WHEN i.indisvalid THEN '' ELSE ' not valid' END
    FROM ours o JOIN pg_index i ON i.indexrelid = o.oid
  UNION ALL
  SELECT 'function crosswalk.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
         concat_ws(' ', pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), l.lanname, p.provolatile,
                   p.proparallel, p.prosecdef, p.proisstrict, p.proconfig::text, p.prosrc)
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
   WHERE p.pronamespace = to_regnamespace('crosswalk') AND p.prokind IN ('f', 'p')
  UNION ALL
  SELECT 'trigger ' || t.tgname || ' on ' || n.nspname || '.' || c.relname,
         pg_get_triggerdef(t.oid) || CASE WHEN t.tgenabled = 'O' THEN '' ELSE ' ' || t.tgenabled::text END
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid
   WHERE NOT t.tgisinternal
     AND (n.nspname = 'crosswalk' OR p.pronamespace = to_regnamespace('crosswalk'))
  UNION ALL
  SELECT 'type crosswalk.' || t.typname, coalesce((SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), t.typtype::text)
    FROM pg_type t WHERE t.typnamespace = to_regnamespace('crosswalk') AND t.typtype IN ('e', 'd', 'r')
   ORDER BY 1`

/** What our files fill these with decides who may do what, and nothing adds to it later. */
const FILLED = ['roles', 'rights', 'tenant_tables']

/** The rows of the tables that our files fill, as in `rows crosswalk.rights`. Needs the right to read them. */
export async function readRows(client: pg.ClientBase, objects: Objects): Promise<Objects> {
  const there = FILLED.filter((name) => objects.has(`table crosswalk.${name}`))
  const hashes = new Map<string, string>()
  for (const name of there) {
    const { rows } = await client.query<{ text: string }>(
      `SELECT coalesce(string_agg(r::text, E'\\n' ORDER BY r::text COLLATE "C"), '') AS text FROM crosswalk.${name} r`,
    )
    hashes.set(`rows crosswalk.${name}`, shortHash(rows[0]?.text ?? ''))
  }
  return hashes
}

export async function readObjects(client: pg.ClientBase): Promise<Objects> {
  const { rows } = await client.query<{ object: string; definition: string }>(OBJECTS)
  return new Map(
    rows.map(({ object, definition }) => [
      object,
      // White space is laid out by the server, and not always alike.
      shortHash(definition.replace(/\s+/g, ' ')),
    ]),
  )
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
