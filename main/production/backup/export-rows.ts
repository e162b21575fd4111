import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { BackupColumn, BackupSubject } from '../../services/ports/backup.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { type RowChunk, rowChunks } from './row-chunks.ts'
import { identifier, literal, readColumns, rowHash, SAME_TEXTS } from './rows.ts'

export type ExportPoint = {
  readonly moment: string
  readonly configs: number
  readonly columns: readonly BackupColumn[]
  /** In id order, only as fast as they are taken. */
  readonly chunks: AsyncGenerator<RowChunk>
}

const POINT = `
  SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS moment, count(*)::int AS configs
    FROM public.walker_agent_user_configs WHERE agent_type::text = $1 AND flow_version <> $2`

/** Gives `work` the configs that a push would touch, all as they were at one moment, read-only. */
export const exportRows = <T>(
  database: Database,
  { agent, to }: BackupSubject,
  { signal }: { readonly signal?: AbortSignal },
  work: (point: ExportPoint) => Promise<T>,
): Promise<T> =>
  inTransaction(database, { isolation: 'repeatable read', readOnly: true }, async (client) => {
    signal?.throwIfAborted()
    await client.query(SAME_TEXTS)
    // A stream takes as long as its reader does. It holds no lock that anybody but DDL waits for.
    await client.query('SET LOCAL statement_timeout = 0')
    const { rows } = await client.query<{ moment: string; configs: number }>(POINT, [agent, to])
    const { moment, configs } = rows[0] as { moment: string; configs: number }
    const columns = await readColumns(client)
    // As an enum the column does not even let itself be compared with an agent that it has no value for.
    const which =
      configs === 0 ? 'false' : `c.agent_type = ${literal(agent)} AND c.flow_version <> ${literal(to)}`
    const stream = new Stream(client, columns, which)
    // A stream that is left before its end cannot be ended otherwise.
    const cut = () => void client.end().catch(() => undefined)
    signal?.addEventListener('abort', cut)
    try {
      return await work({ moment, configs, columns, chunks: stream.chunks() })
    } catch (error) {
      // What runs on a session that was cut fails; what is meant is that somebody cancelled.
      signal?.throwIfAborted()
      throw error
    } finally {
      signal?.removeEventListener('abort', cut)
      if (stream.open) cut()
    }
  })

class Stream {
  open = false
  readonly #client: pg.ClientBase
  readonly #select: string

  constructor(client: pg.ClientBase, columns: readonly BackupColumn[], which: string) {
    const list = columns.map(({ name }) => `c.${identifier(name)}`).join(', ')
    this.#client = client
    this.#select = `SELECT ${list}, ${rowHash(columns, 'c.')} FROM public.walker_agent_user_configs c WHERE ${which} ORDER BY c.id`
  }

  async *chunks(): AsyncGenerator<RowChunk> {
    const stream = this.#client.query(copyTo(`COPY (${this.#select}) TO STDOUT`))
    // A session that is cut tells its stream even after nobody reads it any more.
    stream.on('error', () => undefined)
    this.open = true
    yield* rowChunks(stream)
    this.open = false
  }
}
