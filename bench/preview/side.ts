// One side of `preview.100k`, in a process of its own: works once for every message, and tells how much memory it took.
import { SesSandbox } from '../../main/sandbox/sandbox.ts'
import type { SnapshotId } from '../../main/services/ports/snapshots.ts'
import { previewBundle } from '../../main/services/preview.ts'
import { runningSha256 } from '../../main/workspace/running-sha256.ts'
import { openStore } from '../../main/workspace/sqlite/open-store.ts'
import { SqlitePreviewStore } from '../../main/workspace/sqlite/sqlite-preview-store.ts'
import { SqliteSnapshotStore } from '../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import type { Version } from '../../shared/config/ids.ts'
import { PeakMemory } from '../support/peak-memory.ts'
import { starterBundle } from '../support/stage.ts'

const [, , side, folder = '', snapshotText = '', to = ''] = process.argv
const snapshot = snapshotText as SnapshotId
const store = openStore(folder)
const snapshots = new SqliteSnapshotStore(store)
const sandbox = new SesSandbox()
const memory = new PeakMemory()

// Once: what reads modules is a process that is gone by the time that a preview is under way.
const bundle = side === 'preview' ? await starterBundle(sandbox, to as Version) : undefined

async function preview(): Promise<void> {
  if (!bundle) return
  const parts = { snapshots, previews: new SqlitePreviewStore(store), sandbox, runningSha256 }
  const done = await previewBundle(parts, bundle, { snapshot, signal: new AbortController().signal })
  if (done.finished?.counts.migrated !== done.finished?.counts.configs)
    throw new Error('not every config was migrated')
}

async function parseAndStringify(): Promise<void> {
  let characters = 0
  for (const batch of snapshots.configs(snapshot)) {
    for (const { config } of batch) characters += JSON.stringify(JSON.parse(config)).length
  }
  if (characters === 0) throw new Error('nothing was read')
}

process.on('message', () => {
  memory.during(side === 'preview' ? preview : parseAndStringify).then(() => process.send?.(memory.peakMb))
})
process.on('disconnect', () => {
  sandbox.close().then(() => store.close())
})
