import type pg from 'pg'

/** Notes a repair in the audit log, within its transaction: both are there, or neither. Ids and counts, never values. */
export async function audit(
  client: pg.ClientBase,
  who: string,
  action: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await client.query('SELECT crosswalk.audit($1, $2, $3, $4::jsonb)', [
    who,
    action,
    subject,
    JSON.stringify(detail),
  ])
}
