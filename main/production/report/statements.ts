// What a report asks of the journal and the audit log. $1 is the release's id, where nothing else is said.

const UTC = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

const EXAMPLES = 5

export const HEAD = `
  SELECT ${UTC('now()')} AS at,
         (SELECT count(DISTINCT c.tenant_id)::int FROM crosswalk.journal j
            JOIN public.walker_agent_user_configs c ON c.id = j.config_id WHERE j.release_id = $1) AS tenants`

// Of the release itself, and of backups and evidence that name it. $2 its name, $3 since when there is one of it.
export const TIMELINE = `
  SELECT ${UTC('l.at')} AS at, l.actor AS who, l.action, l.detail::text AS detail
    FROM crosswalk.audit_log l
   WHERE l.subject = $1::text
      OR (l.subject = $2 OR l.detail ->> 'release' = $2)
         AND l.action ~ '^(backup|verification)\\.' AND l.at >= $3::timestamptz
   ORDER BY l.id`

export const WAVES = `
  SELECT j.wave, count(DISTINCT c.tenant_id)::int AS tenants,
         count(*) FILTER (WHERE j.output_hash IS NOT NULL)::int AS migrated,
         count(*) FILTER (WHERE j.state = 'held')::int AS held,
         count(*) FILTER (WHERE j.state = 'failed')::int AS failed,
         count(*) FILTER (WHERE j.undone_at IS NOT NULL)::int AS undone,
         ${UTC('min(j.done_at)')} AS begun, ${UTC('max(j.done_at)')} AS ended
    FROM crosswalk.journal j LEFT JOIN public.walker_agent_user_configs c ON c.id = j.config_id
   WHERE j.release_id = $1 GROUP BY j.wave ORDER BY j.wave`

export const SHAPES = `
  SELECT s.shape_id AS shape, s.summary, s.configs::int AS proposed,
         (SELECT count(*)::int FROM crosswalk.journal j
           WHERE j.release_id = $1 AND j.shape_id = s.shape_id AND j.output_hash IS NOT NULL) AS migrated
    FROM crosswalk.release_shapes s WHERE s.release_id = $1 ORDER BY s.configs DESC, s.shape_id`

// A config that could not be taken back is migrated still, and its error says why.
export const TROUBLES = `
  SELECT t.state, t.reason, t.shape, count(*)::int AS configs,
         (array_agg(t.id ORDER BY t.id))[1:${EXAMPLES}] AS examples
    FROM (SELECT j.config_id::text AS id, j.shape_id AS shape, coalesce(j.error ->> 'message', 'nobody knows why') AS reason,
                 CASE WHEN j.state IN ('held', 'failed') THEN j.state ELSE 'not taken back' END AS state
            FROM crosswalk.journal j
           WHERE j.release_id = $1 AND (j.state IN ('held', 'failed') OR j.state = 'migrated' AND j.error IS NOT NULL)) AS t
   GROUP BY t.state, t.reason, t.shape ORDER BY t.state DESC, configs DESC, t.reason, t.shape`

// In which a user has not been taken back again.
export const WARNINGS = `
  SELECT w ->> 'feature' AS feature, count(DISTINCT j.config_id)::int AS configs,
         bool_or(coalesce((w -> 'action_required')::boolean, false)) AS "actionRequired"
    FROM crosswalk.journal j,
         jsonb_array_elements(CASE jsonb_typeof(j.warnings) WHEN 'array' THEN j.warnings ELSE '[]' END) AS e (w)
   WHERE j.release_id = $1 AND j.state = 'migrated' GROUP BY 1 ORDER BY 2 DESC, 1`

export const EDITS = `
  SELECT e ->> 'outcome' AS outcome, count(*)::int AS paths, count(DISTINCT j.config_id)::int AS configs
    FROM crosswalk.journal j,
         jsonb_array_elements(CASE jsonb_typeof(j.edits) WHEN 'array' THEN j.edits ELSE '[]' END) AS l (e)
   WHERE j.release_id = $1 AND j.undone_at IS NOT NULL GROUP BY 1 ORDER BY 1`

export const CONFLICTS = `
  SELECT config_id::text AS id FROM crosswalk.journal
   WHERE release_id = $1 AND state = 'conflict' ORDER BY config_id LIMIT 100`

// $1 the agent.
export const VERSIONS = `
  SELECT flow_version AS version, count(*)::int AS configs FROM public.walker_agent_user_configs
   WHERE agent_type::text = $1 GROUP BY 1 ORDER BY 2 DESC, 1`
