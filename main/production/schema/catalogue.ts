import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import { z } from 'zod'
import type { SchemaObjects } from '../../services/ports/database.ts'
import { type Objects, readObjects } from './objects.ts'

/**
 * What each schema file makes: the objects that are there after it, and were not, or not like that, before it, with
 * their hashes; null for one that it drops. So for the rows of the tables that files fill. Written by the test beside
 * this from a database that the files are applied to.
 */
export type Catalogue = Readonly<Record<string, Readonly<Record<string, string | null>>>>

/** The entry of what no file makes: the record of those that were applied. */
export const RECORD_ENTRY = 'schema_migrations'

const FILE = new URL('../../../migrations/postgres/catalogue.json', import.meta.url)
const form = z.record(z.string(), z.record(z.string(), z.string().nullable()))

/** Without `rows`, only the objects: what anybody may see who may connect. */
export async function readCatalogue({ rows = false }: { readonly rows?: boolean } = {}): Promise<Catalogue> {
  const catalogue = form.parse(JSON.parse(await readFile(FILE, 'utf8')))
  if (rows) return catalogue
  return Object.fromEntries(
    Object.entries(catalogue).map(([file, made]) => [
      file,
      Object.fromEntries(Object.entries(made).filter(([object]) => !object.startsWith('rows '))),
    ]),
  )
}

/** Compares what is in our schema with what the files that were applied have made. Changes nothing. */
export async function examineObjects(
  client: pg.ClientBase,
  applied: ReadonlySet<string>,
): Promise<SchemaObjects> {
  const found = await readObjects(client)
  const recorded = found.has(`table crosswalk.${RECORD_ENTRY}`) ? [RECORD_ENTRY] : []
  return compareObjects(found, await readCatalogue(), new Set([...applied, ...recorded]))
}

export function compareObjects(
  found: Objects,
  catalogue: Catalogue,
  applied: ReadonlySet<string>,
): SchemaObjects {
  const expected = new Map<string, { file: string; hash: string }>()
  const pending = new Map<string, Set<string>>()
  for (const [file, objects] of Object.entries(catalogue)) {
    for (const [object, hash] of Object.entries(objects)) {
      if (!applied.has(file)) pending.set(object, (pending.get(object) ?? new Set()).add(hash ?? ''))
      else if (hash === null) expected.delete(object)
      else expected.set(object, { file, hash })
    }
  }
  const is = (object: string, hash: string) => found.get(object) === hash
  // A later file that is half applied may have changed or dropped it already.
  const isPending = (object: string) => pending.get(object)?.has(found.get(object) ?? '') ?? false
  const wrong = [...expected].filter(([object, { hash }]) => !is(object, hash) && !isPending(object))
  return {
    missing: wrong.flatMap(([object, { file }]) => (found.has(object) ? [] : [{ object, file }])),
    altered: wrong.flatMap(([object, { file }]) => (found.has(object) ? [{ object, file }] : [])),
    foreign: [...found.keys()].filter((object) => !expected.has(object) && !pending.has(object)),
    halfApplied: Object.entries(catalogue).flatMap(([file, objects]) => {
      if (applied.has(file)) return []
      const present = Object.entries(objects).flatMap(([object, hash]) =>
        hash !== null && is(object, hash) && expected.get(object)?.hash !== hash ? [object] : [],
      )
      return present.length === 0 ? [] : [{ file, objects: present }]
    }),
  }
}
