import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One append-only file of `migrations/sqlite`: never changed once released. */
export type SchemaFile = {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

const FOLDER = fileURLToPath(new URL('../../../migrations/sqlite/', import.meta.url))

/** All of them in order: 1, 2, 3, … */
export function readSchemaFiles(): SchemaFile[] {
  const names = readdirSync(FOLDER)
    .filter((name) => /^\d{6}_[a-z_]+\.sql$/.test(name))
    .sort()
  return names.map((name) => {
    const sql = readFileSync(FOLDER + name, 'utf8')
    return {
      number: Number(name.slice(0, 6)),
      name,
      sql,
      sha256: createHash('sha256').update(sql).digest('hex'),
    }
  })
}
