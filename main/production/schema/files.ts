import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'

/** One append-only file of `migrations/postgres`. */
export type SchemaFile = {
  readonly version: number
  /** File name without `.sql`: `000001_walker_agent_configs`. */
  readonly name: string
  readonly checksum: string
  readonly sql: string
  /** Tables that it creates where they are missing. */
  readonly tables: readonly string[]
}

const FOLDER = new URL('../../../migrations/postgres/', import.meta.url)
const FILE = /^(\d{6})_[a-z0-9_]+\.sql$/

/** Our schema's files in order. Throws where the folder breaks its own rules: that is a fault of ours. */
export async function readSchemaFiles(folder: URL = FOLDER): Promise<SchemaFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (file, index) => {
      const version = Number(FILE.exec(file)?.[1] ?? Number.NaN)
      if (version !== index + 1)
        throw new Error(`${file}: schema files are numbered from 000001 without a gap`)
      // Git may have written other line ends; they are not part of what the file says.
      const sql = (await readFile(new URL(file, folder), 'utf8')).replaceAll('\r\n', '\n')
      return {
        version,
        name: file.slice(0, -'.sql'.length),
        checksum: createHash('sha256').update(sql).digest('hex'),
        sql,
        tables: [...sql.matchAll(/^CREATE TABLE IF NOT EXISTS ([a-z_.]+)/gm)].map((match) => match[1] ?? ''),
      }
    }),
  )
}
