// Every implementation of the stores of snapshots and previews. A new one gets a line here.

import type { PreviewStore, SnapshotHead, SnapshotStore } from '../../main/services/ports/snapshots.ts'
import { openStore } from '../../main/workspace/sqlite/open-store.ts'
import { SqlitePreviewStore } from '../../main/workspace/sqlite/sqlite-preview-store.ts'
import { SqliteSnapshotStore } from '../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import type { AgentName } from '../../shared/config/ids.ts'
import { testFolder } from '../support/workspace.ts'

type Test = { after(act: () => Promise<void>): void }

export type Stores = { readonly snapshots: SnapshotStore; readonly previews: PreviewStore }

export const implementations: Readonly<Record<string, (test: Test) => Promise<Stores>>> = {
  SQLite: async (test) => {
    const store = openStore(await testFolder(test))
    test.after(async () => void store.db.close())
    return { snapshots: new SqliteSnapshotStore(store), previews: new SqlitePreviewStore(store) }
  },
}

export const seo = 'seo' as AgentName

export const snapshotHead = (change: Partial<SnapshotHead> = {}): SnapshotHead => ({
  environment: 'test',
  agent: seo,
  takenAt: '2026-11-21T09:30:15.000Z',
  masked: null,
  source: 'somewhere',
  ...change,
})
