import type pg from 'pg'
import { fail } from '../../../shared/errors/index.ts'
import type { KeptConfig, NewConfig, Whose } from '../../services/ports/sidecar.ts'
import { COLUMNS, type ConfigRow, toKept } from './read-config.ts'

const AGENT_TYPE = `
  SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
   WHERE attrelid = 'public.walker_agent_user_configs'::regclass AND attname = 'agent_type'`

const CREATE = (agentType: string) => `
  INSERT INTO public.walker_agent_user_configs AS c
         (tenant_id, user_id, agent_type, flow_id, flow_version, flow_hash, config_json, config_schema_version)
  VALUES ($1, $2, $3::text::${agentType}, $4, $5, $6, $7::jsonb, coalesce($8, '1.0.0'))
  ON CONFLICT DO NOTHING
  RETURNING ${COLUMNS}`

/** Raises `sidecar/config-exists`, `sidecar/unknown-person`, `sidecar/unknown-agent`. */
export async function createConfig(
  client: pg.ClientBase,
  { tenant, user, agent }: Whose,
  config: NewConfig,
): Promise<KeptConfig> {
  // The name of a type as PostgreSQL quotes it: an enum where applications have one, else text.
  const types = await client.query<{ type: string }>(AGENT_TYPE)
  const { text, version, flowId, flowHash = null, configSchemaVersion = null } = config
  const values = [tenant, user, agent, flowId, version, flowHash, text, configSchemaVersion]
  try {
    const { rows } = await client.query<ConfigRow>(CREATE(types.rows[0]?.type ?? 'text'), values)
    return rows.map(toKept)[0] ?? fail('sidecar/config-exists', { agent })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === '23503') fail('sidecar/unknown-person', { problem: problemOf(error) }, { cause: error })
    if (code === '22P02') fail('sidecar/unknown-agent', { agent }, { cause: error })
    throw error
  }
}

/** Which of the two is missing, by the name of the foreign key; the server's text would quote ids. */
function problemOf(error: unknown): string {
  const key = error instanceof Error && 'constraint' in error ? String(error.constraint) : ''
  return /user/.test(key) && !/tenant/.test(key) ? 'there is no such user' : 'there is no such tenant or user'
}
