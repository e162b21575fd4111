import type { ConfigId } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type {
  Preview,
  PreviewId,
  PreviewResult,
  PreviewSummary,
  PreviewWriter,
} from '../../services/ports/snapshots.ts'
import type { Store } from './open-store.ts'

type State = {
  readonly ref: number
  readonly attempt: number
  readonly frontier: ConfigId | null
  readonly checkpoint: string | null
}

/** How many results stand ahead of the frontier, and the id of the last one that is there at all. */
type Ahead = { readonly count: number; readonly last: ConfigId | undefined }

export class SqlitePreviewWriter implements PreviewWriter {
  readonly id: PreviewId
  readonly frontier: ConfigId | undefined
  readonly checkpoint: Json
  readonly #store: Store
  readonly #ref: number
  readonly #attempt: number
  readonly #finished: () => Preview
  #ahead: Ahead = { count: 0, last: undefined }

  /** Takes over the preview's newest attempt, within the transaction that made it. */
  constructor(store: Store, id: PreviewId, finished: () => Preview) {
    const state = store.db
      .prepare<[string], State>('SELECT ref, attempt, frontier, checkpoint FROM previews WHERE id = ?')
      .get(id)
    if (!state) fail('workspace/preview-not-found', { preview: id })
    this.id = id
    this.frontier = state.frontier ?? undefined
    this.checkpoint = state.checkpoint === null ? null : readJson(state.checkpoint)
    this.#store = store
    this.#ref = state.ref
    this.#attempt = state.attempt
    this.#finished = finished
  }

  writeAhead(results: readonly PreviewResult[]): void {
    this.#owned(() => this.#insert(results))
    this.#ahead = this.#aheadWith(results)
  }

  append(results: readonly PreviewResult[], checkpoint: Json): void {
    const { count, last } = this.#aheadWith(results)
    this.#owned(() => {
      this.#insert(results)
      this.#store.db
        .prepare(
          'UPDATE previews SET done = done + ?, frontier = ifnull(?, frontier), checkpoint = ? WHERE ref = ?',
        )
        .run(count, last ?? null, writeJson(checkpoint), this.#ref)
    })
    this.#ahead = { count: 0, last }
  }

  #aheadWith(results: readonly PreviewResult[]): Ahead {
    return { count: this.#ahead.count + results.length, last: results.at(-1)?.id ?? this.#ahead.last }
  }

  #insert(results: readonly PreviewResult[]): void {
    const [first] = results
    const last = this.#ahead.last ?? this.#frontier()
    if (first && first.id <= last) throw new Error(`${first.id} does not lie beyond the frontier`)
    const insert = this.#store.db.prepare('INSERT INTO preview_configs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    for (const r of results) {
      const error = r.error === null ? null : writeJson(r.error)
      const exact = r.exact ? 1 : 0
      insert.run(this.#ref, r.id, r.status, r.fromVersion, r.inputHash, r.outputHash, r.shape, exact, error)
    }
  }

  tenants(): ReadonlyMap<string, number> {
    const tenants = this.#store.db.prepare<[number], [string, number]>(
      `SELECT r.shape_id, count(DISTINCT s.tenant_id)
       FROM previews p
       JOIN preview_configs r ON r.preview = p.ref
       JOIN snapshot_configs s ON s.snapshot = p.snapshot AND s.config_id = r.config_id
       WHERE p.ref = ? AND r.shape_id IS NOT NULL
       GROUP BY r.shape_id`,
    )
    return new Map(tenants.raw().all(this.#ref))
  }

  finish({ digest, counts, shapes, losses, findings }: PreviewSummary): Preview {
    const { db } = this.#store
    this.#owned(() => {
      const ref = this.#ref
      const missing = this.#missing()
      if (missing !== 0) throw new Error(`preview ${this.id} lacks ${missing} configs of its snapshot`)
      const shape = db.prepare('INSERT INTO preview_shapes VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      for (const [i, s] of shapes.entries()) {
        shape.run(
          ref,
          i,
          s.id,
          s.configs,
          s.summary,
          writeJson(s.operations),
          s.example,
          writeJson(s.details),
        )
      }
      const loss = db.prepare('INSERT INTO preview_losses VALUES (?, ?, ?, ?, ?, ?, ?)')
      for (const [i, l] of losses.entries()) {
        loss.run(ref, i, l.path, l.class, l.step, l.configs, JSON.stringify(l.shapes))
      }
      const finding = db.prepare('INSERT INTO preview_findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      for (const [i, f] of findings.entries()) {
        finding.run(ref, i, f.code, f.severity, f.place, f.message, f.remedy, f.configs)
      }
      db.prepare(
        `UPDATE previews SET state = 'complete', finished_at = ?, digest = ?, counts = ?, checkpoint = NULL
         WHERE ref = ?`,
      ).run(new Date().toISOString(), digest, JSON.stringify(counts), ref)
    })
    return this.#finished()
  }

  cancel(): void {
    this.#store.transaction(() => {
      if (!this.#isOwner()) return
      this.#store.db.prepare("UPDATE previews SET state = 'cancelled' WHERE ref = ?").run(this.#ref)
    })
  }

  #frontier(): string {
    const frontier = this.#store.db.prepare<[number], string | null>(
      'SELECT frontier FROM previews WHERE ref = ?',
    )
    return frontier.pluck().get(this.#ref) ?? ''
  }

  #missing(): number {
    const missing = this.#store.db.prepare<[number], number>(
      'SELECT s.configs - p.done FROM previews p JOIN snapshots s ON s.ref = p.snapshot WHERE p.ref = ?',
    )
    return missing.pluck().get(this.#ref) ?? 0
  }

  #owned(work: () => void): void {
    this.#store.transaction(() => {
      if (!this.#isOwner()) fail('workspace/taken-over', { thing: `preview ${this.id}` })
      work()
    })
  }

  #isOwner(): boolean {
    const owner = this.#store.db.prepare(
      "SELECT 1 FROM previews WHERE ref = ? AND attempt = ? AND state = 'running'",
    )
    return owner.get(this.#ref, this.#attempt) !== undefined
  }
}
