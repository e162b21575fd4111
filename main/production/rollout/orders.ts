import { formatReleaseName } from '../../../shared/release/name.ts'
import type { Order, OrderStore, Wish } from '../../services/ports/orders.ts'
import type { ReleaseRecord } from '../../services/ports/releases.ts'
import type { Lease } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'
import { HAS_HOLDER, passFence } from './lease.ts'

const PUT = `
  INSERT INTO crosswalk.rollouts AS r (release_id, wish, wave, promote, max_rate, asked_by, reason)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (release_id) DO UPDATE
     SET wish = excluded.wish, wave = excluded.wave, promote = excluded.promote, max_rate = excluded.max_rate,
         asked_by = excluded.asked_by, reason = excluded.reason, asked_at = now()`

const NOTE = `
  UPDATE crosswalk.rollouts SET wave = $2, wish = CASE wish WHEN 'run' THEN $3 ELSE wish END WHERE release_id = $1`

const FIND = `
  SELECT wish, wave, promote, max_rate, asked_by, reason FROM crosswalk.rollouts WHERE release_id = $1`

const ASK = `
  UPDATE crosswalk.rollouts SET wish = $2, asked_by = $3, reason = $4, asked_at = now() WHERE release_id = $1`
const AUDIT = `SELECT crosswalk.audit($1, $2, $3, $4::jsonb)`

const DESERTED = `
  SELECT o.release_id AS id FROM crosswalk.rollouts o JOIN crosswalk.releases r ON r.id = o.release_id
   WHERE o.wish = 'run' AND r.state IN ('rolling_out', 'paused') AND NOT ${HAS_HOLDER}
   ORDER BY o.asked_at`

type Row = {
  wish: Wish
  wave: number
  promote: boolean
  max_rate: number | null
  asked_by: string
  reason: string | null
}

export class PostgresOrderStore implements OrderStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async put(lease: Lease, order: Order): Promise<void> {
    const { wish, wave, promotion, maxRate, askedBy, reason } = order
    await inTransaction(this.#database, {}, async (client) => {
      await passFence(client, lease)
      const promote = promotion === 'automatic'
      await client.query(PUT, [lease.releaseId, wish, wave, promote, maxRate, askedBy, reason])
    })
  }

  async note(lease: Lease, { wave, wish }: Parameters<OrderStore['note']>[1]): Promise<void> {
    await inTransaction(this.#database, {}, async (client) => {
      await passFence(client, lease)
      await client.query(NOTE, [lease.releaseId, wave, wish])
    })
  }

  async find(releaseId: string): Promise<Order | undefined> {
    const { rows } = await withClient(this.#database, (client) => client.query<Row>(FIND, [releaseId]))
    return rows.map(toOrder)[0]
  }

  async ask(
    release: Pick<ReleaseRecord, 'id' | 'agent' | 'version'>,
    wish: Wish,
    { who, reason }: { readonly who: string; readonly reason?: string },
  ): Promise<boolean> {
    return inTransaction(this.#database, {}, async (client) => {
      const { rowCount } = await client.query(ASK, [release.id, wish, who, reason])
      if (rowCount === 0) return false
      const detail = {
        release: formatReleaseName(release),
        ...(reason === undefined ? {} : { reason }),
      }
      await client.query(AUDIT, [who, `rollout.${wish}`, release.id, JSON.stringify(detail)])
      return true
    })
  }

  async listDeserted(): Promise<readonly string[]> {
    const { rows } = await withClient(this.#database, (client) => client.query<{ id: string }>(DESERTED))
    return rows.map(({ id }) => id)
  }
}

const toOrder = (row: Row): Order => ({
  wish: row.wish,
  wave: row.wave,
  promotion: row.promote ? 'automatic' : 'by-hand',
  askedBy: row.asked_by,
  ...(row.max_rate === null ? {} : { maxRate: row.max_rate }),
  ...(row.reason === null ? {} : { reason: row.reason }),
})
