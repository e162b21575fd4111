-- What the sidecar needs: tokens of services, what a preview said of a config, and word of every change, so that it may
-- keep answers.

-- A token itself is shown once, when it is made; here is its SHA-256. One that was revoked stays, for the log's sake.
CREATE TABLE IF NOT EXISTS crosswalk.service_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (btrim(name) <> ''),
  hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  agents text[] NOT NULL CHECK (cardinality(agents) > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);

-- What the approved preview said of a config of the transaction's tenant. The table itself has the configs of all
-- tenants and no tenant's id to go by.
CREATE OR REPLACE FUNCTION crosswalk.sidecar_expected(release uuid, config uuid)
RETURNS TABLE (input_hash text, output_hash text, shape_id text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT encode(p.input_hash, 'hex'), encode(p.output_hash, 'hex'), p.shape_id
    FROM crosswalk.previewed_configs p
   WHERE p.release_id = release AND p.config_id = config
     AND EXISTS (SELECT FROM public.walker_agent_user_configs c
                  WHERE c.id = config AND c.tenant_id::text = current_setting('crosswalk.tenant', true))
$$;

-- Adds to the counts of reads by which a wave is judged. Of many tenants at once, for counting must not take a
-- transaction for each; it tells nothing and changes nothing else. Where the config is gone, nothing is counted.
CREATE OR REPLACE FUNCTION crosswalk.count_reads(configs uuid[], versions text[], reads bigint[], failures bigint[])
RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO crosswalk.execution_counts AS e (config_id, flow_version, reads, failures)
  SELECT n.config_id, n.flow_version, n.reads, n.failures
    FROM unnest(configs, versions, reads, failures) AS n (config_id, flow_version, reads, failures)
   WHERE EXISTS (SELECT FROM public.walker_agent_user_configs c WHERE c.id = n.config_id)
   ORDER BY n.config_id, n.flow_version
  ON CONFLICT (config_id, flow_version) DO UPDATE
     SET reads = e.reads + excluded.reads, failures = e.failures + excluded.failures, counted_at = now()
$$;

-- The state of a release, which stays so until the transaction ends: whoever changes it waits for the reads that
-- migrate by it, so that a rollback meets every config that they have moved. An advisory lock and no lock of the row,
-- for these reads must not keep a push from putting its lease off. The class is 'CWM' in ASCII.
CREATE OR REPLACE FUNCTION crosswalk.hold_release(release uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(4413261, hashtext(release::text));
  -- A statement of its own: it sees what was committed while the lock was waited for.
  RETURN (SELECT r.state FROM crosswalk.releases r WHERE r.id = release);
END
$$;

CREATE OR REPLACE FUNCTION crosswalk.await_readers() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(4413261, hashtext(NEW.id::text));
  RETURN NEW;
END
$$;

DROP TRIGGER IF EXISTS releases_await_readers ON crosswalk.releases;
CREATE TRIGGER releases_await_readers BEFORE UPDATE OF state ON crosswalk.releases
  FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION crosswalk.await_readers();

-- Word of a change on the channel crosswalk_sidecar, delivered when the change is committed: 'config ID …', 'configs'
-- for more than a few, 'releases' for what becomes of releases, 'tokens'. Ids of configs and nothing else, for every
-- login may listen.
CREATE OR REPLACE FUNCTION crosswalk.tell_changed_configs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  word text := 'configs';
BEGIN
  IF TG_OP <> 'TRUNCATE' THEN
    SELECT CASE WHEN count(*) > 100 THEN 'configs' ELSE 'config ' || string_agg(id::text, ' ') END INTO word
      FROM (SELECT f.id FROM former f LIMIT 101) few;
  END IF;
  IF word IS NOT NULL THEN
    PERFORM pg_notify('crosswalk_sidecar', word);
  END IF;
  RETURN NULL;
END
$$;

-- The word is the trigger's argument.
CREATE OR REPLACE FUNCTION crosswalk.tell_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_notify('crosswalk_sidecar', TG_ARGV[0]);
  RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION crosswalk.tell_changed_configs() FROM PUBLIC;
REVOKE ALL ON FUNCTION crosswalk.tell_change() FROM PUBLIC;

DO $$
BEGIN
  -- By CREATE OR REPLACE they would be shorter, but PostgreSQL 13 has none; a DROP would lock out readers.
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'crosswalk_changed'
                    AND tgrelid = 'public.walker_agent_user_configs'::regclass) THEN
    CREATE TRIGGER crosswalk_changed AFTER UPDATE ON public.walker_agent_user_configs
      REFERENCING OLD TABLE AS former
      FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.tell_changed_configs();
    CREATE TRIGGER crosswalk_deleted AFTER DELETE ON public.walker_agent_user_configs
      REFERENCING OLD TABLE AS former
      FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.tell_changed_configs();
    CREATE TRIGGER crosswalk_emptied AFTER TRUNCATE ON public.walker_agent_user_configs
      FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.tell_changed_configs();
  END IF;
END
$$;

DROP TRIGGER IF EXISTS releases_tell ON crosswalk.releases;
CREATE TRIGGER releases_tell AFTER INSERT OR UPDATE OF state ON crosswalk.releases
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.tell_change('releases');

DROP TRIGGER IF EXISTS release_waves_tell ON crosswalk.release_waves;
CREATE TRIGGER release_waves_tell AFTER UPDATE OF state ON crosswalk.release_waves
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.tell_change('releases');

-- Not for last_used_at, which every service changes every minute.
DROP TRIGGER IF EXISTS service_tokens_tell ON crosswalk.service_tokens;
CREATE TRIGGER service_tokens_tell
  AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF name, hash, agents, expires_at, revoked_at ON crosswalk.service_tokens
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.tell_change('tokens');

INSERT INTO crosswalk.rights (role, object, privilege, columns) VALUES
  ('crosswalk_reader', 'crosswalk.service_tokens', 'SELECT',
   '{id,name,agents,created_at,created_by,expires_at,last_used_at,revoked_at,revoked_by}'),
  ('crosswalk_operator', 'crosswalk.service_tokens', 'SELECT',
   '{id,name,agents,created_at,created_by,expires_at,last_used_at,revoked_at,revoked_by}'),
  ('crosswalk_operator', 'crosswalk.service_tokens', 'INSERT', '{name,hash,agents,created_by,expires_at}'),
  ('crosswalk_operator', 'crosswalk.service_tokens', 'UPDATE', '{revoked_at,revoked_by}'),
  ('crosswalk_sidecar', 'crosswalk.wave_tenants', 'SELECT', '{}'),
  ('crosswalk_sidecar', 'crosswalk.workers', 'SELECT', '{}'),
  ('crosswalk_sidecar', 'crosswalk.service_tokens', 'SELECT', '{}'),
  ('crosswalk_sidecar', 'crosswalk.service_tokens', 'UPDATE', '{last_used_at}'),
  ('crosswalk_sidecar', 'crosswalk.sidecar_expected(uuid, uuid)', 'EXECUTE', '{}'),
  ('crosswalk_sidecar', 'crosswalk.hold_release(uuid)', 'EXECUTE', '{}'),
  ('crosswalk_sidecar', 'crosswalk.count_reads(uuid[], text[], bigint[], bigint[])', 'EXECUTE', '{}')
ON CONFLICT DO NOTHING;

-- A push notes the wave of a tenant; so does whoever migrates one config, who sees no other tenant's.
INSERT INTO crosswalk.tenant_tables (name, condition) VALUES
  ('crosswalk.wave_tenants', $c$tenant_id = (SELECT current_setting('crosswalk.tenant', true))$c$)
ON CONFLICT DO NOTHING;
