import { hash } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { connect, type Database } from '../../main/production/connect.ts'
import { PostgresDemoApplication } from '../../main/production/demo-application.ts'
import { acquireEmbedded } from '../../main/production/embedded/acquire.ts'
import { migrate } from '../../main/production/schema/migrate.ts'
import type { SesSandbox } from '../../main/sandbox/sandbox.ts'
import type { AgentName, Hash, Version } from '../../shared/config/ids.ts'
import { generateTenants } from '../../shared/config/sample/index.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import type { Bundle } from '../../shared/release/bundle.ts'

const WALKER = new URL('../../migrations/walker/', import.meta.url)

/** SHA-256 as the product's processes take it. */
export const digest = (text: string): Hash => hash('sha256', text) as Hash

/** A server of our own for benches, with the settings that users get, and databases in it. */
export class Stage {
  readonly #folder: string
  readonly #url: string
  readonly #release: () => Promise<void>

  private constructor(folder: string, url: string, release: () => Promise<void>) {
    this.#folder = folder
    this.#url = url
    this.#release = release
  }

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'crosswalk-bench-'))
    // As root the server has another account, which must get there; else its data would go elsewhere and stay.
    await chmod(folder, 0o711)
    const server = await acquireEmbedded(folder)
    return new Stage(folder, server.url, () => server.release())
  }

  /** A database with our schema and so many seo tenants at 1.0.0. */
  async seed(name: string, tenants: number): Promise<void> {
    await this.#admin(`CREATE DATABASE ${name}`)
    const database = await this.database(name)
    try {
      await migrate(database)
      await new PostgresDemoApplication(database).seed(
        generateTenants({ seed: 1, tenants, agent: 'seo', versions: { '1.0.0': 1 } }),
      )
      await database.pool.query('VACUUM ANALYZE')
    } finally {
      await database.close()
    }
  }

  /** Another database with the same contents; nobody is connected to the first. */
  async copy(from: string, to: string): Promise<void> {
    await this.#admin(`CREATE DATABASE ${to} TEMPLATE ${from}`)
    await this.#admin('CHECKPOINT')
  }

  async drop(name: string): Promise<void> {
    await this.#admin(`DROP DATABASE ${name} WITH (FORCE)`)
  }

  urlOf(name: string): string {
    const url = new URL(this.#url)
    url.pathname = `/${name}`
    return url.toString()
  }

  database(name: string): Promise<Database> {
    return connect({
      environment: 'bench',
      server: { url: this.urlOf(name) },
      part: 'bench',
      max: 6,
      statementTimeoutMs: 0,
    })
  }

  async close(): Promise<void> {
    await this.#release()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #admin(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
}

/** The starter workspace's path from 1.0.0 to a version of seo, as a bundle. */
export async function starterBundle(sandbox: SesSandbox, to: string): Promise<Bundle> {
  const versions = ['1.0.0', '1.1.0', '1.2.0', '2.0.0']
  const used = versions.slice(0, versions.indexOf(to) + 1)
  const path: Migration[] = []
  for (const [index, version] of used.slice(1).entries()) {
    const file = `migrations/seo/${used[index]}__${version}.ts`
    path.push(await sandbox.load(await readFile(new URL(file, WALKER), 'utf8'), { file }))
  }
  const json = async (file: string) => readJson(await readFile(new URL(file, WALKER), 'utf8'))
  const defaults = Object.fromEntries(
    await Promise.all(
      used.map(async (version) => [version, await json(`defaults/seo/${version}.json`)] as const),
    ),
  )
  return {
    format: 1,
    agent: 'seo' as AgentName,
    to: to as Version,
    path,
    defaults,
    schema: await json(`schemas/seo/${to}.json`),
    notes: '',
  }
}
