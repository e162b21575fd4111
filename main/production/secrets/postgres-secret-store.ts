import type pg from 'pg'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { KeyUse, SecretRewrite, SecretRow, SecretStore } from '../../services/ports/secrets.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'
import { readRows } from './read-rows.ts'
import { writeRows } from './write-rows.ts'

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

const IDS = `
  SELECT id FROM public.walker_agent_user_configs
   WHERE id > $2 AND agent_type::text = $1 ORDER BY id LIMIT $3`

// The journal's key begins with the release, of which there are few.
const OF_OTHER_KEYS = `
  SELECT c.id FROM public.walker_agent_user_configs c
   WHERE c.id > $2
     AND (jsonb_path_exists(c.config_json, $4::jsonpath, jsonb_build_object('key', $1::text))
          OR EXISTS (SELECT FROM public.walker_agent_config_versions h
                      WHERE h.config_id = c.id
                        AND jsonb_path_exists(h.config_snapshot, $4::jsonpath, jsonb_build_object('key', $1::text)))
          OR EXISTS (SELECT FROM crosswalk.journal j
                      WHERE j.release_id = ANY (ARRAY(SELECT id FROM crosswalk.releases)) AND j.config_id = c.id
                        AND jsonb_path_exists(j.complement, $4::jsonpath, jsonb_build_object('key', $1::text))))
   ORDER BY c.id LIMIT $3`
const OTHER_KEY = '$.**."$secret" ? (@.key != $key)'

// A row that holds several secrets under one key counts once for it.
const USES = `
  WITH uses AS (
    SELECT DISTINCT 'configs' AS place, c.id::text AS id, k #>> '{}' AS key
      FROM public.walker_agent_user_configs c, jsonb_path_query(c.config_json, '$.**."$secret".key') AS k
     WHERE c.config_json @? '$.**."$secret"'
    UNION ALL
    SELECT DISTINCT 'states', h.id::text, k #>> '{}'
      FROM public.walker_agent_config_versions h, jsonb_path_query(h.config_snapshot, '$.**."$secret".key') AS k
     WHERE h.config_snapshot @? '$.**."$secret"'
    UNION ALL
    SELECT DISTINCT 'complements', j.release_id || ' ' || j.config_id, k #>> '{}'
      FROM crosswalk.journal j, jsonb_path_query(j.complement, '$.**."$secret".key') AS k
     WHERE j.complement @? '$.**."$secret"'
    UNION ALL
    -- What was set aside is kept as text, and put back as it is.
    SELECT DISTINCT 'set_aside', s.id::text, k[1]
      FROM crosswalk.set_aside s,
           regexp_matches(s.row_values::text, '\\\\"\\$secret\\\\": \\{[^{}]*?\\\\"key\\\\": \\\\"([A-Z0-9_]+)\\\\"', 'g') AS k
     WHERE s.restored_at IS NULL
  )
  SELECT key,
         count(*) FILTER (WHERE place = 'configs')::int AS configs,
         count(*) FILTER (WHERE place = 'states')::int AS states,
         count(*) FILTER (WHERE place = 'complements')::int AS complements,
         count(*) FILTER (WHERE place = 'set_aside')::int AS set_aside
    FROM uses GROUP BY key ORDER BY key`

const LOCK = `
  SELECT id FROM public.walker_agent_user_configs
   WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`

type Page = { readonly limit: number; readonly signal: AbortSignal }

export class PostgresSecretStore implements SecretStore {
  readonly environment: string
  readonly #database: Database

  constructor(database: Database) {
    this.environment = database.where.environment
    this.#database = database
  }

  async *rows(agent: string, page: Page): AsyncGenerator<readonly SecretRow[]> {
    for await (const ids of this.#pages(IDS, [agent], page)) {
      const rows = await inTransaction(
        this.#database,
        { isolation: 'repeatable read', readOnly: true },
        (client) => readRows(client, ids),
      )
      yield rows
    }
  }

  idsUnderOtherKeys(key: string, page: Page): AsyncGenerator<readonly ConfigId[]> {
    return this.#pages(OF_OTHER_KEYS, [key], page, [OTHER_KEY])
  }

  async countUses(): Promise<readonly KeyUse[]> {
    return inTransaction(this.#database, { readOnly: true }, async (client) => {
      await allowLong(client)
      return (await client.query<KeyUse>(USES)).rows
    })
  }

  rewrite(
    ids: readonly ConfigId[],
    change: (row: SecretRow) => SecretRewrite | undefined,
  ): Promise<ReadonlySet<ConfigId>> {
    return inTransaction(this.#database, {}, async (client) => {
      const { rows: locked } = await client.query<{ id: ConfigId }>(LOCK, [ids])
      const had = locked.map(({ id }) => id)
      // Read after the lock, by a statement that sees what was committed while it was waited for.
      const rows = await readRows(client, had)
      const rewrites = rows.flatMap((row) => {
        const rewrite = change(row)
        return rewrite === undefined ? [] : [{ row, rewrite }]
      })
      await writeRows(client, rewrites)
      return new Set(had)
    })
  }

  async audit({ who, action, detail }: Parameters<SecretStore['audit']>[0]): Promise<void> {
    await withClient(this.#database, (client) =>
      client.query('SELECT crosswalk.audit($1, $2, $3, $4::jsonb)', [
        who,
        action,
        this.environment,
        writeJson(detail),
      ]),
    )
  }

  async *#pages(
    sql: string,
    first: readonly string[],
    { limit, signal }: Page,
    last: readonly string[] = [],
  ): AsyncGenerator<readonly ConfigId[]> {
    let after = BEFORE_ALL
    for (;;) {
      signal.throwIfAborted()
      const values = [...first, after, limit, ...last]
      const ids = await inTransaction(this.#database, { readOnly: true }, async (client) => {
        await allowLong(client)
        return (await client.query<{ id: ConfigId }>(sql, values)).rows.map(({ id }) => id)
      })
      const end = ids.at(-1)
      if (end === undefined) return
      yield ids
      after = end
    }
  }
}

/** Looking for secrets reads whole tables where there are few. */
const allowLong = (client: pg.ClientBase) => client.query(`SELECT set_config('statement_timeout', '0', true)`)
