import pg from 'pg'
import type { Smoke } from '../../../shared/config/smoke-schema.ts'
import { equalJson } from '../../../shared/json/equal.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'

type SqlSmoke = Smoke & { readonly sql: string }
type Outcome = { readonly ok: boolean; readonly detail: string }

const SHOWN = 160

/**
 * Runs a query in a read-only transaction and compares its rows. It finds agent and version of the release in
 * `current_setting('smoke.agent')` and `current_setting('smoke.version')`. What the server refuses is its outcome.
 */
export async function runSqlSmoke(
  reader: Database,
  { sql, expect, timeout_seconds: timeout }: SqlSmoke,
  {
    agent,
    version,
    signal,
  }: { readonly agent: string; readonly version: string; readonly signal: AbortSignal },
): Promise<Outcome> {
  const expected = expect.rows ?? []
  try {
    return await inTransaction(reader, { readOnly: true }, async (client) => {
      signal.throwIfAborted()
      await client.query(
        `SELECT set_config('smoke.agent', $1, true), set_config('smoke.version', $2, true),
                set_config('statement_timeout', $3, true)`,
        [agent, version, String(Math.ceil(timeout * 1000))],
      )
      // As a part of ours, so that it is one query and no more; a comment at its end ends with its line.
      const text = `SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]')::text AS rows
                      FROM (SELECT * FROM (${sql.replace(/[\s;]+$/, '')}\n) AS smoke LIMIT $1) AS s`
      const { rows } = await client.query<{ rows: string }>(text, [expected.length + 1])
      return compare(readJson(rows[0]?.rows ?? '[]') as readonly Json[], expected)
    })
  } catch (error) {
    signal.throwIfAborted()
    const problem = refusalOf(error)
    if (problem === undefined) throw error
    return { ok: false, detail: `the query fails: ${problem}` }
  }
}

function compare(found: readonly Json[], expected: readonly Json[]): Outcome {
  if (equalJson(found, expected)) return { ok: true, detail: `${expected.length} rows as expected` }
  const more = found.length > expected.length ? ', and perhaps more' : ''
  return { ok: false, detail: `the rows are ${short(found)}${more}, not ${short(expected)}` }
}

/** What the server says of a query that it does not run. A server that is gone is no outcome. */
function refusalOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof pg.DatabaseError && !/^(08|57P)/.test(at.code ?? '')) return at.message
  }
  return undefined
}

function short(value: Json): string {
  const text = writeJson(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
