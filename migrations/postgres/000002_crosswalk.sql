-- What Crosswalk itself keeps: flows, releases and their approvals, what was previewed, what was done to
-- each config, and who did what. The schema itself and crosswalk.schema_migrations are there already.

CREATE TABLE IF NOT EXISTS crosswalk.flows (
  agent text NOT NULL,
  version text NOT NULL,
  hash text NOT NULL,
  document jsonb NOT NULL,
  meta jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (agent, version, hash)
);

CREATE TABLE IF NOT EXISTS crosswalk.releases (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  agent text NOT NULL,
  version text NOT NULL,
  -- Not unique: what was rolled back may be proposed again.
  digest text NOT NULL,
  -- Canonical JSON, byte for byte: the digest is over this text, which jsonb would not keep.
  bundle text NOT NULL,
  notes text,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN (
    'draft', 'proposed', 'approved', 'verified', 'rolling_out', 'paused', 'completed', 'rolling_back', 'rolled_back'
  )),
  author text NOT NULL CHECK (btrim(author) <> ''),
  preview_digest text,
  created_at timestamptz NOT NULL DEFAULT now(),
  proposed_at timestamptz,
  approved_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  rolled_back_at timestamptz,
  -- Who pushes or rolls back now. The token grows with every lease, so that a holder whose lease
  -- was taken over finds its writes refused.
  lease_holder text,
  lease_token bigint NOT NULL DEFAULT 0,
  lease_until timestamptz
);

CREATE TABLE IF NOT EXISTS crosswalk.approvals (
  release_id uuid NOT NULL REFERENCES crosswalk.releases (id),
  approver text NOT NULL CHECK (btrim(approver) <> ''),
  preview_digest text NOT NULL,
  shapes jsonb NOT NULL,
  reason text,
  approved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (release_id, approver)
);

CREATE TABLE IF NOT EXISTS crosswalk.release_shapes (
  release_id uuid NOT NULL REFERENCES crosswalk.releases (id),
  shape_id text NOT NULL,
  configs bigint NOT NULL,
  summary text NOT NULL,
  operations jsonb NOT NULL,
  PRIMARY KEY (release_id, shape_id)
);

-- One row for each config of a preview, up to a million. No foreign keys: one on the release nearly doubles the
-- time to load them (200 000 rows: 4.1 s against 2.3 s), and a config that has been deleted since is no mistake.
CREATE TABLE IF NOT EXISTS crosswalk.previewed_configs (
  release_id uuid NOT NULL,
  config_id uuid NOT NULL,
  input_hash bytea NOT NULL,
  output_hash bytea,
  shape_id text,
  PRIMARY KEY (release_id, config_id)
);

-- What a release did to each config. Written in the same transaction as the config, so it has no index
-- but its key and no foreign keys: it outlives the configs, and releases are never deleted.
CREATE TABLE IF NOT EXISTS crosswalk.journal (
  release_id uuid NOT NULL,
  config_id uuid NOT NULL,
  wave integer NOT NULL DEFAULT 1,
  state text NOT NULL CHECK (state IN (
    'migrated', 'held', 'failed', 'restored', 'kept_edits', 'conflict', 'excluded'
  )),
  from_version text,
  to_version text,
  input_hash bytea,
  output_hash bytea,
  shape_id text,
  complement jsonb,
  warnings jsonb,
  error jsonb,
  -- Rows of walker_agent_config_versions that hold the config before and after.
  before_id uuid,
  after_id uuid,
  -- The row's other columns before, for the way back.
  row_before jsonb,
  -- What a rollback did with each edit that was made after the push.
  edits jsonb,
  drifted boolean NOT NULL DEFAULT false,
  -- The lease token of the run that last dealt with the config.
  run bigint NOT NULL DEFAULT 0,
  done_at timestamptz NOT NULL DEFAULT now(),
  undone_at timestamptz,
  PRIMARY KEY (release_id, config_id)
);

-- Audit log: append-only, and each row's hash covers the one before, so that a changed or missing row shows.

CREATE TABLE IF NOT EXISTS crosswalk.audit_log (
  -- Given by the trigger, not by a sequence: without gaps, and in the order of the chain.
  id bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL
);

-- The same text on every server and in every session: no setting of either has a part in it.
CREATE OR REPLACE FUNCTION crosswalk.audit_hash(
  previous_hash bytea, id bigint, at timestamptz, actor text, action text, subject text, detail jsonb
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT sha256(previous_hash || convert_to(jsonb_build_array(
    id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor, action, subject, detail
  )::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION crosswalk.audit_chain() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  last record;
BEGIN
  -- Another snapshot than the newest would not show the row to go on from.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the audit log is written in READ COMMITTED transactions only'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(4413259, 2);
  SELECT log.id, log.hash INTO last FROM crosswalk.audit_log AS log ORDER BY log.id DESC LIMIT 1;
  NEW.id := coalesce(last.id, 0) + 1;
  NEW.at := clock_timestamp();
  NEW.previous_hash := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
  NEW.hash := crosswalk.audit_hash(
    NEW.previous_hash, NEW.id, NEW.at, NEW.actor, NEW.action, NEW.subject, NEW.detail
  );
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crosswalk.refuse_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'rows of %.% are only ever added', TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'CW005',
          DETAIL = jsonb_build_object('table', TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME)::text;
END
$$;

DROP TRIGGER IF EXISTS audit_log_chain ON crosswalk.audit_log;
CREATE TRIGGER audit_log_chain BEFORE INSERT ON crosswalk.audit_log
  FOR EACH ROW EXECUTE FUNCTION crosswalk.audit_chain();

DROP TRIGGER IF EXISTS audit_log_append_only ON crosswalk.audit_log;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crosswalk.audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.refuse_change();

CREATE OR REPLACE FUNCTION crosswalk.audit(actor text, action text, subject text, detail jsonb DEFAULT '{}')
RETURNS bigint
LANGUAGE sql
AS $$
  INSERT INTO crosswalk.audit_log (actor, action, subject, detail)
  VALUES (actor, action, subject, coalesce(detail, '{}'))
  RETURNING id
$$;

-- The only way to approve. Errors: CW001 no such release, CW002 the author approves, CW003 not proposed,
-- CW004 another preview; each has its data as JSON in DETAIL.
CREATE OR REPLACE FUNCTION crosswalk.approve_release(
  release uuid, approver text, preview_digest text, shapes jsonb, reason text
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  found_release crosswalk.releases;
  name text;
BEGIN
  SELECT * INTO found_release FROM crosswalk.releases AS r WHERE r.id = release FOR UPDATE;
  name := found_release.agent || '@' || found_release.version;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no release %', release
      USING ERRCODE = 'CW001', DETAIL = jsonb_build_object('release', release)::text;
  END IF;
  IF lower(btrim(approver)) = lower(btrim(found_release.author)) THEN
    RAISE EXCEPTION 'the author of % cannot approve it', name
      USING ERRCODE = 'CW002',
            DETAIL = jsonb_build_object('release', name, 'who', found_release.author)::text;
  END IF;
  IF found_release.state <> 'proposed' THEN
    RAISE EXCEPTION '% is %', name, found_release.state
      USING ERRCODE = 'CW003',
            DETAIL = jsonb_build_object('release', name, 'state', found_release.state)::text;
  END IF;
  -- Where either is missing, there is nothing that the approval could bind to.
  IF (preview_digest = found_release.preview_digest) IS NOT TRUE THEN
    RAISE EXCEPTION '% was proposed with another preview', name
      USING ERRCODE = 'CW004', DETAIL = jsonb_build_object('release', name)::text;
  END IF;
  INSERT INTO crosswalk.approvals (release_id, approver, preview_digest, shapes, reason)
  VALUES (release, approver, preview_digest, shapes, reason);
  UPDATE crosswalk.releases AS r SET state = 'approved', approved_at = now() WHERE r.id = release;
  PERFORM crosswalk.audit(approver, 'release.approve', release::text,
    jsonb_build_object('digest', found_release.digest, 'preview_digest', preview_digest,
                       'shapes', shapes, 'reason', reason));
END
$$;
