import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from 'graphile-worker'
import type pg from 'pg'
import { z } from 'zod'
import type { ConfigId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Batch, JobQueue, WorkOptions } from '../services/ports/jobs.ts'
import { heedErrors, JOBS_SCHEMA } from './install.ts'
import { silent } from './silent.ts'

const INSTALLED = `SELECT to_regclass('${JOBS_SCHEMA}.jobs') IS NOT NULL AS installed`
const COME = 'INSERT INTO crosswalk.workers (id, name, concurrency) VALUES ($1, $2, $3)'
// A server that was away, or a cleaning of the table, must not make a worker vanish.
const BE_SEEN = `
  INSERT INTO crosswalk.workers (id, name, concurrency) VALUES ($1, $2, $3)
  ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()`
const GO = 'DELETE FROM crosswalk.workers WHERE id = $1'
const FORGET = `DELETE FROM crosswalk.workers WHERE seen_at < clock_timestamp() - interval '10 minutes'`

const SEEN_EVERY_MS = 2000
const POLL_MS = 1000

const uuid = z.string()
// Written by us, from ids of rows.
const configIds = z.array(z.custom<ConfigId>((value) => typeof value === 'string'))
const form = z.discriminatedUnion('way', [
  z.object({
    way: z.literal('push'),
    releaseId: uuid,
    token: z.number(),
    ids: configIds,
    wave: z.number().optional(),
  }),
  z.object({
    way: z.literal('rollback'),
    releaseId: uuid,
    token: z.number(),
    ids: configIds,
    scope: z.object({
      tenants: z.array(uuid).optional(),
      wave: z.number().optional(),
      configs: configIds.optional(),
    }),
  }),
])

/** Takes batches by graphile-worker, and shows in `crosswalk.workers` that it is there. */
export class GraphileJobQueue implements JobQueue {
  readonly #pool: pg.Pool
  readonly #environment: string

  constructor(pool: pg.Pool, environment: string) {
    this.#pool = pool
    this.#environment = environment
  }

  async run({ name, concurrency, signal, work }: WorkOptions): Promise<void> {
    const found = await this.#pool.query<{ installed: boolean }>(INSTALLED)
    if (found.rows[0]?.installed !== true) fail('rollout/no-queue', { environment: this.#environment })
    heedErrors(this.#pool)
    const me = [randomUUID(), name, concurrency]
    await this.#pool.query(FORGET)
    await this.#pool.query(COME, me)
    const runner = await run({
      pgPool: this.#pool,
      schema: JOBS_SCHEMA,
      concurrency,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      logger: silent,
      taskList: { batch: (payload) => work(toBatch(payload), signal) },
    })
    try {
      while (!signal.aborted) {
        await sleep(SEEN_EVERY_MS, undefined, { signal }).catch(() => undefined)
        // Not seen for a moment, it is only not counted on.
        await this.#pool.query(BE_SEEN, me).catch(() => undefined)
      }
    } finally {
      await this.#pool.query(GO, [me[0]]).catch(() => undefined)
      await runner.stop()
    }
  }
}

// Sessions of ours give JSON as text.
function toBatch(payload: unknown): Batch {
  const value = form.parse(typeof payload === 'string' ? readJson(payload) : payload)
  if (value.way === 'push') {
    const { way, releaseId, token, ids, wave } = value
    return { way, releaseId, token, ids, ...(wave === undefined ? {} : { wave }) }
  }
  const { tenants, wave, configs } = value.scope
  const scope = {
    ...(tenants === undefined ? {} : { tenants }),
    ...(wave === undefined ? {} : { wave }),
    ...(configs === undefined ? {} : { configs }),
  }
  const { way, releaseId, token, ids } = value
  return { way, releaseId, token, ids, scope }
}
