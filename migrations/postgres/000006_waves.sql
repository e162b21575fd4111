-- Waves of a rollout: which tenants a release reaches when, and how far each wave is.

-- When the preview that is bound to the release was finished. Unknown for releases of before: then when they were proposed.
ALTER TABLE crosswalk.releases ADD COLUMN IF NOT EXISTS previewed_at timestamptz;

-- As the workspace had them when the release was proposed. A release without any has one wave, of everybody.
CREATE TABLE IF NOT EXISTS crosswalk.release_waves (
  release_id uuid NOT NULL REFERENCES crosswalk.releases (id),
  wave integer NOT NULL CHECK (wave > 0),
  -- Of a million tenants, those whose bucket is below it are in this wave or an earlier one.
  reach integer NOT NULL CHECK (reach BETWEEN 0 AND 1000000),
  bake_minutes numeric NOT NULL DEFAULT 0 CHECK (bake_minutes >= 0),
  bake_reads bigint NOT NULL DEFAULT 0 CHECK (bake_reads >= 0),
  -- pending → rolling_out ⇄ paused → completed; a completed one may be gone over again.
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'rolling_out', 'paused', 'completed')),
  begun_at timestamptz,
  ended_at timestamptz,
  -- As they were when the wave ended: configs of the agent whose last migration had failed, and reads of what was
  -- migrated. What has come since is measured against them.
  failing bigint,
  reads bigint,
  PRIMARY KEY (release_id, wave)
);

-- Tenants that a wave names. They are in that one, whatever their bucket. As text, for some applications keep ids so.
CREATE TABLE IF NOT EXISTS crosswalk.wave_tenants (
  release_id uuid NOT NULL REFERENCES crosswalk.releases (id),
  tenant_id text NOT NULL CHECK (tenant_id = lower(tenant_id)),
  wave integer NOT NULL,
  PRIMARY KEY (release_id, tenant_id),
  FOREIGN KEY (release_id, wave) REFERENCES crosswalk.release_waves (release_id, wave)
);

-- Edits that an earlier rollback had put aside, and that a push of the same version has read back: their paths.
ALTER TABLE crosswalk.journal ADD COLUMN IF NOT EXISTS read_back jsonb;

-- Where a tenant stands among a million, for a release: the same on every machine, as shared/release/waves.ts has it.
-- Without a search path of its own, for then it is computed in place, and a push asks it of every config.
CREATE OR REPLACE FUNCTION crosswalk.wave_bucket(tenant text, digest text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT ((('x' || encode(substr(sha256(convert_to(lower(tenant) || ' ' || digest, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint
           * 1000000) >> 32)::integer
$$;

-- The wave of a tenant. With the rights of its owner: whom a wave names is not for every tenant to see.
CREATE OR REPLACE FUNCTION crosswalk.wave_of(release uuid, tenant uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(
    (SELECT t.wave FROM crosswalk.wave_tenants t WHERE t.release_id = release AND t.tenant_id = tenant::text),
    (SELECT min(w.wave) FROM crosswalk.release_waves w JOIN crosswalk.releases r ON r.id = w.release_id
      WHERE w.release_id = release AND w.reach > crosswalk.wave_bucket(tenant::text, r.digest)),
    (SELECT max(w.wave) FROM crosswalk.release_waves w WHERE w.release_id = release),
    1)
$$;

-- Whether a release may reach a tenant's configs now: its wave has begun, and nobody has paused the rollout.
CREATE OR REPLACE FUNCTION crosswalk.is_open(release uuid, tenant uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce((
    SELECT r.state IN ('rolling_out', 'completed')
           AND coalesce((SELECT w.state IN ('rolling_out', 'completed') FROM crosswalk.release_waves w
                          WHERE w.release_id = r.id AND w.wave = crosswalk.wave_of(r.id, tenant)), true)
      FROM crosswalk.releases r WHERE r.id = release), false)
$$;

-- Whether a version comes before another. By their numbers, of any length; what is no version comes before all.
CREATE OR REPLACE FUNCTION crosswalk.version_before(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE WHEN one = other THEN false
              WHEN one ~ '^[0-9]+\.[0-9]+\.[0-9]+$'
              THEN string_to_array(one, '.')::numeric[] < string_to_array(other, '.')::numeric[]
              ELSE true END
$$;

-- How often each config was read at each version, by whoever serves configs. Nobody has to count.
CREATE TABLE IF NOT EXISTS crosswalk.execution_counts (
  config_id uuid NOT NULL,
  flow_version text NOT NULL,
  reads bigint NOT NULL DEFAULT 0,
  failures bigint NOT NULL DEFAULT 0,
  counted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (config_id, flow_version)
);

-- The waves are part of what was proposed: only how far each one is changes later.
CREATE OR REPLACE FUNCTION crosswalk.guard_waves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  found_release crosswalk.releases;
  problem text;
BEGIN
  IF crosswalk.is_superuser() THEN
    RETURN NEW;
  END IF;
  SELECT * INTO found_release FROM crosswalk.releases r WHERE r.id = NEW.release_id;
  IF TG_OP = 'INSERT' THEN
    IF found_release.state NOT IN ('draft', 'proposed')
       OR EXISTS (SELECT FROM crosswalk.approvals a WHERE a.release_id = NEW.release_id) THEN
      problem := 'its waves are those that it was proposed with';
    END IF;
  ELSIF (to_jsonb(NEW) - '{state,begun_at,ended_at,failing,reads}'::text[])
        IS DISTINCT FROM (to_jsonb(OLD) - '{state,begun_at,ended_at,failing,reads}'::text[]) THEN
    problem := 'its waves are those that it was proposed with';
  END IF;
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION '%', problem
      USING ERRCODE = 'CW010',
            DETAIL = jsonb_build_object('release', crosswalk.release_name(found_release), 'problem', problem)::text;
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER IF EXISTS release_waves_guard ON crosswalk.release_waves;
CREATE TRIGGER release_waves_guard BEFORE INSERT OR UPDATE ON crosswalk.release_waves
  FOR EACH ROW EXECUTE FUNCTION crosswalk.guard_waves();

DROP TRIGGER IF EXISTS wave_tenants_guard ON crosswalk.wave_tenants;
CREATE TRIGGER wave_tenants_guard BEFORE INSERT OR UPDATE ON crosswalk.wave_tenants
  FOR EACH ROW EXECUTE FUNCTION crosswalk.guard_waves();

DROP TRIGGER IF EXISTS release_waves_kept ON crosswalk.release_waves;
CREATE TRIGGER release_waves_kept BEFORE DELETE OR TRUNCATE ON crosswalk.release_waves
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.refuse_change();

DROP TRIGGER IF EXISTS wave_tenants_kept ON crosswalk.wave_tenants;
CREATE TRIGGER wave_tenants_kept BEFORE DELETE OR TRUNCATE ON crosswalk.wave_tenants
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.refuse_change();

INSERT INTO crosswalk.rights (role, object, privilege)
SELECT role, object, 'SELECT'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator')) AS r (role),
       (VALUES ('crosswalk.release_waves'), ('crosswalk.wave_tenants'), ('crosswalk.execution_counts')) AS o (object)
UNION ALL
SELECT role, object, 'EXECUTE'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator'),
               ('crosswalk_sidecar')) AS r (role),
       (VALUES ('crosswalk.wave_bucket(text, text)'), ('crosswalk.wave_of(uuid, uuid)'), ('crosswalk.is_open(uuid, uuid)'),
               ('crosswalk.version_before(text, text)')) AS o (object)
ON CONFLICT DO NOTHING;

INSERT INTO crosswalk.rights (role, object, privilege, columns) VALUES
  ('crosswalk_author', 'crosswalk.release_waves', 'INSERT', '{release_id,wave,reach,bake_minutes,bake_reads}'),
  ('crosswalk_author', 'crosswalk.wave_tenants', 'INSERT', '{}'),
  ('crosswalk_operator', 'crosswalk.release_waves', 'UPDATE', '{state,begun_at,ended_at,failing,reads}'),
  ('crosswalk_sidecar', 'crosswalk.release_waves', 'SELECT', '{}'),
  ('crosswalk_sidecar', 'crosswalk.execution_counts', 'SELECT', '{}'),
  ('crosswalk_sidecar', 'crosswalk.execution_counts', 'INSERT', '{}'),
  ('crosswalk_sidecar', 'crosswalk.execution_counts', 'UPDATE', '{}')
ON CONFLICT DO NOTHING;

UPDATE crosswalk.rights SET columns = columns || '{previewed_at}'::text[]
 WHERE role = 'crosswalk_author' AND object = 'crosswalk.releases' AND privilege = 'INSERT'
   AND NOT 'previewed_at' = ANY (columns);

INSERT INTO crosswalk.tenant_tables (name, condition) VALUES
  ('crosswalk.execution_counts',
   'EXISTS (SELECT FROM public.walker_agent_user_configs c WHERE c.id = execution_counts.config_id)')
ON CONFLICT DO NOTHING;
