import type { ConfigId } from '../../../shared/config/ids.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { RollbackJournal, RolledBackConfig } from '../../services/ports/rollback-report.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

const PAGE_CONFIGS = 500
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

// A config that is gone took its history along: the foreign key cascades.
const PAGE = `
  SELECT j.config_id AS id,
         CASE WHEN c.id IS NULL THEN 'deleted' WHEN j.undone_at IS NOT NULL THEN j.state
              WHEN j.error IS NULL THEN 'standing' ELSE 'failed' END AS state,
         j.error ->> 'message' AS reason, coalesce(j.edits, '[]')::text AS edits,
         (SELECT h.config_snapshot::text FROM public.walker_agent_config_versions h WHERE h.id = j.before_id) AS before,
         (SELECT h.config_snapshot::text FROM public.walker_agent_config_versions h WHERE h.id = j.after_id) AS edited
    FROM (SELECT * FROM crosswalk.journal
           WHERE release_id = $1 AND config_id > $2 AND ($3::uuid IS NULL OR config_id = $3)
             AND state NOT IN ('held', 'excluded') ORDER BY config_id LIMIT $4) j
    LEFT JOIN public.walker_agent_user_configs c ON c.id = j.config_id
   ORDER BY j.config_id`

type Row = {
  id: ConfigId
  state: RolledBackConfig['state']
  reason: string | null
  edits: string
  before: string | null
  edited: string | null
}

export class PostgresRollbackJournal implements RollbackJournal {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async *pages(
    releaseId: string,
    { config, signal }: { readonly config?: ConfigId; readonly signal?: AbortSignal },
  ): AsyncGenerator<readonly RolledBackConfig[]> {
    let after: string = BEFORE_ALL
    for (;;) {
      signal?.throwIfAborted()
      const values = [releaseId, after, config ?? null, PAGE_CONFIGS]
      const { rows } = await withClient(this.#database, (client) => client.query<Row>(PAGE, values))
      const last = rows.at(-1)
      if (last === undefined) return
      yield rows.map(toConfig)
      after = last.id
    }
  }
}

const toConfig = ({ id, edits, before, edited, ...row }: Row): RolledBackConfig => ({
  configId: id,
  ...row,
  // Written by us, and by nobody else.
  edits: readJson(edits) as unknown as RolledBackConfig['edits'],
  ...(before === null ? {} : { before }),
  ...(edited === null ? {} : { edited }),
})
