-- Runs of flows, counted in the configs' own columns; and word of a change only where a change is one.

-- Adds runs, of many tenants at once, and gives the configs that somebody else holds: these are left for the next time,
-- so that counting waits for nobody. Changes nothing else of a config.
CREATE OR REPLACE FUNCTION crosswalk.count_runs(configs uuid[], runs integer[], seconds_ago double precision[])
RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
  WITH input AS MATERIALIZED (
    SELECT * FROM unnest(configs, runs, seconds_ago) AS n (id, runs, seconds_ago)
  ), free AS MATERIALIZED (
    SELECT c.id FROM public.walker_agent_user_configs c WHERE c.id = ANY (configs)
     ORDER BY c.id FOR NO KEY UPDATE SKIP LOCKED
  ), counted AS (
    UPDATE public.walker_agent_user_configs c
       SET execution_count = least(coalesce(c.execution_count, 0)::bigint + i.runs, 2147483647)::integer,
           last_executed_at = greatest(c.last_executed_at,
                                       (now() - make_interval(secs => i.seconds_ago))::timestamp)
      FROM input i JOIN free f ON f.id = i.id
     WHERE c.id = i.id
  )
  SELECT c.id FROM public.walker_agent_user_configs c
   WHERE c.id = ANY (configs) AND NOT EXISTS (SELECT FROM free f WHERE f.id = c.id);
END
$$;

-- As tell_changed_configs(), but of a few rows only those are told in which more has changed than how often and when
-- they were run, or the time of the change: nothing that the sidecar keeps depends on these. Of many rows at once, as a
-- push writes them, all are told without a look.
CREATE OR REPLACE FUNCTION crosswalk.tell_altered_configs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  besides CONSTANT text[] := '{execution_count,last_executed_at,updated_at}';
  word text := 'configs';
BEGIN
  IF (SELECT count(*) FROM (SELECT FROM former LIMIT 101) few) <= 100 THEN
    SELECT 'config ' || string_agg(f.id::text, ' ') INTO word
      FROM former f LEFT JOIN latter l ON l.id = f.id
     WHERE (to_jsonb(f) - besides) IS DISTINCT FROM (to_jsonb(l) - besides);
  END IF;
  IF word IS NOT NULL THEN
    PERFORM pg_notify('crosswalk_sidecar', word);
  END IF;
  RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION crosswalk.tell_altered_configs() FROM PUBLIC;
REVOKE ALL ON FUNCTION crosswalk.count_runs(uuid[], integer[], double precision[]) FROM PUBLIC;

DO $$
BEGIN
  -- Once: a DROP keeps readers out for a moment.
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'crosswalk_altered'
                    AND tgrelid = 'public.walker_agent_user_configs'::regclass) THEN
    CREATE TRIGGER crosswalk_altered AFTER UPDATE ON public.walker_agent_user_configs
      REFERENCING OLD TABLE AS former NEW TABLE AS latter
      FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.tell_altered_configs();
    DROP TRIGGER crosswalk_changed ON public.walker_agent_user_configs;
  END IF;
END
$$;

INSERT INTO crosswalk.rights (role, object, privilege) VALUES
  ('crosswalk_sidecar', 'crosswalk.count_runs(uuid[], integer[], double precision[])', 'EXECUTE')
ON CONFLICT DO NOTHING;
