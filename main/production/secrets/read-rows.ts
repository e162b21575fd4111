import type pg from 'pg'
import type { ConfigId, Hash, TenantId, UserId } from '../../../shared/config/ids.ts'
import type { SecretRow } from '../../services/ports/secrets.ts'

const CONFIGS = `
  SELECT id, tenant_id, user_id, agent_type::text AS agent, flow_version AS version, config_json::text AS text
    FROM public.walker_agent_user_configs WHERE id = ANY ($1::uuid[]) ORDER BY id`

const STATES = `
  SELECT id, config_id, version, config_snapshot::text AS text
    FROM public.walker_agent_config_versions WHERE config_id = ANY ($1::uuid[]) ORDER BY created_at, id`

// The journal's key begins with the release, of which there are few.
const JOURNAL = `
  SELECT release_id, config_id, encode(input_hash, 'hex') AS input, encode(output_hash, 'hex') AS output,
         complement::text AS complement
    FROM crosswalk.journal
   WHERE release_id = ANY (ARRAY(SELECT id FROM crosswalk.releases)) AND config_id = ANY ($1::uuid[])`

type ConfigRow = {
  id: ConfigId
  tenant_id: TenantId
  user_id: UserId
  agent: string
  version: string
  text: string
}
type StateRow = { id: string; config_id: ConfigId; version: string; text: string }
type JournalRow = {
  release_id: string
  config_id: ConfigId
  input: Hash | null
  output: Hash | null
  complement: string | null
}

/** The configs with these ids, in their order, with all that may hold a secret of theirs. */
export async function readRows(
  client: pg.ClientBase,
  ids: readonly ConfigId[],
): Promise<readonly SecretRow[]> {
  if (ids.length === 0) return []
  const configs = (await client.query<ConfigRow>(CONFIGS, [ids])).rows
  const states = (await client.query<StateRow>(STATES, [ids])).rows
  const journal = (await client.query<JournalRow>(JOURNAL, [ids])).rows
  const statesOf = Map.groupBy(states, ({ config_id }) => config_id)
  const journalOf = Map.groupBy(journal, ({ config_id }) => config_id)
  return configs.map((row) => ({
    configId: row.id,
    owner: { tenantId: row.tenant_id, userId: row.user_id, agent: row.agent },
    version: row.version,
    text: row.text,
    states: (statesOf.get(row.id) ?? []).map(({ id, version, text }) => ({ id, version, text })),
    journal: (journalOf.get(row.id) ?? []).map(({ release_id: releaseId, input, output, complement }) => ({
      releaseId,
      input,
      output,
      complement,
    })),
  }))
}
