import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Version } from '../../shared/config/ids.ts'
import { seo, snapshotHead } from '../../test/contract/stores.ts'
import { configId, snapshotConfig, testFolder } from '../../test/support/workspace.ts'
import { openStore } from '../workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../workspace/sqlite/sqlite-snapshot-store.ts'
import { sampleConfigs } from './draft-migration-sample.ts'

const version = '1.0.0' as Version
const signal = new AbortController().signal

test('of many configs two thousand of the version are taken, spread over all of them', async (t) => {
  const store = openStore(await testFolder(t))
  t.after(async () => void store.db.close())
  const snapshots = new SqliteSnapshotStore(store)
  const writer = snapshots.begin(snapshotHead())
  const all = Array.from({ length: 11_000 }, (_, at) =>
    snapshotConfig(at, {
      id: configId(at),
      flowVersion: at % 2 === 0 ? '1.0.0' : '1.1.0',
      config: JSON.stringify({ at }),
    }),
  )
  writer.append(all)
  writer.complete()
  const sample = sampleConfigs(snapshots, { agent: seo, version }, { signal })
  assert.equal(sample?.configs, 5500)
  assert.ok(sample.taken.length > 1300 && sample.taken.length <= 2000, `${sample.taken.length}`)
  const places = sample.taken.map(({ at }) => Number(at))
  assert.ok(places.every((at) => at % 2 === 0))
  const gaps = places.slice(1).map((at, index) => at - (places[index] ?? 0))
  assert.ok(Math.max(...gaps) <= 10 && Math.min(...gaps) > 0, `gaps up to ${Math.max(...gaps)}`)
  assert.ok((places.at(-1) ?? 0) > 10_980)
})

test('a few are taken all, but for those that cannot be read', async (t) => {
  const store = openStore(await testFolder(t))
  t.after(async () => void store.db.close())
  const snapshots = new SqliteSnapshotStore(store)
  assert.equal(sampleConfigs(snapshots, { agent: seo, version }, { signal }), undefined)
  const writer = snapshots.begin(snapshotHead())
  writer.append(
    ['{"a":1}', '[1]', '"text"', '{"a":2}'].map((config, at) =>
      snapshotConfig(at, { id: configId(at), config }),
    ),
  )
  assert.equal(sampleConfigs(snapshots, { agent: seo, version }, { signal }), undefined, 'not complete')
  writer.complete()
  const sample = sampleConfigs(snapshots, { agent: seo, version }, { signal })
  assert.deepEqual([sample?.configs, sample?.taken], [4, [{ a: 1 }, { a: 2 }]])
})
