-- Counts the tenants of a release only where a rule asks for them, and no further than the rules ask.

-- How many tenants have configs that the proposed preview saw, up to so many. Null where nothing is asked for.
--
-- Walks an index from tenant to tenant and stops: of 200 000 configs of 50 000 tenants, up to 1 000 in 9 ms and all
-- of them in 0.4 s, where release_tenants(uuid) looks each config up in the whole table, 0.6 s each time. OFFSET 0 keeps
-- the planner from joining all configs for each step: of a preview that has only just come in it has no statistics.
CREATE OR REPLACE FUNCTION crosswalk.release_tenants(release uuid, at_most bigint) RETURNS bigint
LANGUAGE sql STABLE STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH RECURSIVE seen AS (
    (SELECT c.tenant_id FROM public.walker_agent_user_configs c
      WHERE EXISTS (SELECT FROM crosswalk.previewed_configs p
                     WHERE p.release_id = release AND p.config_id = c.id OFFSET 0)
      ORDER BY c.tenant_id LIMIT 1)
    UNION ALL
    SELECT n.tenant_id FROM seen s, LATERAL (
      SELECT c.tenant_id FROM public.walker_agent_user_configs c
       WHERE c.tenant_id > s.tenant_id
         AND EXISTS (SELECT FROM crosswalk.previewed_configs p
                      WHERE p.release_id = release AND p.config_id = c.id OFFSET 0)
       ORDER BY c.tenant_id LIMIT 1) n
  )
  SELECT count(*) FROM (SELECT FROM seen LIMIT at_most) few
$$;

REVOKE ALL ON FUNCTION crosswalk.release_tenants(uuid, bigint) FROM PUBLIC;

-- As before; the tenants are counted once, up to the most that a rule asks for, and not at all where none does.
CREATE OR REPLACE FUNCTION crosswalk.approval_rules(release uuid, rules jsonb)
RETURNS TABLE (name text, approvers text[], lacks bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH r AS (
    SELECT rule ->> 'name' AS name, (rule ->> 'count')::bigint AS count,
           (rule ->> 'tenants')::bigint AS tenants,
           CASE WHEN jsonb_typeof(rule -> 'approvers') = 'array'
                THEN ARRAY(SELECT lower(btrim(x)) FROM jsonb_array_elements_text(rule -> 'approvers') x) END AS approvers
      FROM (SELECT DISTINCT e.rule FROM jsonb_array_elements(
              (SELECT l.approval_rules FROM crosswalk.releases l WHERE l.id = release) || rules) AS e (rule)) AS d
  ), counted AS MATERIALIZED (
    SELECT crosswalk.release_tenants(release, (SELECT max(r.tenants) FROM r)) AS tenants
  )
  SELECT r.name, r.approvers, greatest(0, r.count - (
           SELECT count(*) FROM crosswalk.approvals a
            WHERE a.release_id = release
              AND (r.approvers IS NULL OR lower(btrim(a.approver)) = ANY (r.approvers))))
    FROM r, counted n
   WHERE r.tenants IS NULL OR r.tenants <= n.tenants
   ORDER BY r.name
$$;

INSERT INTO crosswalk.rights (role, object, privilege)
SELECT role, 'crosswalk.release_tenants(uuid, bigint)', 'EXECUTE'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator')) AS r (role)
ON CONFLICT DO NOTHING;
