import type pg from 'pg'
import type { Hash } from '../../../shared/config/ids.ts'
import type { PushWrite, TargetColumns } from '../../services/ports/rollouts.ts'
import type {
  Before,
  Change,
  KeptConfig,
  LeftAlone,
  LockedConfig,
  ReleaseLine,
  Whose,
} from '../../services/ports/sidecar.ts'
import { ASIDE } from '../rollout/push-page.ts'
import { writeWithin } from '../rollout/push-write.ts'
import { IS_OPEN } from './open-release.ts'
import { COLUMNS, type ConfigRow, toKept } from './read-config.ts'

const HOLD = 'SELECT crosswalk.hold_release($1)'
// After the hold, by a statement of its own: what was decided while the hold was waited for counts.
const OPEN = `SELECT ${IS_OPEN} AS open FROM crosswalk.releases r WHERE r.id = $2`

const BEFORE = `
  SELECT p.input_hash AS input, p.output_hash AS output, p.shape_id AS shape, j.state,
         j.error ->> 'message' AS reason, ${ASIDE} AS aside
    FROM (SELECT $4::uuid AS id) c
    LEFT JOIN crosswalk.sidecar_expected($1, $4) p ON true
    LEFT JOIN crosswalk.journal j
           ON j.release_id = $1 AND j.config_id = $4 AND j.state IN ('held', 'failed')`

// The state before goes into the history first, with who ended it and why, as applications have it.
const CHANGE = `
  WITH history AS (
    INSERT INTO public.walker_agent_config_versions (config_id, version, config_snapshot, changed_by, change_reason)
    SELECT id, flow_version, config_json, user_id, $3 FROM public.walker_agent_user_configs WHERE id = $1
  )
  UPDATE public.walker_agent_user_configs c
     SET config_json = $2::jsonb, migration_status = 'active', migration_error = NULL, updated_at = now()
   WHERE c.id = $1
  RETURNING ${COLUMNS}`

type BeforeRow = {
  input: Hash | null
  output: Hash | null
  shape: string | null
  state: LeftAlone['state'] | null
  reason: string | null
  aside: string | null
}

/** A transaction that has a config's row locked. */
export class PostgresLockedConfig implements LockedConfig {
  readonly config: KeptConfig | undefined
  readonly #client: pg.ClientBase
  readonly #whose: Whose

  constructor(client: pg.ClientBase, whose: Whose, config: KeptConfig | undefined) {
    this.#client = client
    this.#whose = whose
    this.config = config
  }

  async isOpen(releaseId: string): Promise<boolean> {
    await this.#client.query(HOLD, [releaseId])
    const { rows } = await this.#client.query<{ open: boolean }>(OPEN, [this.#whose.tenant, releaseId])
    return rows[0]?.open === true
  }

  async before(release: ReleaseLine): Promise<Before> {
    const values = [release.id, this.#whose.agent, release.version, this.#locked().id]
    const { rows } = await this.#client.query<BeforeRow>(BEFORE, values)
    const { input, output, shape, state, reason, aside } = rows[0] as BeforeRow
    return {
      ...(input === null
        ? {}
        : {
            expected: {
              input,
              ...(output === null ? {} : { output }),
              ...(shape === null ? {} : { shape }),
            },
          }),
      ...(aside === null ? {} : { aside }),
      ...(state === null ? {} : { leftAlone: { state, reason: reason ?? '' } }),
    }
  }

  async push(releaseId: string, target: TargetColumns, write: PushWrite): Promise<void> {
    const written = await writeWithin(this.#client, { releaseId, token: 0 }, target, [write])
    if (written.size !== 1) throw new Error(`config ${write.configId} was locked and could not be written`)
  }

  async change({ text, reason }: Change): Promise<KeptConfig> {
    const { rows } = await this.#client.query<ConfigRow>(CHANGE, [this.#locked().id, text, reason])
    return toKept(rows[0] as ConfigRow)
  }

  #locked(): KeptConfig {
    if (this.config === undefined) throw new TypeError('there is no config to work on')
    return this.config
  }
}
