import type { ConfigId } from '../../../shared/config/ids.ts'
import type { ConfigOwner, StateActor, Tenants } from '../../services/ports/tenants.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'

/*
 * What begins with a text lies between the least and the greatest UUID that do, so that each column's own index
 * finds it: with 300 000 configs one of 8 letters in 1 ms, where comparing texts reads the whole table. Each of the
 * three is cut before they are put together, for one letter stands for a sixteenth of them all.
 */
const FIND = `
  WITH found AS (
    (SELECT id FROM public.walker_agent_user_configs
      WHERE id BETWEEN $1 AND $2 AND id > $3 ORDER BY id LIMIT $4)
    UNION
    (SELECT id FROM public.walker_agent_user_configs
      WHERE tenant_id BETWEEN $1 AND $2 AND id > $3 ORDER BY id LIMIT $4)
    UNION
    (SELECT id FROM public.walker_agent_user_configs
      WHERE user_id BETWEEN $1 AND $2 AND id > $3 ORDER BY id LIMIT $4)
  )
  SELECT c.id, c.tenant_id AS "tenantId", c.user_id AS "userId", c.agent_type::text AS agent, c.flow_version AS version
    FROM found JOIN public.walker_agent_user_configs c ON c.id = found.id
   ORDER BY c.id LIMIT $4`

/** The column has no zone. Read as the clock of this session, which is the one of whoever sets no other. */
const AT = `to_char(h.created_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Operators read the history of configs and may not read the audit log: to them, nobody has noted who. */
const MAY_READ_AUDIT = `SELECT has_table_privilege('crosswalk.audit_log', 'SELECT') AS allowed`

type Audit = 'readable' | 'closed'

/** Who gave a release that state last, before a moment. */
const whoMade = (state: string, before: string, audit: Audit): string =>
  audit === 'closed'
    ? 'NULL::text'
    : `(SELECT l.actor FROM crosswalk.audit_log l
         WHERE l.subject = r.id::text AND l.action = 'release.${state}' AND l.at <= ${before}
         ORDER BY l.id DESC LIMIT 1)`

const whoRestored = (audit: Audit): string =>
  audit === 'closed'
    ? 'NULL::text'
    : `(SELECT l.actor FROM crosswalk.audit_log l
         WHERE l.action = 'config.restore' AND l.subject = h.config_id::text AND l.detail ->> 'replaced' = h.id::text
         LIMIT 1)`

/*
 * A release's own rows are in the journal; who pushed it or took it back is whoever the audit log has for the last
 * change of its state before. A restore is in the audit log with the row. All else is an edit: who made it stands
 * beside it, or nowhere.
 */
const actors = (audit: Audit): string => `
  SELECT h.id AS "versionRow", ${AT} AS at,
         CASE WHEN pushed.release IS NOT NULL THEN 'push'
              WHEN taken_back.release IS NOT NULL THEN 'rollback'
              WHEN h.change_reason LIKE 'restored: %' THEN 'restore' ELSE 'edit' END AS kind,
         coalesce(pushed.actor, taken_back.actor, ${whoRestored(audit)}, 'user ' || h.changed_by::text) AS who,
         coalesce(pushed.release, taken_back.release) AS release
    FROM public.walker_agent_config_versions h
    LEFT JOIN LATERAL (
      SELECT r.agent || '@' || r.version AS release, ${whoMade('rolling_out', 'j.done_at', audit)} AS actor
        FROM crosswalk.journal j JOIN crosswalk.releases r ON r.id = j.release_id
       WHERE j.config_id = h.config_id AND j.before_id = h.id LIMIT 1) pushed ON true
    LEFT JOIN LATERAL (
      SELECT r.agent || '@' || r.version AS release, ${whoMade('rolling_back', 'j.undone_at', audit)} AS actor
        FROM crosswalk.journal j JOIN crosswalk.releases r ON r.id = j.release_id
       WHERE j.config_id = h.config_id AND j.after_id = h.id LIMIT 1) taken_back ON true
   WHERE h.config_id = $1`

const LEAST = '00000000-0000-0000-0000-000000000000'
const GREATEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const READ_ONLY = { isolation: 'repeatable read', readOnly: true } as const

export class PostgresTenants implements Tenants {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  find(
    text: string,
    { after, limit }: { readonly after?: ConfigId | undefined; readonly limit: number },
  ): Promise<readonly ConfigOwner[]> {
    const values = [filled(text, LEAST), filled(text, GREATEST), after ?? LEAST, limit]
    return inTransaction(this.#database, READ_ONLY, async (client) => {
      return (await client.query<ConfigOwner>(FIND, values)).rows
    })
  }

  actors(config: ConfigId): Promise<readonly StateActor[]> {
    return inTransaction(this.#database, READ_ONLY, async (client) => {
      const [audit] = (await client.query<{ allowed: boolean }>(MAY_READ_AUDIT)).rows
      return (await client.query<StateActor>(actors(audit?.allowed ? 'readable' : 'closed'), [config])).rows
    })
  }
}

/** A beginning of a UUID, filled up. */
const filled = (text: string, up: string): string => text + up.slice(text.length)
