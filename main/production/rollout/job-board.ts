import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Batch, JobBoard } from '../../services/ports/jobs.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

// Workers say that they are there every two seconds: see main/jobs.
const ALIVE = `seen_at > clock_timestamp() - interval '7 seconds'`
const HANDS = `SELECT coalesce(sum(concurrency), 0)::int AS hands FROM crosswalk.workers WHERE ${ALIVE}`

const ADD = `SELECT crosswalk_jobs.add_job('batch', $2::json, job_key := $1, max_attempts := 3)`
const LOOK = `
  SELECT locked_at IS NOT NULL AS taken, EXISTS (SELECT FROM crosswalk.workers WHERE ${ALIVE}) AS attended
    FROM crosswalk_jobs.jobs WHERE key = $1`
// Also one that is taken, whose worker may be dead: remove_job() would leave that one's row there for ever. Where the
// worker lives after all, it finds nothing left to do, and nothing to remove.
const REMOVE = `DELETE FROM crosswalk_jobs._private_jobs WHERE key = $1`

const LOOK_MS = 40
// A worker that is there and has a hand free takes a batch at once.
const UNTAKEN_MS = 3000
// Longer than the slowest batch that a statement timeout lets through.
const TAKEN_MS = 30_000

/** Hands batches out by the job queue, whose functions are called as SQL: see `crosswalk db migrate`. */
export class PostgresJobBoard implements JobBoard {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async countHands(): Promise<number> {
    const { rows } = await withClient(this.#database, (client) => client.query<{ hands: number }>(HANDS))
    return rows[0]?.hands ?? 0
  }

  async handOut(batch: Batch, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    const key = randomUUID()
    await withClient(this.#database, (client) => client.query(ADD, [key, JSON.stringify(batch)]))
    try {
      await this.#ended(key, signal)
    } finally {
      await withClient(this.#database, (client) => client.query(REMOVE, [key]))
    }
  }

  async #ended(key: string, signal: AbortSignal): Promise<void> {
    const started = performance.now()
    for (;;) {
      await sleep(LOOK_MS, undefined, { signal })
      const { rows } = await withClient(this.#database, (client) =>
        client.query<{ taken: boolean; attended: boolean }>(LOOK, [key]),
      )
      const [job] = rows
      if (job === undefined || !job.attended) return
      if (performance.now() - started > (job.taken ? TAKEN_MS : UNTAKEN_MS)) return
    }
  }
}
