import type { ConfigId, Hash } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import type {
  MasksInForce,
  Preview,
  PreviewCounts,
  PreviewFinding,
  PreviewHead,
  PreviewId,
  PreviewLoss,
  PreviewResult,
  PreviewShape,
  PreviewState,
  PreviewStore,
  PreviewWriter,
  ReadOptions,
  ResultStatus,
  SnapshotState,
} from '../../services/ports/snapshots.ts'
import { newId } from './new-id.ts'
import type { Store } from './open-store.ts'
import { batches } from './paging.ts'
import { SqlitePreviewWriter } from './sqlite-preview-writer.ts'

type Row = PreviewHead & {
  readonly ref: number
  readonly id: PreviewId
  readonly state: PreviewState
  readonly createdAt: string
  readonly done: number
  readonly masked: string | null
  readonly finishedAt: string | null
  readonly digest: Hash | null
  readonly counts: string | null
}

const COLUMNS = `p.ref, p.id, s.id AS snapshot, p.agent, p.to_version AS "to", p.bundle_digest AS bundle, p.state,
  p.created_at AS createdAt, p.done, s.masked, p.finished_at AS finishedAt, p.digest, p.counts`
const FROM = 'FROM previews p JOIN snapshots s ON s.ref = p.snapshot'

type ResultRow = Omit<PreviewResult, 'exact' | 'error'> & {
  readonly exact: 0 | 1
  readonly error: string | null
}

const RESULT_COLUMNS = `config_id AS id, status, from_version AS fromVersion, input_hash AS inputHash,
  output_hash AS outputHash, shape_id AS shape, exact, error`

export class SqlitePreviewStore implements PreviewStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  begin(head: PreviewHead): PreviewWriter {
    return this.#store.transaction(() => {
      const { db } = this.#store
      const snapshot = this.#completeSnapshot(head)
      const insert = db.prepare(
        `INSERT INTO previews (id, snapshot, agent, to_version, bundle_digest, state, created_at)
         VALUES (?, ?, ?, ?, ?, 'running', ?) ON CONFLICT (id) DO NOTHING`,
      )
      for (;;) {
        const now = new Date()
        const id = newId('p', now)
        const done = insert.run(id, snapshot, head.agent, head.to, head.bundle, now.toISOString())
        if (done.changes === 1) return this.#writer(id)
      }
    })
  }

  resume(id: PreviewId): PreviewWriter {
    return this.#store.transaction(() => {
      const row = this.#row(id) ?? fail('workspace/preview-not-found', { preview: id })
      if (row.state === 'complete') fail('workspace/preview-complete', { preview: id })
      this.#store.db
        .prepare("UPDATE previews SET state = 'running', attempt = attempt + 1 WHERE ref = ?")
        .run(row.ref)
      this.#store.db
        .prepare(
          `DELETE FROM preview_configs
            WHERE preview = ? AND config_id > ifnull((SELECT frontier FROM previews WHERE ref = ?), '')`,
        )
        .run(row.ref, row.ref)
      return this.#writer(id)
    })
  }

  list(filter: Partial<PreviewHead> & { state?: PreviewState } = {}): Preview[] {
    const { snapshot = null, agent = null, to = null, bundle = null, state = null } = filter
    return this.#store.run(() =>
      this.#store.db
        .prepare<unknown[], Row>(
          `SELECT ${COLUMNS} ${FROM}
           WHERE s.id = ifnull(?, s.id) AND p.agent = ifnull(?, p.agent) AND p.to_version = ifnull(?, p.to_version)
             AND p.bundle_digest = ifnull(?, p.bundle_digest) AND p.state = ifnull(?, p.state)
           ORDER BY p.ref DESC`,
        )
        .all(snapshot, agent, to, bundle, state)
        .map(toPreview),
    )
  }

  find(id: string): Preview | undefined {
    const row = this.#store.run(() => this.#row(id))
    return row && toPreview(row)
  }

  get(id: string): Preview {
    return this.find(id) ?? fail('workspace/preview-not-found', { preview: id })
  }

  shapes(id: PreviewId): PreviewShape[] {
    type ShapeRow = Omit<PreviewShape, 'operations' | 'details'> & { operations: string; details: string }
    const rows = this.#parts<ShapeRow>(
      id,
      'SELECT shape_id AS id, configs, summary, operations, example, details FROM preview_shapes',
    )
    return rows.map((row) => ({
      ...row,
      operations: readJson(row.operations) as readonly Json[],
      details: readJson(row.details),
    }))
  }

  losses(id: PreviewId): PreviewLoss[] {
    const rows = this.#parts<Omit<PreviewLoss, 'shapes'> & { shapes: string }>(
      id,
      'SELECT path, class, step, configs, shapes FROM preview_losses',
    )
    return rows.map((row) => ({ ...row, shapes: JSON.parse(row.shapes) as string[] }))
  }

  findings(id: PreviewId): PreviewFinding[] {
    return this.#parts(id, 'SELECT code, severity, place, message, remedy, configs FROM preview_findings')
  }

  *results(id: PreviewId, options: ReadOptions = {}): Generator<PreviewResult[]> {
    const { ref } = this.#existing(id)
    const page = this.#store.run(() =>
      this.#store.db.prepare<unknown[], ResultRow>(
        `SELECT ${RESULT_COLUMNS} FROM preview_configs
         WHERE preview = ? AND config_id > ? ORDER BY config_id LIMIT ?`,
      ),
    )
    const pages = batches({
      read: (after, limit) => page.iterate(ref, after, limit),
      run: (work) => this.#store.run(work),
      sizeOf: ({ error }) => error?.length ?? 0,
      ...options,
    })
    for (const batch of pages) yield batch.map(toResult)
  }

  findResults(
    id: PreviewId,
    filter: { shapes?: readonly string[]; status?: ResultStatus },
    page: { after?: ConfigId | undefined; limit: number },
  ): PreviewResult[] {
    const { ref } = this.#existing(id)
    const where = ['preview = ?', 'config_id > ?']
    const values: unknown[] = [ref, page.after ?? '']
    if (filter.status !== undefined) {
      where.push('status = ?')
      values.push(filter.status)
    }
    if (filter.shapes !== undefined) {
      where.push('shape_id IN (SELECT value FROM json_each(?))')
      values.push(JSON.stringify(filter.shapes))
    }
    return this.#store.run(() =>
      this.#store.db
        .prepare<unknown[], ResultRow>(
          `SELECT ${RESULT_COLUMNS} FROM preview_configs
           WHERE ${where.join(' AND ')} ORDER BY config_id LIMIT ?`,
        )
        .all(...values, page.limit)
        .map(toResult),
    )
  }

  findResult(id: PreviewId, config: ConfigId): PreviewResult | undefined {
    const { ref } = this.#existing(id)
    const row = this.#store.run(() =>
      this.#store.db
        .prepare<unknown[], ResultRow>(
          `SELECT ${RESULT_COLUMNS} FROM preview_configs WHERE preview = ? AND config_id = ?`,
        )
        .get(ref, config),
    )
    return row && toResult(row)
  }

  #completeSnapshot(head: PreviewHead): number {
    const snapshot = this.#store.db
      .prepare<[string], { ref: number; agent: string; state: SnapshotState }>(
        'SELECT ref, agent, state FROM snapshots WHERE id = ?',
      )
      .get(head.snapshot)
    if (!snapshot) fail('workspace/snapshot-not-found', { snapshot: head.snapshot })
    const { ref, agent, state } = snapshot
    if (agent !== head.agent) {
      fail('workspace/snapshot-other', { snapshot: head.snapshot, of: agent, wanted: head.agent })
    }
    if (state !== 'complete') fail('workspace/snapshot-incomplete', { snapshot: head.snapshot, state })
    return ref
  }

  #writer(id: PreviewId): PreviewWriter {
    return new SqlitePreviewWriter(this.#store, id, () => this.get(id))
  }

  #row(id: string): Row | undefined {
    return this.#store.db.prepare<[string], Row>(`SELECT ${COLUMNS} ${FROM} WHERE p.id = ?`).get(id)
  }

  #existing(id: PreviewId): Row {
    return this.#store.run(() => this.#row(id)) ?? fail('workspace/preview-not-found', { preview: id })
  }

  #parts<T>(id: PreviewId, select: string): T[] {
    const { ref } = this.#existing(id)
    return this.#store.run(() =>
      this.#store.db.prepare<[number], T>(`${select} WHERE preview = ? ORDER BY position`).all(ref),
    )
  }
}

function toPreview({ ref: _, masked, finishedAt, digest, counts, ...row }: Row): Preview {
  const finished =
    finishedAt !== null && digest !== null && counts !== null
      ? { at: finishedAt, digest, counts: JSON.parse(counts) as PreviewCounts }
      : null
  return { ...row, masked: masked === null ? null : (JSON.parse(masked) as MasksInForce), finished }
}

const toResult = (row: ResultRow): PreviewResult => ({
  ...row,
  exact: row.exact === 1,
  error: row.error === null ? null : readJson(row.error),
})
