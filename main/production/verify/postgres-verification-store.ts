import { z } from 'zod'
import type { Hash } from '../../../shared/config/ids.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { Verification, VerificationStore } from '../../services/ports/verify.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

const RECORD = `SELECT crosswalk.record_verification($1, $2, $3, $4, $5::jsonb, $6, $7::timestamptz, $8)`

const NEWEST = `
  SELECT release, digest, environment, passed, results::text AS results, verified_by,
         to_char(verified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS verified_at
    FROM crosswalk.verifications
   WHERE digest = $1 AND ($2::text[] IS NULL OR environment = ANY ($2::text[]))
   ORDER BY crosswalk.verifications.verified_at DESC LIMIT 1`

const NOW = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now`

const checks = z.array(
  z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), seconds: z.coerce.number() }),
)

type Row = {
  release: string
  digest: Hash
  environment: string
  passed: boolean
  results: string
  verified_by: string
  verified_at: string
}

/** The evidence that a database keeps. See migrations/postgres/000008_verifications.sql. */
export class PostgresVerificationStore implements VerificationStore {
  readonly environment: string
  readonly #database: Database

  constructor(database: Database) {
    this.environment = database.where.environment
    this.#database = database
  }

  async record(verification: Verification, { who }: { readonly who: string }): Promise<void> {
    const { release, digest, environment, passed, checks: found, who: by, at } = verification
    const results = writeJson(found as unknown as Json)
    await this.#rows(RECORD, [release, digest, environment, passed, results, by, at, who])
  }

  findNewest(digest: Hash, environments: readonly string[]): Promise<Verification | undefined> {
    return this.#newest(digest, environments)
  }

  /** Whichever environment gave it. */
  findNewestAnywhere(digest: Hash): Promise<Verification | undefined> {
    return this.#newest(digest, null)
  }

  async now(): Promise<string> {
    const [row] = await this.#rows<{ now: string }>(NOW, [])
    return (row as { now: string }).now
  }

  async #newest(digest: Hash, environments: readonly string[] | null): Promise<Verification | undefined> {
    const [row] = await this.#rows<Row>(NEWEST, [digest, environments])
    if (row === undefined) return undefined
    const { release, environment, passed, results, verified_by: who, verified_at: at } = row
    return { release, digest, environment, passed, who, at, checks: checks.parse(readJson(results)) }
  }

  async #rows<R extends object>(text: string, values: readonly unknown[]): Promise<readonly R[]> {
    return (await withClient(this.#database, (client) => client.query<R>(text, [...values]))).rows
  }
}
