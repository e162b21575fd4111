import pg from 'pg'
import { to } from 'pg-copy-streams'
import type { AgentName, ConfigId, TenantId, UserId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import type { ConfigSource, PointInTime, SourceConfig } from '../services/ports/config-source.ts'
import type { StoredVersion } from '../services/ports/snapshots.ts'
import type { Database } from './connect.ts'
import { type CopyRow, copyRows } from './copy-text.ts'
import { readSourceMark, sameVersions } from './source-mark.ts'
import { inTransaction } from './transaction.ts'

const BATCH_ROWS = 1000
/** Characters of config text after which a batch ends, so that a few huge configs do not fill the memory. */
const BATCH_SIZE = 8 * 1024 * 1024
const VERSIONS_PAGE = 10_000

const COLUMNS = 'id, tenant_id, user_id, flow_version, xmin, config_json'

/** Pulls configs from PostgreSQL. Give it a database that was connected `readOnly`. */
export class PostgresConfigSource implements ConfigSource {
  readonly environment: string
  readonly #database: Database

  constructor(database: Database) {
    this.environment = database.where.environment
    this.#database = database
  }

  async atPointInTime<T>(
    agent: AgentName,
    { signal }: { readonly signal?: AbortSignal | undefined },
    work: (point: PointInTime) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    return inTransaction(this.#database, { isolation: 'repeatable read', readOnly: true }, async (client) => {
      const reader = new CopyReader(client, agent, this.environment)
      // A stream that is left before its end cannot be ended otherwise, and a long query not soon enough.
      const cut = () => void client.end().catch(() => undefined)
      signal?.addEventListener('abort', cut)
      try {
        return await work(await reader.begin())
      } catch (error) {
        // What runs on a session that was cut fails; what is meant is that somebody cancelled.
        signal?.throwIfAborted()
        throw error
      } finally {
        signal?.removeEventListener('abort', cut)
        if (reader.streaming) cut()
      }
    })
  }
}

class CopyReader {
  streaming = false
  readonly #client: pg.PoolClient
  readonly #agent: AgentName
  readonly #environment: string
  #mine = 'false'

  constructor(client: pg.PoolClient, agent: AgentName, environment: string) {
    this.#client = client
    this.#agent = agent
    this.#environment = environment
  }

  /** The first statement fixes the point in time. */
  async begin(): Promise<PointInTime> {
    const source = await readSourceMark(this.#client)
    // A stream takes as long as its reader does. It holds no lock that anybody but DDL waits for.
    await this.#client.query('SET LOCAL statement_timeout = 0')
    const { rows } = await this.#client.query<{ taken_at: string; configs: string }>(
      `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS taken_at, count(*)::text AS configs
         FROM walker_agent_user_configs WHERE agent_type::text = $1`,
      [this.#agent],
    )
    const configs = Number(rows[0]?.configs)
    // Compared in the column's own type, the server knows how many rows to expect, and reads along the key
    // instead of sorting all configs into a temporary file (1.3 s for 100 000 against 1.1 s). But as an enum
    // the column does not even let itself be compared with an agent that it has no value for.
    if (configs > 0) this.#mine = `agent_type = ${literal(this.#agent)}`
    return {
      takenAt: rows[0]?.taken_at ?? '',
      source,
      configs,
      sameVersionsAs: (other) => sameVersions(other, source),
      rows: (after) => this.#copy(after === undefined ? 'true' : `id > ${literal(after)}::uuid`),
      versions: (last) => this.#versions(last),
      fetch: (ids) => this.#copy(`id = ANY (${literal(`{${ids.join(',')}}`)}::uuid[])`),
    }
  }

  async *#copy(condition: string): AsyncGenerator<SourceConfig[]> {
    // COPY takes no parameters.
    const stream = this.#client.query(
      to(`COPY (SELECT ${COLUMNS} FROM walker_agent_user_configs
                 WHERE ${this.#mine} AND ${condition} ORDER BY id) TO STDOUT`),
    )
    // A session that is cut tells its stream even after nobody reads it any more.
    stream.on('error', () => undefined)
    this.streaming = true
    let batch: SourceConfig[] = []
    let size = 0
    for await (const rows of copyRows(stream)) {
      for (const row of rows) {
        const config = toConfig(row, this.#environment)
        batch.push(config)
        size += config.config.length
        if (batch.length < BATCH_ROWS && size < BATCH_SIZE) continue
        yield batch
        batch = []
        size = 0
      }
    }
    this.streaming = false
    if (batch.length > 0) yield batch
  }

  async *#versions(last: ConfigId): AsyncGenerator<StoredVersion[]> {
    let beyond = 'true'
    for (;;) {
      const { rows }: pg.QueryResult<StoredVersion> = await this.#client.query(
        `SELECT id::text, xmin::text AS "rowVersion" FROM walker_agent_user_configs
          WHERE ${this.#mine} AND ${beyond} AND id <= ${literal(last)}::uuid ORDER BY id LIMIT ${VERSIONS_PAGE}`,
      )
      const end = rows.at(-1)
      if (end === undefined) return
      yield rows
      beyond = `id > ${literal(end.id)}::uuid`
    }
  }
}

const literal = (text: string): string => pg.escapeLiteral(text)

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Checks what the rest relies on. What the config itself says is for the preview to judge. */
function toConfig(row: CopyRow, environment: string): SourceConfig {
  const [id, tenantId, userId, flowVersion, rowVersion, config] = row
  const refuse = (problem: string): never =>
    fail('workspace/bad-source-row', { environment, config: id ?? '(without an id)', problem })
  if (row.length !== 6) return refuse(`it came with ${row.length} columns instead of 6`)
  if (!id || !UUID.test(id)) return refuse('its id is no UUID')
  if (!tenantId || !UUID.test(tenantId)) return refuse('its tenant_id is no UUID')
  if (!userId || !UUID.test(userId)) return refuse('its user_id is no UUID')
  if (flowVersion == null) return refuse('its flow_version is NULL')
  if (config == null) return refuse('its config_json is NULL')
  return {
    id: id as ConfigId,
    tenantId: tenantId as TenantId,
    userId: userId as UserId,
    flowVersion,
    config,
    rowVersion: rowVersion ?? '',
  }
}
