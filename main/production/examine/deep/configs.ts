import { type Invariant, LATEST } from './invariant.ts'

/** Configs, their history and the journal: what each says of the others, as far as no config has to be read. */
export const CONFIGS: readonly Invariant[] = [
  {
    name: 'history kept',
    severity: 'broken',
    holds: 'every row of the history that the journal names is there, and belongs to its config',
    against: `
      SELECT j.config_id::text AS id, 'lacks ' || named.what || ' ' || named.row AS detail
        FROM crosswalk.journal j
        CROSS JOIN LATERAL (VALUES ('the state before', j.before_id), ('the state after', j.after_id)) AS named (what, row)
        JOIN public.walker_agent_user_configs c ON c.id = j.config_id
        LEFT JOIN public.walker_agent_config_versions h ON h.id = named.row
       WHERE named.row IS NOT NULL AND h.config_id IS DISTINCT FROM j.config_id`,
    remedy: 'Take these rows back from a backup: without them a rollback has nothing to restore.',
  },
  {
    name: 'history whole',
    severity: 'broken',
    holds: 'what the journal calls migrated has both hashes, both versions and the state before',
    against: `
      SELECT config_id::text AS id, 'is called migrated without them' AS detail FROM crosswalk.journal
       WHERE state = 'migrated'
         AND (before_id IS NULL OR input_hash IS NULL OR output_hash IS NULL OR from_version IS NULL OR to_version IS NULL)`,
    remedy: 'Somebody wrote into crosswalk.journal: take it back from a backup.',
  },
  {
    name: 'history of configs',
    severity: 'broken',
    holds: 'every row of the history belongs to a config',
    against: `
      SELECT h.id::text AS id, 'of config ' || coalesce(h.config_id::text, 'NULL') AS detail
        FROM public.walker_agent_config_versions h
       WHERE NOT EXISTS (SELECT FROM public.walker_agent_user_configs c WHERE c.id = h.config_id)`,
    remedy: 'The foreign key is missing: run `crosswalk db adopt`.',
  },
  {
    name: 'versions agree',
    severity: 'broken',
    holds: 'a config is at the version that its release left it at, or the history has that state',
    against: `
      SELECT c.id::text AS id, 'is at ' || c.flow_version || ', left at ' || expected.version AS detail
        FROM (${LATEST}) l
        JOIN public.walker_agent_user_configs c ON c.id = l.config_id
        CROSS JOIN LATERAL (SELECT CASE WHEN l.state = 'migrated' THEN l.to_version ELSE l.from_version END) AS expected (version)
       WHERE c.flow_version <> expected.version
         AND NOT EXISTS (SELECT FROM public.walker_agent_config_versions h
                          WHERE h.config_id = c.id AND h.version = expected.version
                            AND h.id IS DISTINCT FROM l.before_id AND h.id IS DISTINCT FROM l.after_id)`,
    remedy: 'Compare the config with `crosswalk history`: somebody has moved it without keeping what it was.',
  },
  {
    name: 'row and config agree',
    severity: 'odd',
    holds: 'a config says the version of its row, and the tenant of its row',
    against: `
      SELECT c.id::text AS id, 'the row says ' || c.flow_version || ', the config ' || coalesce(c.config_json ->> 'version', 'nothing') AS detail
        FROM public.walker_agent_user_configs c WHERE c.config_json ->> 'version' IS DISTINCT FROM c.flow_version
      UNION ALL
      SELECT c.id::text, 'the config names another tenant' FROM public.walker_agent_user_configs c
       WHERE c.config_json ? 'tenant_id' AND lower(c.config_json ->> 'tenant_id') IS DISTINCT FROM c.tenant_id::text`,
    remedy: '`crosswalk db adopt` shows them; a push leaves the first kind alone.',
  },
  {
    name: 'versions known',
    severity: 'odd',
    holds: 'every config is at a version that the workspace has, or a release has made',
    against: `
      SELECT c.id::text AS id, c.agent_type::text || ' ' || c.flow_version AS detail
        FROM public.walker_agent_user_configs c
       WHERE c.agent_type::text || ' ' || c.flow_version <> ALL ($1::text[])
         AND NOT EXISTS (SELECT FROM crosswalk.releases r
                          WHERE r.agent = c.agent_type::text AND r.version = c.flow_version)`,
    remedy: 'Write the migration that leads on from that version, or find out who made it.',
  },
  {
    name: 'none left out',
    severity: 'broken',
    holds: 'every previewed config of a completed release is in its journal, or was at its version already',
    against: `
      SELECT c.id::text AS id, r.agent || '@' || r.version || ' has left it at ' || c.flow_version AS detail
        FROM crosswalk.releases r
        JOIN crosswalk.previewed_configs p ON p.release_id = r.id
        JOIN public.walker_agent_user_configs c ON c.id = p.config_id
       WHERE r.state = 'completed' AND crosswalk.version_before(c.flow_version, r.version)
         AND NOT EXISTS (SELECT FROM crosswalk.journal j WHERE j.release_id = r.id AND j.config_id = c.id)
         AND NOT EXISTS (SELECT FROM crosswalk.journal j
                          WHERE j.config_id = c.id AND coalesce(j.undone_at, j.done_at) > r.completed_at)`,
    remedy: 'Push the release again: it goes on with what its journal lacks.',
  },
  {
    name: 'in one place',
    severity: 'broken',
    holds: 'no row stands both in its table and among those set aside',
    against: `
      SELECT s.row_id AS id, 'set aside as ' || s.id || ' (' || s.reason || ')' AS detail
        FROM crosswalk.set_aside s
        JOIN (SELECT 'walker_agent_user_configs' AS table_name, id::text AS row_id FROM public.walker_agent_user_configs
              UNION ALL
              SELECT 'walker_agent_config_versions', id::text FROM public.walker_agent_config_versions) standing
          ON standing.table_name = s.table_name AND standing.row_id = lower(s.row_id)
       WHERE s.restored_at IS NULL AND s.column_name IS NULL
         AND s.reason NOT LIKE 'duplicate%' AND s.reason <> 'swapped'`,
    remedy: 'Somebody has put it back by hand: `crosswalk db adopt --list` shows what was set aside.',
  },
  {
    name: 'none stuck',
    severity: 'odd',
    holds: 'no config has been migrating for a day',
    against: `
      SELECT id::text AS id, 'since ' || coalesce(migration_attempted_at::text, 'nobody knows when') AS detail
        FROM public.walker_agent_user_configs
       WHERE migration_status::text = 'migrating'
         AND (migration_attempted_at IS NULL OR migration_attempted_at < (now() AT TIME ZONE 'UTC') - interval '24 hours')`,
    remedy: '`crosswalk db adopt --apply --stuck reset` makes them active again.',
  },
]
