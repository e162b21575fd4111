// One side of the bench: does its work once for every message, and answers with its peak memory in MB.

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { to } from 'pg-copy-streams'
import { connect } from '../../main/production/connect.ts'
import { PostgresConfigSource } from '../../main/production/copy-configs.ts'
import { pullSnapshot } from '../../main/services/pull-snapshot.ts'
import { openStore } from '../../main/workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import type { AgentName } from '../../shared/config/ids.ts'
import { sha256 } from '../../shared/json/hash.ts'

const [side, url = '', folder = ''] = process.argv.slice(2)
const agent = 'seo' as AgentName

async function pull(): Promise<void> {
  const root = join(folder, 'workspace')
  await rm(root, { recursive: true, force: true })
  await mkdir(root)
  const database = await connect({ environment: 'bench', server: { url }, part: 'bench', readOnly: true })
  const store = openStore(root)
  try {
    const parts = {
      source: new PostgresConfigSource(database),
      snapshots: new SqliteSnapshotStore(store),
      hmac: () => new Uint8Array(32),
      sha256,
    }
    await pullSnapshot(parts, { agent, masks: [] })
  } finally {
    store.close()
    await database.close()
  }
}

async function drain(): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const rows = client.query(
      to(`COPY (SELECT id, tenant_id, user_id, flow_version, xmin, config_json FROM walker_agent_user_configs
                 WHERE agent_type = 'seo' ORDER BY id) TO STDOUT`),
    )
    for await (const _ of rows);
  } finally {
    await client.end()
  }
}

process.on('message', async () => {
  await (side === 'pull' ? pull() : drain())
  process.send?.(Math.round(process.resourceUsage().maxRSS / 1024))
})
