import type pg from 'pg'
import type { Database } from '../connect.ts'
import { readMissing } from '../rights/apply.ts'
import { readExcess } from '../rights/report.ts'
import { type Finding, fine, row, warning, wrong } from './finding.ts'

/** A login of one of our roles has what that needs; any other has to have been granted all of it. */
export async function examineRights(client: pg.ClientBase): Promise<Finding> {
  const { missing, user, roles } = await row<{ missing: string[]; user: string; roles: string[] }>(
    client,
    RIGHTS,
  )
  if (missing.length === 0) return fine(`${user} has what it needs`)
  if (roles.length > 0) return fine(`${user} has what it needs as ${roles.join(', ')}`)
  return wrong(
    `${user} lacks: ${missing.join(', ')}`,
    `Have an administrator give ${user} one of our roles, as in GRANT crosswalk_reader TO ${user}; docs/rights.md says which`,
  )
}

const RIGHTS = `
  WITH tables (name, rights) AS (VALUES
         ('public.walker_agent_user_configs', ARRAY['SELECT', 'INSERT', 'UPDATE']),
         ('public.walker_agent_config_versions', ARRAY['SELECT', 'INSERT']),
         ('public.tenants', ARRAY['SELECT']),
         ('public.users', ARRAY['SELECT']),
         ('crosswalk.schema_migrations', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.flows', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.releases', ARRAY['SELECT', 'INSERT', 'UPDATE']),
         ('crosswalk.approvals', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.release_shapes', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.previewed_configs', ARRAY['SELECT', 'INSERT']),
         ('crosswalk.journal', ARRAY['SELECT', 'INSERT', 'UPDATE']),
         ('crosswalk.audit_log', ARRAY['SELECT', 'INSERT'])
       ), found AS (
         SELECT tables.name, tables.rights, c.oid
           FROM tables
           JOIN pg_class c ON c.relname = split_part(tables.name, '.', 2)
           JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = split_part(tables.name, '.', 1)
       ), missing AS (
         SELECT asked || ' on ' || found.name AS what
           FROM found, unnest(found.rights) AS asked
          WHERE NOT has_table_privilege(found.oid, asked)
         UNION ALL
         SELECT 'USAGE on schema crosswalk' FROM pg_namespace
          WHERE nspname = 'crosswalk' AND NOT has_schema_privilege(oid, 'USAGE')
         UNION ALL
         SELECT 'CREATE on database ' || quote_ident(current_database())
          WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'crosswalk')
            AND NOT has_database_privilege(current_database(), 'CREATE')
         UNION ALL
         SELECT 'CREATE on schema public'
          WHERE (SELECT count(*) FROM found WHERE name LIKE 'public.%') < 4
            AND NOT has_schema_privilege('public', 'CREATE')
       )
  SELECT coalesce((SELECT array_agg(what) FROM missing), '{}') AS missing, current_user::text AS user,
         coalesce((SELECT array_agg(substr(rolname, 11) ORDER BY rolname) FROM pg_roles
                    WHERE rolname = ANY (ARRAY['crosswalk_reader', 'crosswalk_author', 'crosswalk_approver',
                                               'crosswalk_operator', 'crosswalk_sidecar', 'crosswalk_deputy'])
                      AND pg_has_role(oid, 'USAGE')
                      AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)), '{}')::text[] AS roles`

/** Whether roles, grants and policies are as they should be. */
export async function examineRoles(client: pg.ClientBase, { where }: Database): Promise<Finding> {
  if (!(await hasRights(client))) return fine('there are none yet')
  const missing = await readMissing(client)
  if (missing.length > 0) {
    return warning(
      `not in force: ${missing.length} statements have not been run, for the login that migrates may not`,
      `Have an administrator run what \`crosswalk db roles --print --env ${where.environment}\` prints`,
    )
  }
  const excess = await readExcess(client)
  if (excess.length === 0) return fine('roles, grants and policies are as they should be')
  return warning(`more than is needed: ${excess.join('; ')}`, 'REVOKE what nobody meant to grant')
}

/** Whether the sidecar's logins are held to the rows of one tenant. */
export async function examineTenants(client: pg.ClientBase): Promise<Finding> {
  if (!(await hasRights(client))) return fine('there is no sidecar yet')
  const { above } = await row<{ above: string[] }>(client, ABOVE)
  if (above.length === 0) return fine('no login of the sidecar stands above row-level security')
  return wrong(
    `sees every tenant’s rows though it has crosswalk_sidecar: ${above.join(', ')}`,
    'Give the sidecar a login that neither owns the tables nor has BYPASSRLS',
  )
}

const ABOVE = `
  SELECT coalesce(array_agg(p.rolname::text ORDER BY p.rolname), '{}') AS above
    FROM pg_roles p
   WHERE p.rolcanlogin AND NOT p.rolsuper AND to_regrole('crosswalk_sidecar') IS NOT NULL
     AND pg_has_role(p.oid, to_regrole('crosswalk_sidecar')::oid, 'USAGE')
     AND (p.rolbypassrls
          OR EXISTS (SELECT FROM crosswalk.tenant_tables t JOIN pg_class c ON c.oid = to_regclass(t.name)
                      WHERE pg_has_role(p.oid, c.relowner, 'USAGE')))`

/** Whether the triggers stand that keep the audit log and the approvals as they are. */
export async function examineGuards(client: pg.ClientBase, { where }: Database): Promise<Finding> {
  if (!(await hasRights(client))) return fine('there are none yet')
  const { off } = await row<{ off: string[] }>(client, OFF)
  if (off.length === 0) return fine('the audit log, releases and approvals are guarded')
  return wrong(
    `not guarded: ${off.join(', ')}`,
    `ALTER TABLE … ENABLE TRIGGER …, then \`crosswalk audit verify --env ${where.environment}\`, to see what happened meanwhile`,
  )
}

const OFF = `
  SELECT coalesce(array_agg(g.relation || ' ' || g.trigger ORDER BY g.relation, g.trigger), '{}') AS off
    FROM (VALUES ('crosswalk.audit_log', 'audit_log_link'), ('crosswalk.audit_log', 'audit_log_append_only'),
                 ('crosswalk.approvals', 'approvals_guard'), ('crosswalk.approvals', 'approvals_append_only'),
                 ('crosswalk.releases', 'releases_guard'), ('crosswalk.releases', 'releases_kept'),
                 ('crosswalk.releases', 'releases_record')) AS g (relation, trigger)
   WHERE NOT EXISTS (SELECT FROM pg_trigger t
                      WHERE t.tgrelid = to_regclass(g.relation) AND t.tgname = g.trigger
                        AND t.tgenabled IN ('O', 'A'))`

async function hasRights(client: pg.ClientBase): Promise<boolean> {
  const { there } = await row<{ there: boolean }>(
    client,
    `SELECT to_regnamespace('crosswalk') IS NOT NULL
            AND EXISTS (SELECT FROM pg_proc WHERE pronamespace = to_regnamespace('crosswalk')
                                              AND proname = 'missing_rights') AS there`,
  )
  return there
}
