import type { AgentName, ConfigId } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import type {
  MasksInForce,
  ReadOptions,
  Snapshot,
  SnapshotConfig,
  SnapshotHead,
  SnapshotId,
  SnapshotState,
  SnapshotStore,
  SnapshotWriter,
} from '../../services/ports/snapshots.ts'
import { newId } from './new-id.ts'
import type { Store } from './open-store.ts'
import { batches } from './paging.ts'
import { SqliteSnapshotWriter } from './sqlite-snapshot-writer.ts'

type Row = Omit<Snapshot, 'masked'> & { readonly ref: number; readonly masked: string | null }

const COLUMNS = 'ref, id, environment, agent, state, taken_at AS takenAt, masked, source, configs, bytes'
const CONFIG_COLUMNS =
  'config_id AS id, tenant_id AS tenantId, user_id AS userId, flow_version AS flowVersion, config, source_hash AS sourceHash, row_version AS rowVersion'

export class SqliteSnapshotStore implements SnapshotStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  begin(head: SnapshotHead): SnapshotWriter {
    return this.#store.transaction(() => {
      const insert = this.#store.db.prepare(
        `INSERT INTO snapshots (id, environment, agent, state, taken_at, masked, source)
         VALUES (?, ?, ?, 'pulling', ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
      )
      for (;;) {
        const id = newId('s', new Date())
        const { environment, agent, takenAt, masked, source } = head
        const done = insert.run(id, environment, agent, takenAt, masked && JSON.stringify(masked), source)
        if (done.changes === 1) return this.#writer(id, Number(done.lastInsertRowid), 1)
      }
    })
  }

  resume(id: SnapshotId, head: SnapshotHead): SnapshotWriter {
    return this.#store.transaction(() => {
      const { ref, state, environment, agent } =
        this.#row(id) ?? fail('workspace/snapshot-not-found', { snapshot: id })
      if (state === 'complete') fail('workspace/snapshot-complete', { snapshot: id })
      if (environment !== head.environment || agent !== head.agent) {
        fail('workspace/snapshot-other', {
          snapshot: id,
          of: `${agent} in ${environment}`,
          wanted: `${head.agent} in ${head.environment}`,
        })
      }
      const attempt = this.#store.db
        .prepare<unknown[], number>(
          `UPDATE snapshots SET state = 'pulling', taken_at = ?, masked = ?, source = ?, attempt = attempt + 1
           WHERE ref = ? RETURNING attempt`,
        )
        .pluck()
        .get(head.takenAt, head.masked && JSON.stringify(head.masked), head.source, ref)
      return this.#writer(id, ref, attempt as number)
    })
  }

  list(filter: { environment?: string; agent?: AgentName; state?: SnapshotState } = {}): Snapshot[] {
    const { environment = null, agent = null, state = null } = filter
    return this.#store.run(() =>
      this.#store.db
        .prepare<unknown[], Row>(
          `SELECT ${COLUMNS} FROM snapshots
           WHERE environment = ifnull(?, environment) AND agent = ifnull(?, agent) AND state = ifnull(?, state)
           ORDER BY ref DESC`,
        )
        .all(environment, agent, state)
        .map(toSnapshot),
    )
  }

  find(id: string): Snapshot | undefined {
    const row = this.#store.run(() => this.#row(id))
    return row && toSnapshot(row)
  }

  get(id: string): Snapshot {
    return this.find(id) ?? fail('workspace/snapshot-not-found', { snapshot: id })
  }

  *configs(id: SnapshotId, options: ReadOptions = {}): Generator<SnapshotConfig[]> {
    const { ref } = this.#existing(id)
    const page = this.#store.run(() =>
      this.#store.db.prepare<unknown[], SnapshotConfig>(
        `SELECT ${CONFIG_COLUMNS} FROM snapshot_configs
         WHERE snapshot = ? AND config_id > ? ORDER BY config_id LIMIT ?`,
      ),
    )
    yield* batches({
      read: (after, limit) => this.#store.run(() => page.iterate(ref, after, limit)),
      run: (work) => this.#store.run(work),
      sizeOf: (config) => config.config.length,
      ...options,
    })
  }

  findConfig(id: SnapshotId, config: ConfigId): SnapshotConfig | undefined {
    const { ref } = this.#existing(id)
    return this.#store.run(() =>
      this.#store.db
        .prepare<unknown[], SnapshotConfig>(
          `SELECT ${CONFIG_COLUMNS} FROM snapshot_configs WHERE snapshot = ? AND config_id = ?`,
        )
        .get(ref, config),
    )
  }

  getConfig(id: SnapshotId, config: ConfigId): SnapshotConfig {
    return this.findConfig(id, config) ?? fail('workspace/config-not-found', { snapshot: id, config })
  }

  #writer(id: SnapshotId, ref: number, attempt: number): SnapshotWriter {
    return new SqliteSnapshotWriter(this.#store, { id, ref, attempt, read: () => this.get(id) })
  }

  #row(id: string): Row | undefined {
    return this.#store.db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM snapshots WHERE id = ?`).get(id)
  }

  #existing(id: SnapshotId): Row {
    return this.#store.run(() => this.#row(id)) ?? fail('workspace/snapshot-not-found', { snapshot: id })
  }
}

function toSnapshot({ ref: _, masked, ...row }: Row): Snapshot {
  return { ...row, masked: masked === null ? null : (JSON.parse(masked) as MasksInForce) }
}
