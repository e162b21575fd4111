-- The tables that applications already read and write: users' configs and the history of each.
-- Names, columns, types, constraints and indexes are theirs; whatever is there already stays as it is.

DO $$
BEGIN
  IF to_regtype('agent_type_enum') IS NULL THEN
    CREATE TYPE agent_type_enum AS ENUM ('seo', 'content', 'paid_ads', 'audience_intelligence');
  END IF;
  IF to_regtype('config_status_enum') IS NULL THEN
    CREATE TYPE config_status_enum AS ENUM ('active', 'migrating', 'failed', 'archived');
  END IF;
END
$$;

-- Applications have tenants and users of their own. These are the least that the foreign keys need.
CREATE TABLE IF NOT EXISTS tenants (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  name TEXT,
  created_at TIMESTAMP NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS users (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  email TEXT,
  created_at TIMESTAMP NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS walker_agent_user_configs (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id UUID NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
  user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  agent_type agent_type_enum NOT NULL,

  flow_id TEXT NOT NULL,
  flow_version TEXT NOT NULL,
  flow_hash TEXT,

  config_json JSONB NOT NULL,
  config_schema_version TEXT NOT NULL DEFAULT '1.0.0',

  migration_status config_status_enum DEFAULT 'active',
  previous_version TEXT,
  migration_attempted_at TIMESTAMP,
  migration_completed_at TIMESTAMP,
  migration_error TEXT,

  created_at TIMESTAMP NOT NULL DEFAULT NOW(),
  updated_at TIMESTAMP NOT NULL DEFAULT NOW(),
  last_executed_at TIMESTAMP,
  execution_count INTEGER DEFAULT 0,

  UNIQUE(tenant_id, user_id, agent_type),
  CHECK (flow_version ~ '^[0-9]+\.[0-9]+\.[0-9]+$'),
  CHECK (jsonb_typeof(config_json) = 'object')
);

CREATE INDEX IF NOT EXISTS idx_user_configs_tenant_agent ON walker_agent_user_configs(tenant_id, agent_type);
CREATE INDEX IF NOT EXISTS idx_user_configs_user ON walker_agent_user_configs(user_id);
CREATE INDEX IF NOT EXISTS idx_user_configs_version ON walker_agent_user_configs(flow_version);
CREATE INDEX IF NOT EXISTS idx_user_configs_status ON walker_agent_user_configs(migration_status);
CREATE INDEX IF NOT EXISTS idx_user_configs_config_json ON walker_agent_user_configs USING gin(config_json);

CREATE TABLE IF NOT EXISTS walker_agent_config_versions (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  config_id UUID NOT NULL REFERENCES walker_agent_user_configs(id) ON DELETE CASCADE,
  version TEXT NOT NULL,
  config_snapshot JSONB NOT NULL,
  changed_by UUID REFERENCES users(id),
  change_reason TEXT,
  created_at TIMESTAMP NOT NULL DEFAULT NOW()
);

CREATE INDEX IF NOT EXISTS idx_config_versions_config ON walker_agent_config_versions(config_id);
CREATE INDEX IF NOT EXISTS idx_config_versions_created ON walker_agent_config_versions(created_at);
