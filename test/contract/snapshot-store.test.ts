import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SnapshotConfig, SnapshotId, SnapshotStore } from '../../main/services/ports/snapshots.ts'
import type { AgentName } from '../../shared/config/ids.ts'
import { type ErrorCode, isCrosswalkError } from '../../shared/errors/index.ts'
import { configId, hashOf, snapshotConfig } from '../support/workspace.ts'
import { implementations, seo, snapshotHead } from './stores.ts'

const is = (code: ErrorCode) => (error: unknown) => isCrosswalkError(error, code)

const configs = (from: number, count: number): SnapshotConfig[] =>
  Array.from({ length: count }, (_, n) => snapshotConfig(from + n))

const bytesOf = (rows: readonly SnapshotConfig[]): number =>
  rows.reduce((sum, { config }) => sum + Buffer.byteLength(config), 0)

const all = (store: SnapshotStore, id: SnapshotId, batchSize?: number): SnapshotConfig[] =>
  [...store.configs(id, { batchSize })].flat()

for (const [name, open] of Object.entries(implementations)) {
  test(`${name}: a finished snapshot gives back what was put in, in id order, and its sums`, async (t) => {
    const { snapshots } = await open(t)
    const head = snapshotHead({ masked: { paths: ['/a'], key: 'k' } })
    const writer = snapshots.begin(head)
    const rows = configs(0, 25).map((row) => ({ ...row, sourceHash: hashOf(row.config) }))
    assert.equal(writer.last, undefined)
    writer.append(rows.slice(0, 10))
    assert.equal(snapshots.get(writer.id).state, 'pulling')
    writer.append(rows.slice(10))
    assert.equal(writer.bytes, bytesOf(rows))
    const done = writer.complete()
    assert.deepEqual(done, { ...head, id: writer.id, state: 'complete', configs: 25, bytes: bytesOf(rows) })
    assert.deepEqual(snapshots.get(writer.id), done)
    for (const size of [1, 7, 25, 100]) assert.deepEqual(all(snapshots, writer.id, size), rows)
    assert.deepEqual([...snapshots.configs(writer.id, { after: configId(20) })].flat(), rows.slice(21))
  })

  test(`${name}: any text comes out as it went in`, async (t) => {
    const { snapshots } = await open(t)
    let next = 0
    const writer = snapshots.begin(snapshotHead())
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const row = snapshotConfig(next++, { config: JSON.stringify(text), flowVersion: text })
        writer.append([row])
        assert.deepEqual(snapshots.getConfig(writer.id, row.id), row)
      }),
    )
  })

  test(`${name}: a batch ends early where its configs are large`, async (t) => {
    const { snapshots } = await open(t)
    const writer = snapshots.begin(snapshotHead())
    const large = configs(0, 30).map((row) => ({ ...row, config: JSON.stringify('x'.repeat(1_000_000)) }))
    for (const row of large) writer.append([row])
    const sizes = [...snapshots.configs(writer.id)].map((batch) => batch.length)
    assert.ok(Math.max(...sizes) < 15, String(sizes))
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      30,
    )
  })

  test(`${name}: a batch goes in whole or not at all`, async (t) => {
    const { snapshots } = await open(t)
    const writer = snapshots.begin(snapshotHead())
    writer.append(configs(0, 5))
    assert.throws(() => writer.append([...configs(5, 5), snapshotConfig(3)]))
    assert.deepEqual(all(snapshots, writer.id), configs(0, 5))
    assert.equal(snapshots.get(writer.id).configs, 5)
    assert.equal(writer.bytes, bytesOf(configs(0, 5)))
    writer.append(configs(5, 5))
    assert.equal(writer.complete().configs, 10)
  })

  test(`${name}: one may read a snapshot while another is written`, async (t) => {
    const { snapshots } = await open(t)
    const first = snapshots.begin(snapshotHead())
    first.append(configs(0, 100))
    first.complete()
    const second = snapshots.begin(snapshotHead())
    let read = 0
    for (const batch of snapshots.configs(first.id, { batchSize: 10 })) {
      second.append(batch)
      read += batch.length
    }
    assert.equal(read, 100)
    assert.deepEqual(all(snapshots, second.id), all(snapshots, first.id))
  })

  test(`${name}: a cancelled snapshot is resumed under a new head, and can change what it has`, async (t) => {
    const { snapshots } = await open(t)
    const first = snapshots.begin(snapshotHead())
    first.append(configs(0, 10))
    first.cancel()
    assert.equal(snapshots.get(first.id).state, 'cancelled')
    assert.throws(() => first.append(configs(10, 1)), is('workspace/taken-over'))

    const head = snapshotHead({
      takenAt: '2026-11-21T10:00:00.000Z',
      source: 'later',
      masked: { paths: [''], key: 'x' },
    })
    const second = snapshots.resume(first.id, head)
    assert.equal(second.id, first.id)
    assert.equal(second.last, configId(9))
    assert.equal(second.bytes, bytesOf(configs(0, 10)))
    const versions = [...second.versions(undefined, 4), ...second.versions(configId(3), 100)]
    assert.deepEqual(
      versions,
      configs(0, 10).map(({ id, rowVersion }) => ({ id, rowVersion })),
    )
    second.remove([configId(2), configId(5), configId(77)])
    const changed = snapshotConfig(5, { config: '{"changed": true}', rowVersion: '9' })
    second.append([changed])
    second.append([snapshotConfig(20)])
    const expected = [...configs(0, 2), ...configs(3, 2), changed, ...configs(6, 4), snapshotConfig(20)]
    assert.deepEqual(second.complete(), {
      ...head,
      id: first.id,
      state: 'complete',
      configs: 10,
      bytes: bytesOf(expected),
    })
    assert.deepEqual(all(snapshots, first.id), expected)
  })

  test(`${name}: a resumed snapshot can begin from nothing`, async (t) => {
    const { snapshots } = await open(t)
    const other = snapshots.begin(snapshotHead())
    other.append(configs(0, 3))
    const first = snapshots.begin(snapshotHead())
    first.append(configs(0, 10))
    const second = snapshots.resume(first.id, snapshotHead())
    second.clear()
    assert.equal(second.bytes, 0)
    assert.deepEqual(all(snapshots, first.id), [])
    assert.equal(second.complete().configs, 0)
    assert.equal(all(snapshots, other.id).length, 3)
  })

  test(`${name}: of two that work on one snapshot, only the later one may write`, async (t) => {
    const { snapshots } = await open(t)
    const first = snapshots.begin(snapshotHead())
    first.append(configs(0, 2))
    const second = snapshots.resume(first.id, snapshotHead())
    for (const write of [
      () => first.append(configs(2, 1)),
      () => first.remove([configId(0)]),
      () => first.clear(),
      () => first.complete(),
    ]) {
      assert.throws(write, is('workspace/taken-over'))
    }
    first.cancel()
    assert.equal(snapshots.get(first.id).state, 'pulling')
    second.append(configs(2, 1))
    assert.equal(second.complete().configs, 3)
  })

  test(`${name}: a complete snapshot never changes`, async (t) => {
    const { snapshots } = await open(t)
    const writer = snapshots.begin(snapshotHead())
    const done = writer.complete()
    assert.throws(() => writer.append(configs(0, 1)), is('workspace/taken-over'))
    writer.cancel()
    assert.throws(() => snapshots.resume(done.id, snapshotHead()), is('workspace/snapshot-complete'))
    assert.deepEqual(snapshots.get(done.id), done)
  })

  test(`${name}: a snapshot is resumed only for the agent and the environment that it is of`, async (t) => {
    const { snapshots } = await open(t)
    const { id } = snapshots.begin(snapshotHead())
    for (const change of [{ environment: 'live' }, { agent: 'content' as AgentName }]) {
      assert.throws(() => snapshots.resume(id, snapshotHead(change)), is('workspace/snapshot-other'))
    }
    assert.throws(
      () => snapshots.resume('s-none' as SnapshotId, snapshotHead()),
      is('workspace/snapshot-not-found'),
    )
  })

  test(`${name}: snapshots are listed newest first, and by environment, agent and state`, async (t) => {
    const { snapshots } = await open(t)
    assert.deepEqual(snapshots.list(), [])
    const one = snapshots.begin(snapshotHead())
    const two = snapshots.begin(snapshotHead({ environment: 'live' }))
    const three = snapshots.begin(snapshotHead({ agent: 'content' as AgentName }))
    two.complete()
    three.cancel()
    const ids = (filter?: Parameters<SnapshotStore['list']>[0]) => snapshots.list(filter).map(({ id }) => id)
    assert.deepEqual(ids(), [three.id, two.id, one.id])
    assert.deepEqual(ids({ environment: 'live' }), [two.id])
    assert.deepEqual(ids({ agent: seo }), [two.id, one.id])
    assert.deepEqual(ids({ agent: seo, state: 'complete' }), [two.id])
    assert.deepEqual(ids({ state: 'cancelled', environment: 'live' }), [])
  })

  test(`${name}: what is not there is not found`, async (t) => {
    const { snapshots } = await open(t)
    const { id } = snapshots.begin(snapshotHead())
    assert.equal(snapshots.find('s-none'), undefined)
    assert.throws(() => snapshots.get('s-none'), is('workspace/snapshot-not-found'))
    assert.throws(() => all(snapshots, 's-none' as SnapshotId), is('workspace/snapshot-not-found'))
    assert.equal(snapshots.findConfig(id, configId(1)), undefined)
    assert.throws(() => snapshots.getConfig(id, configId(1)), is('workspace/config-not-found'))
  })

  test(`${name}: ids are short, different, and sort by time`, async (t) => {
    const { snapshots } = await open(t)
    const ids = Array.from({ length: 50 }, () => snapshots.begin(snapshotHead()).id)
    assert.equal(new Set(ids).size, 50)
    for (const id of ids) assert.match(id, /^s-\d{8}-\d{6}-[0-9a-f]{4}$/)
    const seconds = ids.map((id) => id.slice(0, 17))
    assert.deepEqual(seconds, [...seconds].sort())
  })
}
