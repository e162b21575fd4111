import type { ConfigId } from '../../shared/config/ids.ts'
import type { SampleConfig } from '../../shared/config/sample/index.ts'
import { fail } from '../../shared/errors/index.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { DemoApplication } from '../services/ports/demo.ts'
import type { Database } from './connect.ts'
import { inTransaction, withClient } from './transaction.ts'

const BATCH = 1000

const TENANTS = `INSERT INTO public.tenants (id, name) SELECT id, 'Tenant ' || left(id::text, 8) FROM unnest($1::uuid[]) AS t (id)`
const USERS = `INSERT INTO public.users (id, email) SELECT id, left(id::text, 8) || '@example.com' FROM unnest($1::uuid[]) AS u (id)`
const CONFIGS = `
  INSERT INTO public.walker_agent_user_configs
         (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
  SELECT id, tenant_id, user_id, agent::agent_type_enum, agent || '-walker-v1', version, config::jsonb
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[])
      AS c (id, tenant_id, user_id, agent, version, config)`

const LOCK = `
  SELECT flow_version AS version, config_json::text AS text
    FROM public.walker_agent_user_configs WHERE id = $1 FOR UPDATE`
const KEEP = `
  INSERT INTO public.walker_agent_config_versions (config_id, version, config_snapshot, changed_by, change_reason)
  SELECT id, flow_version, config_json, user_id, 'edited by the user' FROM public.walker_agent_user_configs WHERE id = $1`
const WRITE = `UPDATE public.walker_agent_user_configs SET config_json = $2::jsonb, updated_at = now() WHERE id = $1`
const ALL = `
  SELECT id, flow_version AS version, config_json::text AS text
    FROM public.walker_agent_user_configs ORDER BY id`
const PAST = `
  SELECT config_id AS id, config_snapshot::text AS text
    FROM public.walker_agent_config_versions WHERE config_id = ANY ($1::uuid[]) ORDER BY created_at`

/** Plays the application in the demonstration's own database. */
export class PostgresDemoApplication implements DemoApplication {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async seed(configs: Iterable<SampleConfig>): Promise<number> {
    const found = await withClient(this.#database, (client) =>
      client.query('SELECT 1 FROM public.walker_agent_user_configs LIMIT 1'),
    )
    if (found.rowCount !== 0) fail('demo/not-empty', { environment: this.#database.where.environment })
    return this.add(configs)
  }

  async add(configs: Iterable<SampleConfig>): Promise<number> {
    return inTransaction(this.#database, {}, async (client) => {
      let count = 0
      let batch: SampleConfig[] = []
      const insert = async () => {
        await client.query(TENANTS, [batch.map((one) => one.tenantId)])
        await client.query(USERS, [batch.map((one) => one.userId)])
        await client.query(CONFIGS, [
          batch.map((one) => one.configId),
          batch.map((one) => one.tenantId),
          batch.map((one) => one.userId),
          batch.map((one) => one.agent),
          batch.map((one) => one.flowVersion),
          batch.map((one) => writeJson(one.config)),
        ])
        count += batch.length
        batch = []
      }
      for (const config of configs) {
        batch.push(config)
        if (batch.length === BATCH) await insert()
      }
      if (batch.length > 0) await insert()
      return count
    })
  }

  async edit(id: ConfigId, change: (config: { text: string; version: string }) => string): Promise<void> {
    await inTransaction(this.#database, {}, async (client) => {
      const { rows } = await client.query<{ version: string; text: string }>(LOCK, [id])
      const [config] = rows
      if (!config) return
      await client.query(KEEP, [id])
      await client.query(WRITE, [id, change(config)])
    })
  }

  async all() {
    type Row = { id: ConfigId; version: string; text: string }
    return (await withClient(this.#database, (client) => client.query<Row>(ALL))).rows
  }

  async pastStates(ids: readonly ConfigId[]): Promise<ReadonlyMap<ConfigId, readonly string[]>> {
    type Row = { id: ConfigId; text: string }
    const { rows } = await withClient(this.#database, (client) => client.query<Row>(PAST, [ids]))
    const states = new Map<ConfigId, string[]>()
    for (const { id, text } of rows) states.set(id, [...(states.get(id) ?? []), text])
    return states
  }
}
