import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import type { AuditEntry } from '../../compose.ts'

/** An entry of the audit log as `--json` prints it. */
export const auditResult = (entry: AuditEntry) => ({
  id: entry.id,
  at: entry.at,
  actor: entry.actor,
  action: entry.action,
  subject: entry.subject,
  detail: readJson(entry.detail) as Json,
  login: entry.login,
  client: entry.client,
  application: entry.application,
  before: entry.before,
  after: entry.after,
  hash: entry.hash,
})
