/*
 * What the seed's tables have, as data: what adopting adds where it is missing. Names are those that PostgreSQL
 * gives; what is there under another name counts as there.
 */

export const CONFIGS = 'walker_agent_user_configs'
export const HISTORY = 'walker_agent_config_versions'
export const TENANTS = 'tenants'
export const USERS = 'users'

export type WantedTable = {
  readonly name: string
  /** Columns that nobody can make up: without them there is nothing to adopt. */
  readonly essential: Readonly<Record<string, 'uuid' | 'jsonb' | 'any'>>
  /** The others, as they are added. Rows that are there already say nothing of themselves: NULL where there is no default. */
  readonly addable: Readonly<Record<string, string>>
  readonly indexes: readonly { readonly name: string; readonly using: string }[]
  readonly checks: readonly { readonly name: string; readonly column: string; readonly condition: string }[]
}

export const WANTED: readonly WantedTable[] = [
  { name: TENANTS, essential: { id: 'uuid' }, addable: {}, indexes: [], checks: [] },
  { name: USERS, essential: { id: 'uuid' }, addable: {}, indexes: [], checks: [] },
  {
    name: CONFIGS,
    essential: {
      id: 'uuid',
      tenant_id: 'uuid',
      user_id: 'uuid',
      agent_type: 'any',
      flow_version: 'any',
      config_json: 'jsonb',
    },
    addable: {
      flow_id: `text`,
      flow_hash: `text`,
      config_schema_version: `text NOT NULL DEFAULT '1.0.0'`,
      migration_status: `config_status_enum DEFAULT 'active'`,
      previous_version: `text`,
      migration_attempted_at: `timestamp`,
      migration_completed_at: `timestamp`,
      migration_error: `text`,
      // Not now() for rows that were there before: nobody knows.
      created_at: `timestamp`,
      updated_at: `timestamp`,
      last_executed_at: `timestamp`,
      execution_count: `integer DEFAULT 0`,
    },
    indexes: [
      { name: 'idx_user_configs_tenant_agent', using: 'btree (tenant_id, agent_type)' },
      { name: 'idx_user_configs_user', using: 'btree (user_id)' },
      { name: 'idx_user_configs_version', using: 'btree (flow_version)' },
      { name: 'idx_user_configs_status', using: 'btree (migration_status)' },
      { name: 'idx_user_configs_config_json', using: 'gin (config_json)' },
    ],
    checks: [
      {
        name: 'walker_agent_user_configs_flow_version_check',
        column: 'flow_version',
        condition: `flow_version ~ '^[0-9]+\\.[0-9]+\\.[0-9]+$'`,
      },
      {
        name: 'walker_agent_user_configs_config_json_check',
        column: 'config_json',
        condition: `jsonb_typeof(config_json) = 'object'`,
      },
    ],
  },
  {
    name: HISTORY,
    essential: { id: 'uuid', config_id: 'uuid', version: 'any', config_snapshot: 'jsonb' },
    addable: { changed_by: `uuid`, change_reason: `text`, created_at: `timestamp` },
    indexes: [
      { name: 'idx_config_versions_config', using: 'btree (config_id)' },
      { name: 'idx_config_versions_created', using: 'btree (created_at)' },
    ],
    checks: [],
  },
]

/** What a new row of the history gets by itself: whoever adds one says only what it is about. */
export const HISTORY_DEFAULTS: Readonly<Record<string, string>> = {
  id: 'gen_random_uuid()',
  created_at: 'now()',
}

/** Columns whose new rows get the time by default, though rows that are there already get none. */
export const DEFAULT_NOW = ['created_at', 'updated_at']

export type WantedReference = {
  readonly name: string
  readonly table: string
  readonly column: string
  readonly parent: string
  readonly onDelete: 'CASCADE' | 'NO ACTION'
}

export const REFERENCES: readonly WantedReference[] = [
  {
    name: 'walker_agent_user_configs_tenant_id_fkey',
    table: CONFIGS,
    column: 'tenant_id',
    parent: TENANTS,
    onDelete: 'CASCADE',
  },
  {
    name: 'walker_agent_user_configs_user_id_fkey',
    table: CONFIGS,
    column: 'user_id',
    parent: USERS,
    onDelete: 'CASCADE',
  },
  {
    name: 'walker_agent_config_versions_config_id_fkey',
    table: HISTORY,
    column: 'config_id',
    parent: CONFIGS,
    onDelete: 'CASCADE',
  },
  {
    name: 'walker_agent_config_versions_changed_by_fkey',
    table: HISTORY,
    column: 'changed_by',
    parent: USERS,
    onDelete: 'NO ACTION',
  },
]

/** What makes a config the only one of its user. */
export const CONFIG_KEY = ['tenant_id', 'user_id', 'agent_type']
export const CONFIG_KEY_NAME = 'walker_agent_user_configs_tenant_id_user_id_agent_type_key'
