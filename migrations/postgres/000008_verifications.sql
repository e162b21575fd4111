-- Evidence that just this release was tried out on staging, kept there and carried to where it goes next.

CREATE TABLE IF NOT EXISTS crosswalk.verifications (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- agent@version, and the digest of the bundle: what was verified is these contents and no others.
  release text NOT NULL,
  digest text NOT NULL,
  -- Where it was verified: another environment than this database, where the row was carried here.
  environment text NOT NULL,
  passed boolean NOT NULL,
  -- [{ name, ok, detail, seconds }]
  results jsonb NOT NULL CHECK (jsonb_typeof(results) = 'array'),
  verified_by text NOT NULL CHECK (btrim(verified_by) <> ''),
  verified_at timestamptz NOT NULL,
  -- Who wrote the row here, as this database has seen it.
  recorded_by text NOT NULL,
  recorded_login text NOT NULL DEFAULT session_user,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (digest, environment, verified_at)
);

DROP TRIGGER IF EXISTS verifications_append_only ON crosswalk.verifications;
CREATE TRIGGER verifications_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crosswalk.verifications
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.refuse_change();

-- Keeps evidence, with its entry in the audit log. False where it is here already.
CREATE OR REPLACE FUNCTION crosswalk.record_verification(
  release text, digest text, environment text, passed boolean, results jsonb, verified_by text, verified_at timestamptz,
  person text DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  who text := crosswalk.actor(person);
BEGIN
  INSERT INTO crosswalk.verifications
         (release, digest, environment, passed, results, verified_by, verified_at, recorded_by)
  VALUES (release, digest, environment, passed, results, verified_by, verified_at, who)
  ON CONFLICT ON CONSTRAINT verifications_digest_environment_verified_at_key DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM crosswalk.append_audit(who, 'verification.record', release,
    jsonb_build_object('release', release, 'digest', digest, 'environment', environment, 'passed', passed,
                       'checks', jsonb_array_length(results), 'verified_by', verified_by)
      || CASE WHEN btrim(person) <> who THEN jsonb_build_object('as', person) ELSE '{}' END,
    NULL, sha256(convert_to(results::text, 'UTF8')));
  RETURN true;
END
$$;

-- A release is verified only by evidence of its own contents, and the newest decides. By a trigger, so that not even
-- the login that owns the tables gets past it by writing the state.
CREATE OR REPLACE FUNCTION crosswalk.guard_verified() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  newest boolean;
BEGIN
  SELECT v.passed INTO newest FROM crosswalk.verifications v
   WHERE v.digest = NEW.digest ORDER BY v.verified_at DESC LIMIT 1;
  IF newest IS NOT TRUE THEN
    RAISE EXCEPTION 'there is no evidence that % holds', crosswalk.release_name(NEW)
      USING ERRCODE = 'CW020',
            DETAIL = jsonb_build_object('release', crosswalk.release_name(NEW), 'problem',
              CASE WHEN newest THEN '' WHEN NOT newest THEN 'it was verified, and did not hold'
                   ELSE 'there is no evidence of just its contents' END)::text;
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER IF EXISTS releases_verified ON crosswalk.releases;
CREATE TRIGGER releases_verified BEFORE UPDATE OF state ON crosswalk.releases
  FOR EACH ROW WHEN (NEW.state = 'verified' AND OLD.state <> 'verified') EXECUTE FUNCTION crosswalk.guard_verified();

-- Whether a backup with this sum was taken and proven here. Whoever restores one need not read the whole log for it.
CREATE OR REPLACE FUNCTION crosswalk.is_backup_recorded(sum text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM crosswalk.audit_log l WHERE l.action = 'backup.create' AND l.detail ->> 'sha256' = sum)
$$;

INSERT INTO crosswalk.rights (role, object, privilege)
SELECT role, 'crosswalk.verifications', 'SELECT'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator')) AS r (role)
UNION ALL
SELECT role, 'crosswalk.is_backup_recorded(text)', 'EXECUTE'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_operator')) AS r (role)
UNION ALL
VALUES ('crosswalk_operator',
        'crosswalk.record_verification(text, text, text, boolean, jsonb, text, timestamptz, text)', 'EXECUTE')
ON CONFLICT DO NOTHING;
