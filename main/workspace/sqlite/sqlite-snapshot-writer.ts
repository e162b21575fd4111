import type { ConfigId } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import type {
  Snapshot,
  SnapshotConfig,
  SnapshotId,
  SnapshotWriter,
  StoredVersion,
} from '../../services/ports/snapshots.ts'
import type { Store } from './open-store.ts'

type Target = {
  readonly id: SnapshotId
  readonly ref: number
  readonly attempt: number
  read(): Snapshot
}

export class SqliteSnapshotWriter implements SnapshotWriter {
  readonly id: SnapshotId
  readonly last: ConfigId | undefined
  readonly #store: Store
  readonly #target: Target
  #bytes: number

  constructor(store: Store, target: Target) {
    this.#store = store
    this.#target = target
    this.id = target.id
    this.#bytes = target.read().bytes
    this.last =
      store.db
        .prepare<[number], ConfigId | null>('SELECT max(config_id) FROM snapshot_configs WHERE snapshot = ?')
        .pluck()
        .get(target.ref) ?? undefined
  }

  get bytes(): number {
    return this.#bytes
  }

  append(configs: readonly SnapshotConfig[]): void {
    const { ref } = this.#target
    const insert = this.#store.db.prepare('INSERT INTO snapshot_configs VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    this.#changing(() => {
      let bytes = 0
      for (const c of configs) {
        insert.run(ref, c.id, c.tenantId, c.userId, c.flowVersion, c.config, c.sourceHash, c.rowVersion)
        bytes += Buffer.byteLength(c.config)
      }
      return { configs: configs.length, bytes }
    })
  }

  versions(after: ConfigId | undefined, limit: number): StoredVersion[] {
    return this.#store.run(() =>
      this.#store.db
        .prepare<unknown[], StoredVersion>(
          `SELECT config_id AS id, row_version AS rowVersion FROM snapshot_configs
           WHERE snapshot = ? AND config_id > ? ORDER BY config_id LIMIT ?`,
        )
        .all(this.#target.ref, after ?? '', limit),
    )
  }

  remove(ids: readonly ConfigId[]): void {
    const { ref } = this.#target
    const remove = this.#store.db
      .prepare<unknown[], number>(
        'DELETE FROM snapshot_configs WHERE snapshot = ? AND config_id = ? RETURNING octet_length(config)',
      )
      .pluck()
    this.#changing(() => {
      const sizes = ids.map((id) => remove.get(ref, id)).filter((size) => size !== undefined)
      return { configs: -sizes.length, bytes: -sizes.reduce((sum, size) => sum + size, 0) }
    })
  }

  clear(): void {
    const { ref } = this.#target
    this.#owned(() => {
      this.#store.db.prepare('DELETE FROM snapshot_configs WHERE snapshot = ?').run(ref)
      this.#store.db.prepare('UPDATE snapshots SET configs = 0, bytes = 0 WHERE ref = ?').run(ref)
    })
    this.#bytes = 0
  }

  complete(): Snapshot {
    this.#owned(() => this.#setState('complete'))
    return this.#target.read()
  }

  cancel(): void {
    this.#store.transaction(() => {
      if (this.#isOwner()) this.#setState('cancelled')
    })
  }

  /** Changes rows and the snapshot's sums together. */
  #changing(work: () => { configs: number; bytes: number }): void {
    this.#bytes = this.#owned(() => {
      const { configs, bytes } = work()
      return this.#store.db
        .prepare<unknown[], number>(
          'UPDATE snapshots SET configs = configs + ?, bytes = bytes + ? WHERE ref = ? RETURNING bytes',
        )
        .pluck()
        .get(configs, bytes, this.#target.ref) as number
    })
  }

  #owned<T>(work: () => T): T {
    return this.#store.transaction(() => {
      if (!this.#isOwner()) fail('workspace/taken-over', { thing: `snapshot ${this.id}` })
      return work()
    })
  }

  #isOwner(): boolean {
    const { ref, attempt } = this.#target
    const owner = this.#store.db.prepare(
      "SELECT 1 FROM snapshots WHERE ref = ? AND attempt = ? AND state = 'pulling'",
    )
    return owner.get(ref, attempt) !== undefined
  }

  #setState(state: 'complete' | 'cancelled'): void {
    this.#store.db.prepare('UPDATE snapshots SET state = ? WHERE ref = ?').run(state, this.#target.ref)
  }
}
