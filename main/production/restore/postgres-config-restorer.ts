import type pg from 'pg'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { ConfigRestorer, Restore, Restored } from '../../services/ports/restore.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'

// A rollout skips rows that somebody holds and comes back to them; who restores one config is told instead.
const LOCK = `
  SELECT id, agent_type::text AS agent, flow_version AS version
    FROM public.walker_agent_user_configs WHERE id = $1 FOR NO KEY UPDATE NOWAIT`

// One that is paused goes on with what it knows of its configs.
const RUNNING = `
  SELECT agent || '@' || version AS release, replace(state, '_', ' ') AS state
    FROM crosswalk.releases WHERE agent = $1 AND state IN ('rolling_out', 'paused', 'rolling_back')
   ORDER BY created_at DESC LIMIT 1`

const STATE = `
  SELECT version, config_snapshot ->> 'version' AS inside,
         config_snapshot = (SELECT config_json FROM public.walker_agent_user_configs WHERE id = $2)
           AND version = $3 AS same
    FROM public.walker_agent_config_versions WHERE id = $1 AND config_id = $2`

/*
 * The columns beside the config follow it. A release that ended this state has noted them; else those of the
 * version that the config leaves would be wrong, and a hash that nobody knows is better left out.
 */
const RESTORE = `
  WITH state AS (
    SELECT h.config_snapshot, h.version, noted.row_before
      FROM public.walker_agent_config_versions h
      LEFT JOIN LATERAL (SELECT j.row_before FROM crosswalk.releases r
                           JOIN crosswalk.journal j ON j.release_id = r.id AND j.config_id = h.config_id
                          WHERE j.before_id = h.id LIMIT 1) noted ON true
     WHERE h.id = $2
  ), history AS (
    INSERT INTO public.walker_agent_config_versions (config_id, version, config_snapshot, change_reason)
    SELECT id, flow_version, config_json, $3 FROM public.walker_agent_user_configs WHERE id = $1
    RETURNING id, encode(sha256(convert_to(config_snapshot::text, 'UTF8')), 'hex') AS hash
  ), written AS (
    UPDATE public.walker_agent_user_configs c
       SET config_json = s.config_snapshot,
           flow_version = s.version,
           flow_hash = CASE WHEN s.row_before IS NOT NULL THEN s.row_before ->> 'flow_hash'
                            WHEN s.version = c.flow_version THEN c.flow_hash END,
           config_schema_version = coalesce(s.row_before ->> 'config_schema_version', c.config_schema_version),
           previous_version = CASE WHEN s.version = c.flow_version THEN c.previous_version ELSE c.flow_version END,
           migration_status = 'active',
           migration_error = NULL,
           updated_at = now()
      FROM state s WHERE c.id = $1
    RETURNING encode(sha256(convert_to(c.config_json::text, 'UTF8')), 'hex') AS hash
  )
  SELECT history.id AS replaced, history.hash AS before, written.hash AS after FROM history, written`

const AUDIT = `SELECT crosswalk.audit($1, 'config.restore', $2, $3::jsonb)`

type Locked = { id: ConfigId; agent: string; version: string }

export class PostgresConfigRestorer implements ConfigRestorer {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  restore(asked: Restore): Promise<Restored> {
    return inTransaction(this.#database, {}, async (client) => {
      const { configId, versionRow } = asked
      const { rows } = await client.query<Locked>(LOCK, [configId])
      const config =
        rows[0] ??
        fail('release/config-not-found', { environment: this.#database.where.environment, config: configId })
      await refuseRunning(client, config)
      const state = await getState(client, config, versionRow)
      const to = {
        config: configId,
        agent: config.agent,
        from_version: config.version,
        version: state.version,
      }
      if (state.same) return { ...to, replaced: null }
      return { ...to, replaced: await write(client, config, state.version, asked) }
    })
  }
}

async function refuseRunning(client: pg.ClientBase, { id, agent }: Locked): Promise<void> {
  const { rows } = await client.query<{ release: string; state: string }>(RUNNING, [agent])
  if (rows[0] !== undefined) fail('restore/release-running', { config: id, ...rows[0] })
}

async function getState(client: pg.ClientBase, { id, version }: Locked, state: string) {
  type Row = { version: string; inside: string | null; same: boolean }
  const { rows } = await client.query<Row>(STATE, [state, id, version])
  const found = rows[0] ?? fail('restore/state-not-found', { config: id, state })
  if (found.inside !== null && found.inside !== found.version) {
    fail('restore/versions-differ', { config: id, state, inside: found.inside, version: found.version })
  }
  return found
}

async function write(
  client: pg.ClientBase,
  config: Locked,
  version: string,
  { versionRow, who, reason }: Restore,
): Promise<string> {
  type Row = { replaced: string; before: string; after: string }
  const values = [config.id, versionRow, `restored: ${reason}`]
  const { rows } = await client.query<Row>(RESTORE, values)
  const { replaced, before, after } = rows[0] as Row
  const detail = { state: versionRow, from_version: config.version, version, reason, replaced, before, after }
  await client.query(AUDIT, [who, config.id, writeJson(detail)])
  return replaced
}
