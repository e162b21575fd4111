import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SnapshotId } from '../../../main/services/ports/snapshots.ts'
import { openStore, type Store } from '../../../main/workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import { type TestDatabase, testDatabase } from '../../support/postgres.ts'
import { configId, snapshotConfig, testFolder } from '../../support/workspace.ts'
import { start } from './processes.ts'

type Test = { after(act: () => void): void }

function open(t: Test, root: string): { store: Store; snapshots: SqliteSnapshotStore } {
  const store = openStore(root)
  t.after(() => store.db.close())
  return { store, snapshots: new SqliteSnapshotStore(store) }
}

const KILLS = 6
const CONFIGS = 20_000

/** Many configs of one user, which takes far less time than a user for each. */
async function fill(database: TestDatabase): Promise<void> {
  await database.query(`
    INSERT INTO tenants (id) VALUES ('${configId(0)}'); INSERT INTO users (id) VALUES ('${configId(0)}');
    ALTER TABLE walker_agent_user_configs DROP CONSTRAINT walker_agent_user_configs_tenant_id_user_id_agent_type_key;
    DROP INDEX idx_user_configs_config_json;
    INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
    SELECT '${configId(0)}', '${configId(0)}', 'seo', 'flow', '1.0.0',
           jsonb_build_object('version', '1.0.0', 'n', n, 'text', repeat('x', 600))
      FROM generate_series(1, ${CONFIGS}) n`)
}

test('a pull killed again and again, with edits between, ends in a snapshot of the last moment', async (t) => {
  const database = await testDatabase(t)
  await fill(database)
  const root = await testFolder(t)
  const { store, snapshots } = open(t, root)
  const kept: number[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const resume = snapshots.list()[0]?.id
    const process = start(t, ['pull', root, database.url, ...(resume ? [resume] : [])])
    // Anywhere between the first and the last batch, and not only where it has just said something.
    await process.said(1 + (kill % 3))
    await sleep(kill * 7)
    process.kill()
    await process.ended
    const [snapshot] = snapshots.list()
    assert.ok(snapshot, JSON.stringify(process.lines))
    // It was faster than we were.
    if (snapshot.state === 'complete') break
    const stored = store.db.prepare('SELECT count(*) FROM snapshot_configs').pluck().get()
    assert.equal(stored, snapshot.configs)
    kept.push(snapshot.configs)
    await database.query(`
      UPDATE walker_agent_user_configs SET config_json = config_json || '{"edit": ${kill}}' WHERE (config_json->>'n')::int % 50 = ${kill};
      DELETE FROM walker_agent_user_configs WHERE (config_json->>'n')::int % 1000 = ${kill + 10}`)
  }
  assert.ok(kept.length >= 2 && Math.max(...kept) > 0, JSON.stringify(kept))
  assert.equal(snapshots.list().length, 1)
  if (snapshots.list({ state: 'complete' }).length === 0) {
    const last = start(t, ['pull', root, database.url, snapshots.list()[0]?.id ?? ''])
    assert.equal(await last.ended, 0)
  }
  const [snapshot] = snapshots.list({ state: 'complete' })
  assert.ok(snapshot)
  const rows = await database.query<{ id: string; config: string }>(
    'SELECT id, config_json::text AS config FROM walker_agent_user_configs ORDER BY id',
  )
  const stored = [...snapshots.configs(snapshot.id)].flat().map(({ id, config }) => ({ id, config }))
  assert.deepEqual(stored, rows)
  assert.equal(snapshot.configs, rows.length)
})

test('a process killed while it appends leaves whole batches, and sums that fit', async (t) => {
  const root = await testFolder(t)
  const { store, snapshots } = open(t, root)
  for (let kill = 1; kill <= KILLS; kill++) {
    const process = start(t, ['append', root, '0', '100000'])
    await process.said(kill * 4)
    await sleep(kill * 3)
    process.kill()
    await process.ended
    const snapshot = snapshots.get(process.lines[0] ?? '')
    const stored = [...snapshots.configs(snapshot.id)].flat()
    const batches = stored.length / 200
    assert.ok(Number.isInteger(batches) && batches >= process.lines.length - 1, `${stored.length}`)
    assert.deepEqual(
      stored,
      stored.map((_, n) => snapshotConfig(n)),
    )
    assert.equal(snapshot.configs, stored.length)
    assert.equal(
      snapshot.bytes,
      stored.reduce((sum, { config }) => sum + Buffer.byteLength(config), 0),
    )
  }
  assert.equal(store.db.pragma('integrity_check', { simple: true }), 'ok')
})

test('processes that write at once wait for each other, and nothing gets lost or mixed', async (t) => {
  const root = await testFolder(t)
  const processes = [0, 1, 2].map((n) => start(t, ['append', root, String(n * 100_000), '25']))
  for (const process of processes) assert.equal(await process.ended, 0)
  const { snapshots } = open(t, root)
  for (const [n, process] of processes.entries()) {
    const snapshot = snapshots.get(process.lines[0] ?? '')
    assert.equal(snapshot.state, 'complete')
    assert.deepEqual(
      [...snapshots.configs(snapshot.id)].flat(),
      Array.from({ length: 5000 }, (_, k) => snapshotConfig(n * 100_000 + k)),
    )
  }
})

test('of two processes that go on with one snapshot, the earlier one stops', async (t) => {
  const database = await testDatabase(t)
  await fill(database)
  const root = await testFolder(t)
  const { snapshots } = open(t, root)
  const first = start(t, ['pull', root, database.url])
  await first.said(2)
  const id = snapshots.list()[0]?.id as SnapshotId
  const second = start(t, ['pull', root, database.url, id])
  await Promise.all([first.ended, second.ended])
  const ends = [first.lines.at(-1), second.lines.at(-1)]
  // Where the first was faster, the second is told that there is nothing left to do.
  assert.ok(
    (ends[0] === 'error workspace/taken-over' && ends[1] === `done ${id}`) ||
      (ends[0] === `done ${id}` && ends[1] === 'error workspace/snapshot-complete'),
    JSON.stringify(ends),
  )
  const snapshot = snapshots.get(id)
  assert.deepEqual([snapshot.state, snapshot.configs], ['complete', CONFIGS])
  assert.equal([...snapshots.configs(id)].flat().length, CONFIGS)
})
