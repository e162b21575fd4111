-- Who may do what, held in the database and not in programs: roles, what each is granted, which rows of a tenant
-- the sidecar sees, who approves, and an audit log that says who a session really was.
--
-- Roles belong to the whole server and a login that migrates may lack the right to make them. So what should be
-- granted is data, in the tables below; missing_rights() compares it with what is, and `crosswalk db migrate`
-- runs the statements that it gives. A later file that makes a table or a function adds lines here:
--
--   INSERT INTO crosswalk.rights VALUES ('crosswalk_reader', 'crosswalk.waves', 'SELECT') ON CONFLICT DO NOTHING;
--
-- In this order, in one file because each part leans on the one before: rights, who is acting, audit log, approvals.

CREATE TABLE IF NOT EXISTS crosswalk.roles (
  name text PRIMARY KEY,
  purpose text NOT NULL
);

CREATE TABLE IF NOT EXISTS crosswalk.rights (
  role text NOT NULL,
  -- A table with its schema, or a function with its schema and the types of its arguments.
  object text NOT NULL,
  privilege text NOT NULL CHECK (privilege IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXECUTE')),
  -- Only these columns; empty for all.
  columns text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (role, object, privilege)
);

-- Tables of which the sidecar sees only the rows of the tenant that its transaction is for.
CREATE TABLE IF NOT EXISTS crosswalk.tenant_tables (
  name text PRIMARY KEY,
  -- An SQL condition on a row of the table.
  condition text NOT NULL
);

INSERT INTO crosswalk.roles (name, purpose) VALUES
  ('crosswalk_reader', 'read everything: pull, status, history, audit'),
  ('crosswalk_author', 'propose releases'),
  ('crosswalk_approver', 'approve releases that somebody else wrote and proposed'),
  ('crosswalk_operator', 'push and roll back'),
  ('crosswalk_sidecar', 'serve one tenant at a time, whose rows alone it sees'),
  ('crosswalk_deputy', 'act for a person that it names: for services, never for people')
ON CONFLICT DO NOTHING;

INSERT INTO crosswalk.rights (role, object, privilege)
SELECT role, object, 'SELECT'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator')) AS r (role),
       (VALUES ('crosswalk.schema_migrations'), ('crosswalk.roles'), ('crosswalk.rights'), ('crosswalk.tenant_tables'),
               ('crosswalk.releases'), ('crosswalk.approvals'), ('crosswalk.release_shapes'),
               ('crosswalk.previewed_configs'), ('crosswalk.flows')) AS o (object)
UNION ALL
SELECT 'crosswalk_sidecar', object, 'SELECT'
  FROM (VALUES ('crosswalk.schema_migrations'), ('crosswalk.roles'), ('crosswalk.rights'), ('crosswalk.tenant_tables'),
               ('crosswalk.releases'), ('crosswalk.release_shapes'), ('crosswalk.journal'),
               ('crosswalk.flows'), ('public.walker_agent_user_configs'),
               ('public.walker_agent_config_versions')) AS o (object)
ON CONFLICT DO NOTHING;

INSERT INTO crosswalk.rights (role, object, privilege, columns) VALUES
  ('crosswalk_reader', 'public.walker_agent_user_configs', 'SELECT', '{}'),
  ('crosswalk_reader', 'public.walker_agent_config_versions', 'SELECT', '{}'),
  ('crosswalk_reader', 'public.tenants', 'SELECT', '{id}'),
  ('crosswalk_reader', 'public.users', 'SELECT', '{id}'),
  ('crosswalk_reader', 'crosswalk.journal', 'SELECT', '{}'),
  ('crosswalk_reader', 'crosswalk.audit_log', 'SELECT', '{}'),
  ('crosswalk_approver', 'crosswalk.audit_log', 'SELECT', '{}'),

  -- Not the state of a lease, and none of what an approval or a rollout writes.
  ('crosswalk_author', 'crosswalk.releases', 'INSERT',
   '{agent,version,digest,bundle,notes,state,author,preview_digest,proposed_at,approval_rules}'),
  ('crosswalk_author', 'crosswalk.release_shapes', 'INSERT', '{}'),
  ('crosswalk_author', 'crosswalk.previewed_configs', 'INSERT', '{}'),
  ('crosswalk_author', 'crosswalk.flows', 'INSERT', '{}'),

  ('crosswalk_operator', 'public.walker_agent_user_configs', 'SELECT', '{}'),
  ('crosswalk_operator', 'public.walker_agent_user_configs', 'UPDATE',
   '{config_json,flow_version,flow_hash,config_schema_version,previous_version,migration_status,migration_attempted_at,migration_completed_at,migration_error,updated_at}'),
  ('crosswalk_operator', 'public.walker_agent_config_versions', 'SELECT', '{}'),
  ('crosswalk_operator', 'public.walker_agent_config_versions', 'INSERT', '{}'),
  ('crosswalk_operator', 'crosswalk.releases', 'UPDATE',
   '{state,started_at,completed_at,rolled_back_at,lease_holder,lease_token,lease_until}'),
  ('crosswalk_operator', 'crosswalk.journal', 'SELECT', '{}'),
  ('crosswalk_operator', 'crosswalk.journal', 'INSERT', '{}'),
  ('crosswalk_operator', 'crosswalk.journal', 'UPDATE', '{}'),

  ('crosswalk_sidecar', 'public.walker_agent_user_configs', 'INSERT', '{}'),
  ('crosswalk_sidecar', 'public.walker_agent_user_configs', 'UPDATE',
   '{config_json,flow_id,flow_version,flow_hash,config_schema_version,previous_version,migration_status,migration_attempted_at,migration_completed_at,migration_error,updated_at,last_executed_at,execution_count}'),
  ('crosswalk_sidecar', 'public.walker_agent_config_versions', 'INSERT', '{}'),
  ('crosswalk_sidecar', 'crosswalk.journal', 'INSERT', '{}'),
  ('crosswalk_sidecar', 'crosswalk.journal', 'UPDATE', '{}'),

  ('crosswalk_approver', 'crosswalk.approve(uuid, text, text, text, jsonb)', 'EXECUTE', '{}')
ON CONFLICT DO NOTHING;

INSERT INTO crosswalk.rights (role, object, privilege)
SELECT role, object, 'EXECUTE'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator'),
               ('crosswalk_sidecar')) AS r (role),
       (VALUES ('crosswalk.missing_rights()'), ('crosswalk.excess_rights()')) AS o (object)
UNION ALL
SELECT role, 'crosswalk.audit(text, text, text, jsonb)', 'EXECUTE'
  FROM (VALUES ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator'), ('crosswalk_sidecar')) AS r (role)
UNION ALL
SELECT role, 'crosswalk.release_tenants(uuid)', 'EXECUTE'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator')) AS r (role)
ON CONFLICT DO NOTHING;

INSERT INTO crosswalk.tenant_tables (name, condition) VALUES
  ('public.walker_agent_user_configs',
   $c$tenant_id = (SELECT nullif(current_setting('crosswalk.tenant', true), '')::uuid)$c$),
  -- The rows of the other table are the tenant's already, by its own policy.
  ('public.walker_agent_config_versions',
   'EXISTS (SELECT FROM public.walker_agent_user_configs c WHERE c.id = walker_agent_config_versions.config_id)'),
  ('crosswalk.journal',
   'EXISTS (SELECT FROM public.walker_agent_user_configs c WHERE c.id = journal.config_id)')
ON CONFLICT DO NOTHING;

-- The statements that are still to be run, in order. Each can be run by itself and again.
CREATE OR REPLACE FUNCTION crosswalk.missing_rights() RETURNS TABLE (statement text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH wanted AS (
    SELECT r.*, to_regrole(r.role)::oid AS role_oid,
           CASE WHEN r.privilege = 'EXECUTE' THEN NULL ELSE to_regclass(r.object)::oid END AS table_oid,
           CASE WHEN r.privilege = 'EXECUTE' THEN to_regprocedure(r.object)::oid END AS function_oid
      FROM crosswalk.rights r
  ), everybody AS (
    SELECT 'ALL FUNCTIONS IN SCHEMA crosswalk' AS what
      FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
     WHERE p.pronamespace = to_regnamespace('crosswalk') AND a.grantee = 0
    UNION
    SELECT 'ALL TABLES IN SCHEMA crosswalk' FROM pg_class c, aclexplode(c.relacl) a
     WHERE c.relnamespace = to_regnamespace('crosswalk') AND a.grantee = 0
    UNION
    SELECT 'SCHEMA crosswalk' FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'crosswalk' AND a.grantee = 0
  ), policies AS (
    SELECT t.name, t.condition, c.relrowsecurity AS secured,
           EXISTS (SELECT FROM pg_policy p
                    WHERE p.polrelid = c.oid AND p.polname IN ('crosswalk_all', 'crosswalk_members')) AS opened,
           EXISTS (SELECT FROM pg_policy p
                    WHERE p.polrelid = c.oid AND p.polname = 'crosswalk_tenant' AND NOT p.polpermissive
                      AND p.polcmd = '*' AND p.polroles = ARRAY[to_regrole('crosswalk_sidecar')::oid]) AS narrowed
      FROM crosswalk.tenant_tables t JOIN pg_class c ON c.oid = to_regclass(t.name)
  )
  SELECT missing.statement FROM (
    SELECT 1 AS step, r.name AS sort, format('CREATE ROLE %I NOLOGIN', r.name) AS statement
      FROM crosswalk.roles r WHERE to_regrole(r.name) IS NULL
    UNION ALL
    -- Nothing for everybody: a function is granted to PUBLIC when it is made.
    SELECT 2, e.what, format('REVOKE ALL ON %s FROM PUBLIC', e.what) FROM everybody e
    UNION ALL
    SELECT DISTINCT 3, w.role, format('GRANT USAGE ON SCHEMA %I TO %I', n.nspname, w.role)
      FROM wanted w JOIN pg_namespace n ON n.nspname = split_part(w.object, '.', 1)
     WHERE NOT coalesce(has_schema_privilege(w.role_oid, n.oid, 'USAGE'), false)
    UNION ALL
    SELECT 4, w.role || w.object,
           format('GRANT %s ON TABLE %s TO %I',
                  string_agg(w.privilege || coalesce((
                    SELECT ' (' || string_agg(quote_ident(u.name), ', ' ORDER BY u.at) || ')'
                      FROM unnest(w.columns) WITH ORDINALITY AS u (name, at)), ''), ', ' ORDER BY w.privilege),
                  w.object, w.role)
      FROM wanted w
     WHERE w.table_oid IS NOT NULL
       AND CASE WHEN w.role_oid IS NULL THEN true
                WHEN w.columns = '{}' THEN NOT has_table_privilege(w.role_oid, w.table_oid, w.privilege)
                ELSE EXISTS (SELECT FROM pg_attribute t
                              WHERE t.attrelid = w.table_oid AND t.attname = ANY (w.columns)
                                AND NOT has_column_privilege(w.role_oid, w.table_oid, t.attnum, w.privilege)) END
     GROUP BY w.role, w.object
    UNION ALL
    SELECT 5, w.role || w.object, format('GRANT EXECUTE ON FUNCTION %s TO %I', w.object, w.role)
      FROM wanted w
     WHERE w.function_oid IS NOT NULL
       -- Not has_function_privilege(): until it is revoked above, everybody has it through PUBLIC.
       AND NOT EXISTS (SELECT FROM pg_proc p, aclexplode(p.proacl) a
                        WHERE p.oid = w.function_oid AND a.grantee = w.role_oid AND a.privilege_type = 'EXECUTE')
    UNION ALL
    -- A table that an application has secured itself is not opened to everybody by us. One that nobody has is
    -- as open as before, but for the sidecar; in one transaction, so that nobody finds it empty in between.
    SELECT 6, p.name, concat_ws(E';\n',
             CASE WHEN NOT p.opened AND NOT p.secured
                  THEN format('CREATE POLICY crosswalk_all ON %s USING (true) WITH CHECK (true)', p.name) END,
             CASE WHEN NOT p.opened AND p.secured
                  THEN format('CREATE POLICY crosswalk_members ON %s TO crosswalk_reader, crosswalk_author, '
                              'crosswalk_approver, crosswalk_operator, crosswalk_sidecar USING (true) WITH CHECK (true)',
                              p.name) END,
             CASE WHEN NOT p.narrowed
                  THEN format(E'DROP POLICY IF EXISTS crosswalk_tenant ON %s;\n'
                              'CREATE POLICY crosswalk_tenant ON %s AS RESTRICTIVE TO crosswalk_sidecar '
                              'USING (%s) WITH CHECK (%s)', p.name, p.name, p.condition, p.condition) END,
             CASE WHEN NOT p.secured THEN format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p.name) END)
      FROM policies p WHERE NOT (p.secured AND p.opened AND p.narrowed)
  ) AS missing
  ORDER BY missing.step, missing.sort, missing.statement
$$;

-- What our roles have been granted beyond the table of rights.
CREATE OR REPLACE FUNCTION crosswalk.excess_rights() RETURNS TABLE (role text, object text, privilege text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH objects AS (
    SELECT c.oid::regclass::text AS object, c.oid, c.relacl AS acl, n.nspname || '.' || c.relname AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm')
       AND (n.nspname = 'crosswalk' OR n.nspname = 'public' AND c.relname IN (
              'tenants', 'users', 'walker_agent_user_configs', 'walker_agent_config_versions'))
  ), granted AS (
    SELECT a.grantee, o.name, NULL::name AS column_name, a.privilege_type FROM objects o, aclexplode(o.acl) a
    UNION ALL
    SELECT a.grantee, o.name, t.attname, a.privilege_type
      FROM objects o JOIN pg_attribute t ON t.attrelid = o.oid AND t.attacl IS NOT NULL, aclexplode(t.attacl) a
    UNION ALL
    SELECT a.grantee, f.object, NULL, a.privilege_type
      FROM (SELECT p.oid::regprocedure::text AS object, p.proacl FROM pg_proc p
             WHERE p.pronamespace = to_regnamespace('crosswalk')) f, aclexplode(f.proacl) a
  )
  SELECT r.name, g.name || coalesce(' (' || g.column_name || ')', ''), g.privilege_type
    FROM granted g JOIN crosswalk.roles r ON to_regrole(r.name)::oid = g.grantee
   WHERE NOT EXISTS (SELECT FROM crosswalk.rights w
                      WHERE w.role = r.name
                        AND CASE WHEN w.privilege = 'EXECUTE' THEN to_regprocedure(w.object)::text ELSE w.object END = g.name
                        AND w.privilege = g.privilege_type
                        AND (w.columns = '{}' OR g.column_name::text = ANY (w.columns)))
   ORDER BY 1, 2, 3
$$;

-- Whether whoever opened this session has a right. Not current_user: within our functions that is their owner.
-- On a server without the roles, the grants of PostgreSQL itself are all there is.
CREATE OR REPLACE FUNCTION crosswalk.has_right(role text) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE WHEN to_regrole(role) IS NULL THEN true ELSE pg_has_role(session_user, to_regrole(role)::oid, 'USAGE') END
$$;

CREATE OR REPLACE FUNCTION crosswalk.is_superuser() RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT rolsuper FROM pg_roles WHERE rolname = session_user
$$;

-- Rather too often than too seldom: the login "ann" is taken for ann@example.com.
CREATE OR REPLACE FUNCTION crosswalk.same_person(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT lower(btrim(one)) = lower(btrim(other))
      OR split_part(lower(btrim(one)), '@', 1) = lower(btrim(other))
      OR lower(btrim(one)) = split_part(lower(btrim(other)), '@', 1)
$$;

-- Who acts: the login itself, unless it has the right to name somebody, and does.
CREATE OR REPLACE FUNCTION crosswalk.actor(named text) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE WHEN btrim(named) <> '' AND crosswalk.has_right('crosswalk_deputy') THEN btrim(named)
              ELSE session_user::text END
$$;

-- Audit log: who the session was, from where, and what changed, as hashes. Rows of the form before have none of these.
ALTER TABLE crosswalk.audit_log ADD COLUMN IF NOT EXISTS form smallint NOT NULL DEFAULT 1;
ALTER TABLE crosswalk.audit_log ADD COLUMN IF NOT EXISTS login text;
ALTER TABLE crosswalk.audit_log ADD COLUMN IF NOT EXISTS client text;
ALTER TABLE crosswalk.audit_log ADD COLUMN IF NOT EXISTS application text;
ALTER TABLE crosswalk.audit_log ADD COLUMN IF NOT EXISTS before_hash bytea;
ALTER TABLE crosswalk.audit_log ADD COLUMN IF NOT EXISTS after_hash bytea;

-- The text that a row's hash is over, after the hash before. The same on every server and in every session.
CREATE OR REPLACE FUNCTION crosswalk.audit_text(entry crosswalk.audit_log) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT jsonb_build_array(
           entry.form, entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.actor,
           entry.action, entry.subject, entry.detail, entry.login, entry.client, entry.application,
           encode(entry.before_hash, 'hex'), encode(entry.after_hash, 'hex'))::text
$$;

-- As audit_chain(), which it takes the place of, but for what only the server knows of a session. With its
-- owner's rights: whoever may cause an entry need not be able to read the log.
CREATE OR REPLACE FUNCTION crosswalk.audit_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  last record;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the audit log is written in READ COMMITTED transactions only'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(4413259, 2);
  SELECT log.id, log.hash INTO last FROM crosswalk.audit_log AS log ORDER BY log.id DESC LIMIT 1;
  NEW.form := 2;
  NEW.id := coalesce(last.id, 0) + 1;
  NEW.at := clock_timestamp();
  NEW.login := session_user;
  NEW.client := host(inet_client_addr());
  NEW.application := current_setting('application_name');
  NEW.previous_hash := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
  NEW.hash := sha256(NEW.previous_hash || convert_to(crosswalk.audit_text(NEW), 'UTF8'));
  RETURN NEW;
END
$$;

DROP TRIGGER IF EXISTS audit_log_chain ON crosswalk.audit_log;
DROP TRIGGER IF EXISTS audit_log_link ON crosswalk.audit_log;
CREATE TRIGGER audit_log_link BEFORE INSERT ON crosswalk.audit_log
  FOR EACH ROW EXECUTE FUNCTION crosswalk.audit_link();

-- For our own functions; granted to nobody.
CREATE OR REPLACE FUNCTION crosswalk.append_audit(
  actor text, action text, subject text, detail jsonb, before_hash bytea, after_hash bytea
) RETURNS bigint
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO crosswalk.audit_log (actor, action, subject, detail, before_hash, after_hash)
  VALUES (actor, action, subject, coalesce(detail, '{}'), before_hash, after_hash)
  RETURNING id
$$;

-- An entry by whoever calls. What becomes of releases is recorded by the database alone.
CREATE OR REPLACE FUNCTION crosswalk.audit(actor text, action text, subject text, detail jsonb DEFAULT '{}')
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  who text := crosswalk.actor(actor);
BEGIN
  IF action LIKE 'release.%' AND NOT crosswalk.is_superuser() THEN
    RAISE EXCEPTION 'entries of releases are made by the database itself' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN crosswalk.append_audit(who, action, subject,
    coalesce(detail, '{}') || CASE WHEN who <> btrim(actor) THEN jsonb_build_object('as', actor) ELSE '{}' END,
    NULL, NULL);
END
$$;

-- Releases: who proposed, which rules an approval has to fit, and what keeps one from going on without.
ALTER TABLE crosswalk.releases ADD COLUMN IF NOT EXISTS proposed_by text;
ALTER TABLE crosswalk.releases ADD COLUMN IF NOT EXISTS proposed_login text;
ALTER TABLE crosswalk.releases ADD COLUMN IF NOT EXISTS approval_rules jsonb NOT NULL DEFAULT '[]';
-- Whose session approved: another than the approver where a service acted for a person.
ALTER TABLE crosswalk.approvals ADD COLUMN IF NOT EXISTS login text;

CREATE OR REPLACE FUNCTION crosswalk.release_name(release crosswalk.releases) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT release.agent || '@' || release.version
$$;

-- What of a release an entry of the audit log stands for.
CREATE OR REPLACE FUNCTION crosswalk.release_hash(release crosswalk.releases) RETURNS bytea
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    release.id, release.agent, release.version, release.digest, release.preview_digest, release.author,
    release.proposed_by, release.approval_rules, release.state)::text, 'UTF8'))
$$;

-- How many tenants have configs that the proposed preview saw.
CREATE OR REPLACE FUNCTION crosswalk.release_tenants(release uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT count(DISTINCT c.tenant_id)
    FROM crosswalk.previewed_configs p JOIN public.walker_agent_user_configs c ON c.id = p.config_id
   WHERE p.release_id = release
$$;

CREATE OR REPLACE FUNCTION crosswalk.are_rules(rules jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(jsonb_typeof(rules) = 'array' AND NOT EXISTS (
    SELECT FROM jsonb_array_elements(CASE jsonb_typeof(rules) WHEN 'array' THEN rules ELSE '[]' END) AS e (rule)
     WHERE (jsonb_typeof(rule) = 'object' AND jsonb_typeof(rule -> 'name') = 'string'
            AND rule ->> 'count' ~ '^[1-9][0-9]{0,6}$' AND coalesce(rule ->> 'tenants', '1') ~ '^[1-9][0-9]{0,9}$'
            AND coalesce(jsonb_typeof(rule -> 'approvers'), 'array') = 'array') IS NOT TRUE), false)
$$;

-- Rules of a release that hold for it: [{ name, count, approvers?, tenants? }]. `tenants` is the least number of
-- tenants for which a rule holds; `lacks` is how many of those who may approve have not yet.
CREATE OR REPLACE FUNCTION crosswalk.approval_rules(release uuid, rules jsonb)
RETURNS TABLE (name text, approvers text[], lacks bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT r.name, r.approvers, greatest(0, r.count - (
           SELECT count(*) FROM crosswalk.approvals a
            WHERE a.release_id = release
              AND (r.approvers IS NULL OR lower(btrim(a.approver)) = ANY (r.approvers))))
    FROM (SELECT rule ->> 'name' AS name, (rule ->> 'count')::bigint AS count,
                 (rule ->> 'tenants')::bigint AS tenants,
                 CASE WHEN jsonb_typeof(rule -> 'approvers') = 'array'
                      THEN ARRAY(SELECT lower(btrim(x)) FROM jsonb_array_elements_text(rule -> 'approvers') x) END AS approvers
            FROM (SELECT DISTINCT e.rule FROM jsonb_array_elements(
                    (SELECT l.approval_rules FROM crosswalk.releases l WHERE l.id = release) || rules) AS e (rule)) AS d
         ) AS r
   WHERE r.tenants IS NULL OR r.tenants <= crosswalk.release_tenants(release)
   ORDER BY r.name
$$;

-- The only way to approve. Gives the state of the release: it is approved once every rule is met.
--
-- Who approves is the login. A service may name a person, with a right of its own, and is recorded beside. The
-- rules given come on top of those that the release was proposed with; neither side can take any away.
--
-- Errors, each with its data as JSON in DETAIL: CW001 no such release, CW002 the author approves, CW003 not
-- proposed, CW004 another preview, CW006 no right to approve, CW007 no right to name somebody, CW008 no rule
-- lets that person approve, CW009 approved already, CW011 whoever proposed it approves.
CREATE OR REPLACE FUNCTION crosswalk.approve(
  release uuid, preview_digest text, reason text, person text DEFAULT NULL, rules jsonb DEFAULT '[]'
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  found_release crosswalk.releases;
  label text;
  who text := session_user;
  covered jsonb;
  lacking jsonb;
BEGIN
  IF NOT crosswalk.has_right('crosswalk_approver') THEN
    RAISE EXCEPTION '% may not approve', session_user
      USING ERRCODE = 'CW006', DETAIL = jsonb_build_object('login', session_user)::text;
  END IF;
  IF btrim(person) <> '' AND NOT crosswalk.same_person(person, session_user::text) THEN
    IF NOT crosswalk.has_right('crosswalk_deputy') THEN
      RAISE EXCEPTION '% may not act for %', session_user, person
        USING ERRCODE = 'CW007', DETAIL = jsonb_build_object('login', session_user, 'person', person)::text;
    END IF;
    who := btrim(person);
  END IF;
  IF NOT crosswalk.are_rules(rules) THEN
    RAISE EXCEPTION 'these are no rules: %', rules USING ERRCODE = 'invalid_parameter_value';
  END IF;

  SELECT * INTO found_release FROM crosswalk.releases AS r WHERE r.id = release FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no release %', release
      USING ERRCODE = 'CW001', DETAIL = jsonb_build_object('release', release)::text;
  END IF;
  label := crosswalk.release_name(found_release);
  IF crosswalk.same_person(who, found_release.author) THEN
    RAISE EXCEPTION 'the author of % cannot approve it', label
      USING ERRCODE = 'CW002', DETAIL = jsonb_build_object('release', label, 'who', who)::text;
  END IF;
  -- The author is whoever the release says; who proposed it, the database has seen.
  IF crosswalk.same_person(who, found_release.proposed_by) THEN
    RAISE EXCEPTION 'who proposed % cannot approve it', label
      USING ERRCODE = 'CW011', DETAIL = jsonb_build_object('release', label, 'who', who)::text;
  END IF;
  IF found_release.state <> 'proposed' THEN
    RAISE EXCEPTION '% is %', label, found_release.state
      USING ERRCODE = 'CW003',
            DETAIL = jsonb_build_object('release', label, 'state', found_release.state)::text;
  END IF;
  -- Where either is missing, there is nothing that the approval could bind to.
  IF (preview_digest = found_release.preview_digest) IS NOT TRUE THEN
    RAISE EXCEPTION '% was proposed with another preview', label
      USING ERRCODE = 'CW004', DETAIL = jsonb_build_object('release', label)::text;
  END IF;
  IF EXISTS (SELECT FROM crosswalk.approvals a
              WHERE a.release_id = release AND crosswalk.same_person(a.approver, who)) THEN
    RAISE EXCEPTION '% has approved % already', who, label
      USING ERRCODE = 'CW009', DETAIL = jsonb_build_object('release', label, 'who', who)::text;
  END IF;
  IF NOT coalesce((SELECT bool_or(r.approvers IS NULL OR lower(who) = ANY (r.approvers))
                     FROM crosswalk.approval_rules(release, rules) AS r), true) THEN
    RAISE EXCEPTION 'no rule lets % approve %', who, label
      USING ERRCODE = 'CW008', DETAIL = jsonb_build_object('release', label, 'who', who, 'rules',
        (SELECT jsonb_agg(jsonb_build_object('name', r.name, 'approvers', array_to_string(r.approvers, ' or ')))
           FROM crosswalk.approval_rules(release, rules) AS r))::text;
  END IF;

  SELECT coalesce(jsonb_agg(s.shape_id ORDER BY s.shape_id), '[]') INTO covered
    FROM crosswalk.release_shapes AS s WHERE s.release_id = release;
  INSERT INTO crosswalk.approvals (release_id, approver, login, preview_digest, shapes, reason)
  VALUES (release, who, session_user, preview_digest, covered, reason);
  SELECT coalesce(jsonb_agg(jsonb_build_object('rule', r.name, 'lacks', r.lacks)), '[]') INTO lacking
    FROM crosswalk.approval_rules(release, rules) AS r WHERE r.lacks > 0;
  PERFORM crosswalk.append_audit(who, 'release.approve', release::text,
    jsonb_build_object('release', label, 'digest', found_release.digest, 'preview_digest', preview_digest,
                       'shapes', covered, 'reason', reason, 'lacking', lacking),
    NULL, NULL);
  IF lacking <> '[]' THEN
    RETURN found_release.state;
  END IF;
  UPDATE crosswalk.releases AS r SET state = 'approved', approved_at = now() WHERE r.id = release;
  RETURN 'approved';
END
$$;

-- Rows are guarded by triggers as well as by grants, so that not even the login that owns the tables gets past
-- an approval by writing rows. Superusers are left out: they could drop the triggers.
CREATE OR REPLACE FUNCTION crosswalk.guard_approval() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT crosswalk.has_right('crosswalk_approver') THEN
    RAISE EXCEPTION '% may not approve', session_user
      USING ERRCODE = 'CW006', DETAIL = jsonb_build_object('login', session_user)::text;
  END IF;
  IF NEW.approver <> crosswalk.actor(NEW.approver) THEN
    RAISE EXCEPTION '% may not act for %', session_user, NEW.approver
      USING ERRCODE = 'CW007', DETAIL = jsonb_build_object('login', session_user, 'person', NEW.approver)::text;
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER IF EXISTS approvals_guard ON crosswalk.approvals;
CREATE TRIGGER approvals_guard BEFORE INSERT ON crosswalk.approvals
  FOR EACH ROW EXECUTE FUNCTION crosswalk.guard_approval();

DROP TRIGGER IF EXISTS approvals_append_only ON crosswalk.approvals;
CREATE TRIGGER approvals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crosswalk.approvals
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.refuse_change();

CREATE OR REPLACE FUNCTION crosswalk.guard_release() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  problem text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.proposed_by := crosswalk.actor(current_setting('crosswalk.person', true));
    NEW.proposed_login := session_user;
  END IF;
  IF crosswalk.is_superuser() THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('draft', 'proposed') THEN
      problem := 'a release begins as draft or proposed, not as ' || NEW.state;
    ELSIF NOT crosswalk.are_rules(NEW.approval_rules) THEN
      problem := 'its approval rules have not the form of rules';
    END IF;
  ELSIF (NEW.id, NEW.agent, NEW.version, NEW.digest, NEW.bundle, NEW.author, NEW.created_at, NEW.proposed_by,
         NEW.proposed_login, NEW.approval_rules)
        IS DISTINCT FROM
        (OLD.id, OLD.agent, OLD.version, OLD.digest, OLD.bundle, OLD.author, OLD.created_at, OLD.proposed_by,
         OLD.proposed_login, OLD.approval_rules)
        OR NEW.preview_digest IS DISTINCT FROM OLD.preview_digest THEN
    problem := 'what a release consists of never changes';
  ELSIF NEW.state = OLD.state THEN
    problem := NULL;
  ELSIF NEW.state IN ('draft', 'proposed') AND OLD.state <> 'draft' THEN
    problem := 'it cannot go from ' || OLD.state || ' back to ' || NEW.state;
  ELSIF OLD.state IN ('draft', 'proposed') AND NEW.state NOT IN ('proposed', 'approved') THEN
    problem := 'it cannot go from ' || OLD.state || ' to ' || NEW.state || ' without an approval';
  ELSIF NEW.state = 'approved' AND OLD.state <> 'proposed' THEN
    problem := 'it cannot go from ' || OLD.state || ' to approved';
  ELSIF NEW.state = 'approved'
        AND (NOT EXISTS (SELECT FROM crosswalk.approvals a
                          WHERE a.release_id = NEW.id AND a.preview_digest = NEW.preview_digest)
             OR EXISTS (SELECT FROM crosswalk.approval_rules(NEW.id, '[]') AS r WHERE r.lacks > 0)) THEN
    problem := 'its approvals are not complete';
  END IF;
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION '%', problem
      USING ERRCODE = 'CW010',
            DETAIL = jsonb_build_object('release', crosswalk.release_name(NEW), 'problem', problem)::text;
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER IF EXISTS releases_guard ON crosswalk.releases;
CREATE TRIGGER releases_guard BEFORE INSERT OR UPDATE ON crosswalk.releases
  FOR EACH ROW EXECUTE FUNCTION crosswalk.guard_release();

DROP TRIGGER IF EXISTS releases_kept ON crosswalk.releases;
CREATE TRIGGER releases_kept BEFORE DELETE OR TRUNCATE ON crosswalk.releases
  FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.refuse_change();

CREATE OR REPLACE FUNCTION crosswalk.record_release() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  named text := current_setting('crosswalk.person', true);
  who text := crosswalk.actor(named);
  detail jsonb := jsonb_build_object('release', crosswalk.release_name(NEW), 'digest', NEW.digest);
BEGIN
  IF btrim(named) <> '' AND btrim(named) <> who THEN
    detail := detail || jsonb_build_object('as', named);
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM crosswalk.append_audit(who,
      CASE NEW.state WHEN 'proposed' THEN 'release.propose' ELSE 'release.' || NEW.state END, NEW.id::text,
      detail || jsonb_build_object('author', NEW.author, 'preview_digest', NEW.preview_digest,
                                   'rules', NEW.approval_rules),
      NULL, crosswalk.release_hash(NEW));
  ELSIF NEW.state <> OLD.state THEN
    PERFORM crosswalk.append_audit(who, 'release.' || NEW.state, NEW.id::text, detail,
      crosswalk.release_hash(OLD), crosswalk.release_hash(NEW));
  END IF;
  RETURN NULL;
END
$$;

-- At the end of the transaction: whoever proposes a million configs must not keep others from the log meanwhile.
DROP TRIGGER IF EXISTS releases_record ON crosswalk.releases;
CREATE CONSTRAINT TRIGGER releases_record AFTER INSERT OR UPDATE OF state ON crosswalk.releases
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crosswalk.record_release();

-- It believed whatever name it was given.
DROP FUNCTION IF EXISTS crosswalk.approve_release(uuid, text, text, jsonb, text);
