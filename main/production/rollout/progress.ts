import type { Trouble } from '../../../shared/api/rollouts.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'
import type { ReleaseRecord } from '../../services/ports/releases.ts'
import {
  type RolloutProgressSource,
  type RolloutSpeed,
  SLICE_S,
  type WaveReach,
} from '../../services/ports/rollout-progress.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { waveOfTenant } from './in-wave.ts'

// By tenant first: the wave of one is a hash, and a tenant may have a thousand users.
const REACH = `
  SELECT ${waveOfTenant('ours.tenant')} AS wave, count(*)::int AS tenants, sum(ours.configs)::int AS configs
    FROM (SELECT c.tenant_id::text AS tenant, count(*) AS configs
            FROM public.walker_agent_user_configs c
            LEFT JOIN crosswalk.journal j ON j.release_id = $1 AND j.config_id = c.id
           WHERE c.agent_type::text = $2 AND (j.config_id IS NOT NULL OR crosswalk.version_before(c.flow_version, $3))
           GROUP BY 1) AS ours
   GROUP BY 1 ORDER BY 1`

const HEAD = `
  SELECT state, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
    FROM crosswalk.releases WHERE id = $1`

// All rows of a batch have the time of its transaction. The journal has no index on that: a second one would cost
// every push more than looking at it costs whoever watches.
const BATCHES = `
  SELECT extract(epoch FROM now() - coalesce(undone_at, done_at))::float8 AS "secondsAgo", count(*)::int AS configs
    FROM crosswalk.journal
   WHERE release_id = $1 AND coalesce(undone_at, done_at) > now() - interval '120 seconds'
   GROUP BY coalesce(undone_at, done_at) ORDER BY 1`

const WORKERS = `
  SELECT name, concurrency FROM crosswalk.workers
   WHERE seen_at > clock_timestamp() - interval '7 seconds' ORDER BY started_at`

const TROUBLES = `
  SELECT j.config_id AS config, c.tenant_id::text AS tenant, j.shape_id AS shape, j.wave,
         CASE WHEN j.state = 'held' THEN 'held' ELSE 'failed' END AS state,
         coalesce(j.error ->> 'message', '') AS reason
    FROM crosswalk.journal j LEFT JOIN public.walker_agent_user_configs c ON c.id = j.config_id
   WHERE j.release_id = $1 AND (j.state IN ('held', 'failed') OR j.error IS NOT NULL)
     AND ($2::uuid IS NULL OR j.config_id > $2)
   ORDER BY j.config_id LIMIT $3`

const SHOWN_BATCHES = 40

type Slice = RolloutSpeed['slices'][number]

export class PostgresRolloutProgress implements RolloutProgressSource {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async reach({ id, agent, version }: ReleaseRecord): Promise<readonly WaveReach[]> {
    return this.#read(async (rows) => rows<WaveReach>(REACH, [id, agent, version]))
  }

  async speed({ id, state }: ReleaseRecord): Promise<RolloutSpeed> {
    return this.#read(async (rows) => {
      const [head] = await rows<{ state: ReleaseState; at: string }>(HEAD, [id])
      const batches = await rows<Slice>(BATCHES, [id])
      return {
        state: head?.state ?? state,
        at: head?.at ?? '',
        slices: slicesOf(batches),
        batches: batches.slice(0, SHOWN_BATCHES),
        workers: await rows<RolloutSpeed['workers'][number]>(WORKERS, []),
      }
    })
  }

  async troubles(
    { id }: ReleaseRecord,
    { after, limit }: Parameters<RolloutProgressSource['troubles']>[1],
  ): Promise<readonly Trouble[]> {
    return this.#read(async (rows) => rows<Trouble>(TROUBLES, [id, after ?? null, limit]))
  }

  #read<T>(read: (rows: Rows) => Promise<T>): Promise<T> {
    return inTransaction(this.#database, { isolation: 'repeatable read', readOnly: true }, (client) =>
      read(async <R extends object>(text: string, values: readonly unknown[]) => {
        return (await client.query<R>(text, [...values])).rows
      }),
    )
  }
}

type Rows = <R extends object>(text: string, values: readonly unknown[]) => Promise<readonly R[]>

function slicesOf(batches: readonly Slice[]): readonly Slice[] {
  const slices = new Map<number, number>()
  for (const { secondsAgo, configs } of batches) {
    const slice = Math.floor(Math.max(0, secondsAgo) / SLICE_S) * SLICE_S
    slices.set(slice, (slices.get(slice) ?? 0) + configs)
  }
  return [...slices].map(([secondsAgo, configs]) => ({ secondsAgo, configs }))
}
