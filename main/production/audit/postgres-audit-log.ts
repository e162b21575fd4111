import type { AuditEntry, AuditLog } from '../../services/ports/audit.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

const PAGE_ENTRIES = 2000

const AT = `pg_catalog.to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/*
 * The text that a hash is over, made here and not by our function in the database: whoever can forge entries can
 * replace that as well. The first form is that of migrations/postgres/000002_crosswalk.sql, the second that of
 * 000003_rights.sql.
 */
const TEXT = `
  CASE l.form
    WHEN 1 THEN pg_catalog.jsonb_build_array(l.id, ${AT}, l.actor, l.action, l.subject, l.detail)
    ELSE pg_catalog.jsonb_build_array(l.form, l.id, ${AT}, l.actor, l.action, l.subject, l.detail, l.login, l.client,
           l.application, pg_catalog.encode(l.before_hash, 'hex'), pg_catalog.encode(l.after_hash, 'hex'))
  END::text`

const ENTRY = `
  SELECT l.id::float8 AS id, ${AT} AS at, l.actor, l.action, l.subject, l.detail::text AS detail, l.login, l.client,
         l.application, pg_catalog.encode(l.before_hash, 'hex') AS before, pg_catalog.encode(l.after_hash, 'hex') AS after,
         pg_catalog.encode(l.previous_hash, 'hex') AS "previousHash", pg_catalog.encode(l.hash, 'hex') AS hash,
         ${TEXT} AS text
    FROM crosswalk.audit_log l`

const PAGE = `${ENTRY} WHERE l.id > $1 AND l.at >= $2 ORDER BY l.id LIMIT ${PAGE_ENTRIES}`
const NEWEST = `${ENTRY} WHERE l.at >= $1 ORDER BY l.id DESC LIMIT $2`

// Every change of a release is recorded in the transaction that makes it, so one without an entry tells that the
// entry was taken away: the end of a chain that was cut off is still a chain.
const UNRECORDED = `
  SELECT r.agent || '@' || r.version || ' is ' || r.state AS what
    FROM crosswalk.releases r
   WHERE NOT EXISTS (SELECT FROM crosswalk.audit_log l
                      WHERE l.subject = r.id::text
                        AND l.action = CASE r.state WHEN 'proposed' THEN 'release.propose'
                                                    WHEN 'approved' THEN 'release.approve'
                                                    ELSE 'release.' || r.state END)
  UNION ALL
  SELECT r.agent || '@' || r.version || ' has the approval of ' || a.approver
    FROM crosswalk.approvals a JOIN crosswalk.releases r ON r.id = a.release_id
   WHERE NOT EXISTS (SELECT FROM crosswalk.audit_log l
                      WHERE l.subject = r.id::text AND l.action = 'release.approve' AND l.actor = a.approver)
   ORDER BY 1`

const ALWAYS = '-infinity'

/** The audit log of one environment. Reads only. */
export class PostgresAuditLog implements AuditLog {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async *pages({
    since = ALWAYS,
    signal,
  }: {
    since?: string
    signal?: AbortSignal
  } = {}): AsyncGenerator<readonly AuditEntry[]> {
    // Entries are only ever added, so that pages which are read one after the other fit together.
    let last = 0
    for (;;) {
      signal?.throwIfAborted()
      const page = await this.#read<AuditEntry>(PAGE, [last, since])
      const end = page.at(-1)
      if (end === undefined) return
      yield page
      last = end.id
    }
  }

  newest({ limit, since = ALWAYS }: { limit: number; since?: string }): Promise<readonly AuditEntry[]> {
    return this.#read<AuditEntry>(NEWEST, [since, limit])
  }

  async findUnrecorded(): Promise<readonly string[]> {
    return (await this.#read<{ what: string }>(UNRECORDED, [])).map((row) => row.what)
  }

  async #read<Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    return (await withClient(this.#database, (client) => client.query<Row>(text, [...values]))).rows
  }
}
