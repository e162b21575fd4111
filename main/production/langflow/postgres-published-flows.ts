import type pg from 'pg'
import type { AgentName, Hash, Version } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { PublishedFlow, PublishedFlows } from '../../services/ports/published-flows.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'

const FIND = `
  SELECT agent, version, flow_id, hash, langflow, published_at, published_by
    FROM crosswalk.published_flows WHERE agent = $1 AND version = $2 AND unpublished_at IS NULL`

const RECORD = `
  INSERT INTO crosswalk.published_flows (agent, version, flow_id, hash, langflow, release_id, published_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (agent, version) DO UPDATE
    SET flow_id = excluded.flow_id, hash = excluded.hash, langflow = excluded.langflow,
        release_id = excluded.release_id, published_by = excluded.published_by, published_at = now(),
        unpublished_at = NULL, unpublished_by = NULL`

const RETIRE = `
  UPDATE crosswalk.published_flows SET unpublished_at = now(), unpublished_by = $3 WHERE agent = $1 AND version = $2`

// A rollout that goes on brings configs to the version; one that is taken back leads them away, but has not yet.
const ROLLOUT = `
  SELECT replace(state, '_', ' ') AS state FROM crosswalk.releases
   WHERE agent = $1 AND version = $2 AND state IN ('rolling_out', 'paused', 'rolling_back') LIMIT 1`

const CONFIGS = `
  SELECT count(*)::int AS configs FROM public.walker_agent_user_configs
   WHERE agent_type::text = $1 AND flow_version = $2`

const AUDIT = `SELECT crosswalk.audit($1, $2, $3, $4::jsonb)`

type Row = {
  agent: AgentName
  version: Version
  flow_id: string
  hash: Hash
  langflow: string
  published_at: string
  published_by: string
}
type Which = { readonly agent: AgentName; readonly version: Version }

export class PostgresPublishedFlows implements PublishedFlows {
  readonly environment: string
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    this.environment = database.where.environment
  }

  async find(which: Which): Promise<PublishedFlow | undefined> {
    return withClient(this.#database, (client) => findIn(client, which, ''))
  }

  async record(
    flow: Omit<PublishedFlow, 'publishedAt' | 'publishedBy'>,
    { releaseId, who }: { readonly releaseId: string; readonly who: string },
  ): Promise<void> {
    const { agent, version, flowId, hash, langflow } = flow
    await inTransaction(this.#database, {}, async (client) => {
      await client.query(RECORD, [agent, version, flowId, hash, langflow, releaseId, who])
      const detail = { flow_id: flowId, hash, langflow, release_id: releaseId }
      await client.query(AUDIT, [who, 'flow.publish', `${agent}@${version}`, writeJson(detail)])
    })
  }

  retire(
    which: Which,
    { who, remove }: { readonly who: string; readonly remove: (flow: PublishedFlow) => Promise<void> },
  ): Promise<PublishedFlow> {
    const { environment } = this
    const { agent, version } = which
    return inTransaction(this.#database, {}, async (client) => {
      const flow = await findIn(client, which, 'FOR UPDATE')
      if (flow === undefined) return fail('langflow/not-published', { ...which, environment })
      await this.#refuseNeeded(client, which)
      await client.query(RETIRE, [agent, version, who])
      const detail = { flow_id: flow.flowId, hash: flow.hash, langflow: flow.langflow }
      await client.query(AUDIT, [who, 'flow.unpublish', `${agent}@${version}`, writeJson(detail)])
      // Last, and before the commit: what Langflow does not remove stays on record.
      await remove(flow)
      return flow
    })
  }

  async #refuseNeeded(client: pg.ClientBase, { agent, version }: Which): Promise<void> {
    const { environment } = this
    const rollout = await client.query<{ state: string }>(ROLLOUT, [agent, version])
    const state = rollout.rows[0]?.state
    if (state !== undefined) {
      fail('langflow/in-rollout', { release: `${agent}@${version}`, state, environment })
    }
    const { rows } = await client.query<{ configs: number }>(CONFIGS, [agent, version])
    const configs = rows[0]?.configs ?? 0
    if (configs > 0) fail('langflow/still-needed', { agent, version, environment, configs })
  }
}

async function findIn(
  client: pg.ClientBase,
  { agent, version }: Which,
  lock: '' | 'FOR UPDATE',
): Promise<PublishedFlow | undefined> {
  const { rows } = await client.query<Row>(`${FIND} ${lock}`, [agent, version])
  return rows.map(({ flow_id: flowId, published_at: publishedAt, published_by: publishedBy, ...row }) => ({
    ...row,
    flowId,
    publishedAt,
    publishedBy,
  }))[0]
}
