import type { AuditEntry, AuditLog } from './ports/audit.ts'

export type ExportFormat = 'jsonl' | 'csv'

/** An entry for other tools, in the names that they see. `detail` is JSON text. */
const COLUMNS = {
  id: (entry: AuditEntry) => entry.id,
  at: (entry: AuditEntry) => entry.at,
  actor: (entry: AuditEntry) => entry.actor,
  action: (entry: AuditEntry) => entry.action,
  subject: (entry: AuditEntry) => entry.subject,
  detail: (entry: AuditEntry) => entry.detail,
  login: (entry: AuditEntry) => entry.login,
  client: (entry: AuditEntry) => entry.client,
  application: (entry: AuditEntry) => entry.application,
  before: (entry: AuditEntry) => entry.before,
  after: (entry: AuditEntry) => entry.after,
  previous_hash: (entry: AuditEntry) => entry.previousHash,
  hash: (entry: AuditEntry) => entry.hash,
} as const

const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]

/** The log as text, piece by piece, and how many entries there were. Nothing is held but one page. */
export async function* exportAudit(
  log: AuditLog,
  { since, format, signal }: { since?: string | undefined; format: ExportFormat; signal?: AbortSignal },
): AsyncGenerator<string, number> {
  let entries = 0
  const { head, line } = FORMATS[format]
  if (head !== '') yield head
  for await (const page of log.pages({
    ...(since === undefined ? {} : { since }),
    ...(signal === undefined ? {} : { signal }),
  })) {
    entries += page.length
    yield page.map(line).join('')
  }
  return entries
}

const FORMATS: Record<ExportFormat, { readonly head: string; readonly line: (entry: AuditEntry) => string }> =
  {
    jsonl: {
      head: '',
      // The detail is JSON as the database writes it: its numbers go on digit by digit.
      line: (entry) => {
        const members = NAMES.map((name) => {
          const value = COLUMNS[name](entry)
          return `${JSON.stringify(name)}:${name === 'detail' ? value : JSON.stringify(value)}`
        })
        return `{${members.join(',')}}\n`
      },
    },
    // RFC 4180.
    csv: {
      head: `${NAMES.join(',')}\r\n`,
      line: (entry) => `${NAMES.map((name) => cell(COLUMNS[name](entry))).join(',')}\r\n`,
    },
  }

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
