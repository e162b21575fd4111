import type pg from 'pg'
import type { ConfigId } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import type {
  ConfigHistory,
  ConfigOutline,
  EnvironmentStatus,
  Overview,
  WaveStatus,
} from '../services/ports/overview.ts'
import type { Database } from './connect.ts'
import { HAS_HOLDER } from './rollout/lease.ts'
import { inTransaction } from './transaction.ts'

const CONFIG = `
  SELECT id, tenant_id, user_id, agent_type::text AS agent, flow_version AS version
    FROM public.walker_agent_user_configs WHERE id = $1`

const VERSIONS = `
  SELECT id, version, coalesce(change_reason, 'changed') AS reason, created_at
    FROM public.walker_agent_config_versions WHERE config_id = $1 ORDER BY created_at, id`

const TEXTS = `
  SELECT id, config_snapshot::text AS text FROM public.walker_agent_config_versions WHERE config_id = $1
   UNION ALL SELECT NULL, config_json::text FROM public.walker_agent_user_configs WHERE id = $1`

const STATE = `
  SELECT c.agent_type::text AS agent, CASE WHEN $2::uuid IS NULL THEN c.flow_version ELSE h.version END AS version,
         CASE WHEN $2 IS NULL THEN c.config_json ELSE h.config_snapshot END::text AS text
    FROM public.walker_agent_user_configs c
    LEFT JOIN public.walker_agent_config_versions h ON h.config_id = c.id AND h.id = $2
   WHERE c.id = $1`

const JOURNAL = `
  SELECT r.agent || '@' || r.version AS release, j.state, j.done_at, j.undone_at, j.error ->> 'message' AS reason
    FROM crosswalk.journal j JOIN crosswalk.releases r ON r.id = j.release_id
   WHERE j.config_id = $1 ORDER BY j.done_at`

const BY_VERSION = `
  SELECT agent_type::text AS agent, flow_version AS version, count(*)::int AS configs
    FROM public.walker_agent_user_configs
   GROUP BY 1, 2 ORDER BY 1, string_to_array(flow_version, '.')::int[]`

const RELEASES = `
  SELECT r.id, r.agent || '@' || r.version AS release, r.state,
         CASE WHEN ${HAS_HOLDER} THEN r.lease_holder END AS holder,
         count(*) FILTER (WHERE j.state = 'migrated')::int AS migrated,
         count(*) FILTER (WHERE j.state = 'held')::int AS held,
         count(*) FILTER (WHERE j.state = 'failed' OR j.state = 'migrated' AND j.error IS NOT NULL)::int AS failed,
         count(*) FILTER (WHERE j.state IN ('restored', 'kept_edits', 'conflict'))::int AS rolled_back,
         CASE WHEN r.state IN ('rolling_out', 'rolling_back') THEN
           count(*) FILTER (WHERE coalesce(j.undone_at, j.done_at) > now() - interval '10 seconds')::float8 / 10
         ELSE 0 END AS per_second,
         CASE WHEN r.state IN ('rolling_out', 'paused') THEN (
           SELECT count(*)::int FROM public.walker_agent_user_configs c
            WHERE c.agent_type::text = r.agent AND crosswalk.version_before(c.flow_version, r.version)) END AS remaining
    FROM crosswalk.releases r LEFT JOIN crosswalk.journal j ON j.release_id = r.id
   GROUP BY r.id ORDER BY r.created_at DESC`

const WAVES = `
  SELECT w.release_id AS id, w.wave, w.state, w.reach::float8 / 10000 AS percent, w.ended_at,
         count(*) FILTER (WHERE j.state = 'migrated')::int AS migrated,
         count(*) FILTER (WHERE j.state = 'held')::int AS held,
         count(*) FILTER (WHERE j.state = 'failed' OR j.state = 'migrated' AND j.error IS NOT NULL)::int AS failed
    FROM crosswalk.release_waves w
    LEFT JOIN crosswalk.journal j ON j.release_id = w.release_id AND j.wave = w.wave
   WHERE EXISTS (SELECT FROM crosswalk.release_waves o WHERE o.release_id = w.release_id AND o.wave > 1)
   GROUP BY w.release_id, w.wave ORDER BY w.wave`

const WORKERS = `
  SELECT name, concurrency, started_at FROM crosswalk.workers
   WHERE seen_at > clock_timestamp() - interval '7 seconds' ORDER BY started_at`

type ConfigRow = {
  id: ConfigId
  tenant_id: string
  user_id: string
  agent: string
  version: string
}
type VersionRow = { id: string; version: string; reason: string; created_at: string }
type JournalRow = {
  release: string
  state: string
  done_at: string
  undone_at: string | null
  reason: string | null
}
type ReleaseStatus = EnvironmentStatus['releases'][number]
type StatusRow = Omit<ReleaseStatus, 'rolledBack' | 'perSecond' | 'waves'> & {
  id: string
  rolled_back: number
  per_second: number
}
type WaveRow = Omit<WaveStatus, 'endedAt'> & { id: string; ended_at: string | null }
type WorkerRow = { name: string; concurrency: number; started_at: string }

/** Reads an environment at one point in time, in transactions that the database keeps from writing. */
export class PostgresOverview implements Overview {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  history(configId: ConfigId): Promise<ConfigHistory> {
    return this.#read(async (client) => {
      const outline = await this.#outline(client, configId)
      const { rows } = await client.query<{ id: string | null; text: string }>(TEXTS, [configId])
      const texts = new Map(rows.map(({ id, text }) => [id, text]))
      const states = outline.states.map((state) => ({
        ...state,
        text: texts.get(state.versionRow ?? null) as string,
      }))
      return { ...outline, states }
    })
  }

  outline(configId: ConfigId): Promise<ConfigOutline> {
    return this.#read((client) => this.#outline(client, configId))
  }

  async state(configId: ConfigId, versionRow: string | undefined) {
    const { rows } = await this.#read((client) =>
      client.query<{ agent: string; version: string | null; text: string | null }>(STATE, [
        configId,
        versionRow ?? null,
      ]),
    )
    const { agent, version, text } = rows[0] ?? this.#notFound(configId)
    if (version === null || text === null)
      fail('restore/state-not-found', { config: configId, state: versionRow ?? '' })
    return { agent, version, text }
  }

  status(): Promise<EnvironmentStatus> {
    return this.#read(async (client) => {
      const versions = await client.query<EnvironmentStatus['versions'][number]>(BY_VERSION)
      const releases = await client.query<StatusRow>(RELEASES)
      const waves = await client.query<WaveRow>(WAVES)
      const workers = await client.query<WorkerRow>(WORKERS)
      return {
        versions: versions.rows,
        releases: releases.rows.map(({ id, rolled_back: rolledBack, per_second: perSecond, ...row }) => ({
          ...row,
          rolledBack,
          perSecond,
          waves: waves.rows.filter((wave) => wave.id === id).map(toWave),
        })),
        workers: workers.rows.map(({ started_at: startedAt, ...row }) => ({ ...row, startedAt })),
      }
    })
  }

  #read<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return inTransaction(this.#database, { isolation: 'repeatable read', readOnly: true }, work)
  }

  async #outline(client: pg.ClientBase, configId: ConfigId): Promise<ConfigOutline> {
    const config = (await client.query<ConfigRow>(CONFIG, [configId])).rows[0] ?? this.#notFound(configId)
    const versions = (await client.query<VersionRow>(VERSIONS, [configId])).rows
    const journal = (await client.query<JournalRow>(JOURNAL, [configId])).rows
    return {
      configId,
      tenantId: config.tenant_id,
      userId: config.user_id,
      agent: config.agent,
      states: [
        ...versions.map((row) => ({
          versionRow: row.id,
          version: row.version,
          endedBy: row.reason,
          endedAt: row.created_at,
        })),
        { version: config.version },
      ],
      journal: journal.map(({ done_at, undone_at, ...row }) => ({
        ...row,
        doneAt: done_at,
        undoneAt: undone_at,
      })),
    }
  }

  #notFound(config: ConfigId): never {
    return fail('release/config-not-found', { environment: this.#database.where.environment, config })
  }
}

const toWave = ({ id: _, ended_at: endedAt, ...wave }: WaveRow): WaveStatus => ({ ...wave, endedAt })
