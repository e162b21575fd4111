import type { AgentName, ConfigId, Hash, Version } from '../../../shared/config/ids.ts'
import type {
  KeptConfig,
  LockedConfig,
  NewConfig,
  PublishedVersion,
  ReadCount,
  RunCount,
  SidecarStore,
  Standing,
  Whose,
} from '../../services/ports/sidecar.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'
import { createConfig } from './create-config.ts'
import { PostgresLockedConfig } from './locked-config.ts'
import { findConfig, lockConfig } from './read-config.ts'
import { asTenant } from './tenant.ts'

const BUNDLE = 'SELECT bundle FROM crosswalk.releases WHERE id = $1'
const SHAPES = 'SELECT shape_id FROM crosswalk.release_shapes WHERE release_id = $1'
const COUNT = 'SELECT crosswalk.count_reads($1, $2, $3, $4)'
const COUNT_RUNS = 'SELECT crosswalk.count_runs($1, $2, $3) AS id'
const PUBLISHED = `
  SELECT r.id, r.digest, p.flow_id AS "flowId"
    FROM crosswalk.published_flows p JOIN crosswalk.releases r ON r.id = p.release_id
   WHERE p.agent = $1 AND p.version = $2 AND p.unpublished_at IS NULL`

/** Rows of one statement. Of more than a hundred, the database tells all as changed without a look at each. */
const FEW = 100

/** Configs one tenant at a time; releases belong to no tenant. */
export class PostgresSidecarStore implements SidecarStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  find(whose: Whose): Promise<Standing> {
    return asTenant(this.#database, whose.tenant, (client) => findConfig(client, whose))
  }

  lock<T>(whose: Whose, work: (locked: LockedConfig) => Promise<T>): Promise<T> {
    return asTenant(this.#database, whose.tenant, async (client) =>
      work(new PostgresLockedConfig(client, whose, await lockConfig(client, whose))),
    )
  }

  create(whose: Whose, config: NewConfig): Promise<KeptConfig> {
    return asTenant(this.#database, whose.tenant, (client) => createConfig(client, whose, config))
  }

  async bundleOf(releaseId: string): Promise<string> {
    type Row = { bundle: string }
    const { rows } = await withClient(this.#database, (client) => client.query<Row>(BUNDLE, [releaseId]))
    const row = rows[0]
    if (row === undefined) throw new Error(`release ${releaseId} is gone, though releases are never deleted`)
    return row.bundle
  }

  async shapesOf(releaseId: string): Promise<readonly string[]> {
    type Row = { shape_id: string }
    const { rows } = await withClient(this.#database, (client) => client.query<Row>(SHAPES, [releaseId]))
    return rows.map((row) => row.shape_id)
  }

  async count(counts: readonly ReadCount[]): Promise<void> {
    const values = [
      counts.map(({ id }) => id),
      counts.map(({ version }) => version),
      counts.map(({ reads }) => reads),
      counts.map(({ failures }) => failures),
    ]
    await withClient(this.#database, (client) => client.query(COUNT, values))
  }

  async countRuns(counts: readonly RunCount[]): Promise<ReadonlySet<ConfigId>> {
    // All of them or none: what is raised has counted nothing.
    return inTransaction(this.#database, {}, async (client) => {
      const left = new Set<ConfigId>()
      for (let at = 0; at < counts.length; at += FEW) {
        const few = counts.slice(at, at + FEW)
        const values = [
          few.map(({ id }) => id),
          few.map(({ runs }) => runs),
          few.map(({ secondsAgo }) => secondsAgo),
        ]
        const { rows } = await client.query<{ id: ConfigId }>(COUNT_RUNS, values)
        for (const { id } of rows) left.add(id)
      }
      return left
    })
  }

  async findPublished(agent: AgentName, version: Version): Promise<PublishedVersion | undefined> {
    type Row = { id: string; digest: Hash; flowId: string }
    const { rows } = await withClient(this.#database, (client) =>
      client.query<Row>(PUBLISHED, [agent, version]),
    )
    return rows[0]
  }
}
