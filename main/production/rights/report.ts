import type pg from 'pg'
import type { RightsReport, RoleReport } from '../../services/ports/rights.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { readMissing } from './apply.ts'

const ROLES = `
  SELECT r.name AS role, r.purpose, to_regrole(r.name) IS NOT NULL AS exists,
         coalesce((SELECT array_agg(p.rolname::text ORDER BY p.rolname) FROM pg_roles p
                    WHERE p.rolcanlogin AND NOT p.rolsuper
                      AND CASE WHEN to_regrole(r.name) IS NULL THEN false
                               ELSE pg_has_role(p.oid, to_regrole(r.name)::oid, 'USAGE') END), '{}') AS logins
    FROM crosswalk.roles r ORDER BY r.name = 'crosswalk_deputy', r.name`

const EXCESS = `SELECT role || ': ' || privilege || ' on ' || object AS excess FROM crosswalk.excess_rights()`

/** Who has which role, and what of the rights is missing or too much. Changes nothing. */
export const reportRights = (database: Database): Promise<RightsReport> =>
  inTransaction(database, { readOnly: true }, async (client) => ({
    roles: (await client.query<RoleReport>(ROLES)).rows,
    missing: await readMissing(client),
    excess: await readExcess(client),
  }))

export async function readExcess(client: pg.ClientBase): Promise<readonly string[]> {
  return (await client.query<{ excess: string }>(EXCESS)).rows.map((row) => row.excess)
}
