// What tests of faults run in a process of its own, to kill it or to starve it. Says a line for each step.
//
//   pull ROOT URL [SNAPSHOT]     pulls the agent seo, or goes on with a snapshot
//   append ROOT FROM COUNT       puts batches of 200 configs into a snapshot of its own
//   write ROOT                   writes larger and larger files into the workspace

import { connect } from '../../../main/production/connect.ts'
import { PostgresConfigSource } from '../../../main/production/copy-configs.ts'
import type { SnapshotId } from '../../../main/services/ports/snapshots.ts'
import { pullSnapshot } from '../../../main/services/pull-snapshot.ts'
import { FolderWorkspaceFiles } from '../../../main/workspace/files/folder-workspace-files.ts'
import { openStore } from '../../../main/workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import type { AgentName, Version } from '../../../shared/config/ids.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { hashOf, snapshotConfig } from '../../support/workspace.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const seo = 'seo' as AgentName
const head = { environment: 'test', agent: seo, takenAt: 'now', masked: null, source: '{}' }

async function pull(root: string, url: string, resume?: string): Promise<void> {
  const database = await connect({ environment: 'test', server: { url }, part: 'fault', readOnly: true })
  const store = openStore(root)
  try {
    const parts = {
      source: new PostgresConfigSource(database),
      snapshots: new SqliteSnapshotStore(store),
      hmac: () => new Uint8Array(32),
      sha256: hashOf,
    }
    const request = { agent: seo, masks: [], resume: resume as SnapshotId | undefined }
    const done = await pullSnapshot(parts, request, { progress: (event) => say(`${event.done}`) })
    say(`done ${done.id}`)
  } finally {
    store.close()
    await database.close()
  }
}

async function append(root: string, from: string, count: string): Promise<void> {
  const store = openStore(root)
  const writer = new SqliteSnapshotStore(store).begin(head)
  say(writer.id)
  for (let batch = 0; batch < Number(count); batch++) {
    const first = Number(from) + batch * 200
    writer.append(Array.from({ length: 200 }, (_, n) => snapshotConfig(first + n)))
    say(`${batch + 1}`)
  }
  writer.complete()
  store.close()
}

async function write(root: string): Promise<void> {
  const files = new FolderWorkspaceFiles(root)
  const file = { kind: 'defaults', agent: seo, version: '1.0.0' as Version } as const
  let etag = await files.write(file, { size: 0 }, 'absent')
  for (let size = 1; size <= 40; size++) {
    etag = await files.write(file, { size, text: 'x'.repeat(size * 500_000) }, etag)
    say(`${size}`)
  }
}

const [what = '', ...values] = process.argv.slice(2)
const works: Readonly<Record<string, (...values: string[]) => Promise<void>>> = { pull, append, write }
try {
  await works[what]?.(...values)
} catch (error) {
  if (!isCrosswalkError(error)) throw error
  say(`error ${error.code}`)
}
