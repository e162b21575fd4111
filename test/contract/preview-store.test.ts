import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  PreviewHead,
  PreviewId,
  PreviewResult,
  PreviewStore,
  PreviewSummary,
  SnapshotId,
  SnapshotStore,
} from '../../main/services/ports/snapshots.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { type ErrorCode, isCrosswalkError } from '../../shared/errors/index.ts'
import { rawNumber } from '../../shared/json/value.ts'
import { configId, hashOf, snapshotConfig } from '../support/workspace.ts'
import { implementations, seo, snapshotHead } from './stores.ts'

const is = (code: ErrorCode) => (error: unknown) => isCrosswalkError(error, code)

function snapshotOf(snapshots: SnapshotStore, count: number): SnapshotId {
  const writer = snapshots.begin(snapshotHead({ masked: { paths: ['/x'], key: 'k' } }))
  writer.append(Array.from({ length: count }, (_, n) => snapshotConfig(n)))
  return writer.complete().id
}

const headOf = (snapshot: SnapshotId, change: Partial<PreviewHead> = {}): PreviewHead => ({
  snapshot,
  agent: seo,
  to: '2.0.0' as Version,
  bundle: hashOf('bundle'),
  ...change,
})

/** The result of a config by its number: every fifth fails, every seventh is unchanged. */
function result(number: number): PreviewResult {
  const status = number % 5 === 4 ? 'failed' : number % 7 === 6 ? 'unchanged' : 'migrated'
  return {
    id: configId(number),
    status,
    fromVersion: '1.0.0',
    inputHash: number % 10 === 4 ? null : hashOf(`in ${number}`),
    outputHash: status === 'failed' ? null : hashOf(`out ${number}`),
    shape: status === 'migrated' ? `shape-${number % 3}` : null,
    exact: number % 2 === 0,
    error: status === 'failed' ? { code: 'config/no-version', n: rawNumber('1.50') } : null,
  }
}

const results = (from: number, count: number): PreviewResult[] =>
  Array.from({ length: count }, (_, n) => result(from + n))

const summary: PreviewSummary = {
  digest: hashOf('digest'),
  counts: { configs: 20, migrated: 14, unchanged: 2, failed: 4, exact: 10, differing: 10 },
  shapes: [
    {
      id: 'shape-1',
      configs: 9,
      summary: 'renames a key',
      operations: [{ op: 'rename', path: '/a', value: rawNumber('12345678901234567890') }],
      example: configId(1),
      details: { spread: [1, 2, null] },
    },
    { id: 'shape-0', configs: 5, summary: 'nothing', operations: [], example: configId(0), details: null },
  ],
  losses: [
    { path: '/b', class: 'dropped-silently', step: null, configs: 2, shapes: ['shape-1', 'shape-0'] },
    { path: '/a', class: 'dropped', step: '0/2', configs: 1, shapes: [] },
  ],
  findings: [
    { code: 'CW201', severity: 'blocking', place: '/b', message: 'is lost', remedy: 'keep it', configs: 2 },
    { code: 'CW201', severity: 'blocking', place: '/b', message: 'is lost', remedy: 'keep it', configs: 2 },
  ],
}

const all = (store: PreviewStore, id: PreviewId, batchSize?: number): PreviewResult[] =>
  [...store.results(id, { batchSize })].flat()

for (const [name, open] of Object.entries(implementations)) {
  test(`${name}: a finished preview gives back what was put in, in order`, async (t) => {
    const { snapshots, previews } = await open(t)
    const head = headOf(snapshotOf(snapshots, 20))
    const writer = previews.begin(head)
    assert.equal(writer.frontier, undefined)
    assert.equal(writer.checkpoint, null)
    writer.append(results(0, 12), { sums: [1] })
    assert.deepEqual(previews.shapes(writer.id), [])
    const running = previews.get(writer.id)
    assert.equal(running.state, 'running')
    assert.equal(running.done, 12)
    assert.equal(running.finished, null)
    writer.append(results(12, 8), { sums: [2] })
    const done = writer.finish(summary)
    const { digest, counts } = summary
    assert.deepEqual(done, {
      ...head,
      id: writer.id,
      state: 'complete',
      createdAt: done.createdAt,
      done: 20,
      masked: { paths: ['/x'], key: 'k' },
      finished: { at: done.finished?.at, digest, counts },
    })
    assert.ok(!Number.isNaN(Date.parse(done.createdAt)))
    assert.deepEqual(previews.get(writer.id), done)
    assert.deepEqual(previews.shapes(writer.id), summary.shapes)
    assert.deepEqual(previews.losses(writer.id), summary.losses)
    assert.deepEqual(previews.findings(writer.id), summary.findings)
    for (const size of [1, 3, 20, 100]) assert.deepEqual(all(previews, writer.id, size), results(0, 20))
    assert.deepEqual([...previews.results(writer.id, { after: configId(15) })].flat(), results(16, 4))
  })

  test(`${name}: a preview that was cut off goes on from its frontier with its sums`, async (t) => {
    const { snapshots, previews } = await open(t)
    const { id, ...writer } = previews.begin(headOf(snapshotOf(snapshots, 20)))
    assert.ok(writer)
    const first = previews.resume(id)
    first.append(results(0, 8), { sums: [8, rawNumber('1.10')] })
    first.cancel()
    assert.equal(previews.get(id).state, 'cancelled')
    assert.throws(() => first.append(results(8, 1), null), is('workspace/taken-over'))
    const second = previews.resume(id)
    assert.equal(second.frontier, configId(7))
    assert.deepEqual(second.checkpoint, { sums: [8, rawNumber('1.10')] })
    second.append(results(8, 12), null)
    second.finish(summary)
    assert.deepEqual(all(previews, id), results(0, 20))
  })

  test(`${name}: results and sums go in together or not at all`, async (t) => {
    const { snapshots, previews } = await open(t)
    const writer = previews.begin(headOf(snapshotOf(snapshots, 20)))
    writer.append(results(0, 5), { done: 5 })
    assert.throws(() => writer.append([...results(5, 3), result(6)], { done: 9 }))
    const resumed = previews.resume(writer.id)
    assert.equal(resumed.frontier, configId(4))
    assert.deepEqual(resumed.checkpoint, { done: 5 })
    assert.deepEqual(all(previews, writer.id), results(0, 5))
  })

  test(`${name}: what was written ahead counts with the next sums, and is dropped where none came`, async (t) => {
    const { snapshots, previews } = await open(t)
    const first = previews.begin(headOf(snapshotOf(snapshots, 20)))
    first.writeAhead(results(0, 4))
    first.writeAhead(results(4, 2))
    assert.equal(previews.get(first.id).done, 0)
    first.append(results(6, 1), { done: 7 })
    assert.equal(previews.get(first.id).done, 7)
    first.writeAhead(results(7, 5))
    assert.throws(() => first.writeAhead(results(11, 2)), /frontier/)
    const second = previews.resume(first.id)
    assert.deepEqual([second.frontier, second.checkpoint], [configId(6), { done: 7 }])
    assert.deepEqual(all(previews, first.id), results(0, 7))
    assert.throws(() => first.writeAhead(results(12, 1)), is('workspace/taken-over'))
    second.writeAhead(results(7, 13))
    assert.throws(() => second.finish(summary), /lacks 13/)
    second.append([], { done: 20 })
    second.finish(summary)
    assert.deepEqual(all(previews, first.id), results(0, 20))
  })

  test(`${name}: nothing is put in twice or behind the frontier, and nothing may be missing at the end`, async (t) => {
    const { snapshots, previews } = await open(t)
    const writer = previews.begin(headOf(snapshotOf(snapshots, 20)))
    writer.append(results(0, 10), null)
    assert.throws(() => writer.append(results(9, 2), null), /frontier/)
    assert.throws(() => writer.finish(summary), /lacks 10/)
    writer.append([], { still: 'ten' })
    assert.equal(previews.resume(writer.id).frontier, configId(9))
  })

  test(`${name}: of two that work on one preview, only the later one may write`, async (t) => {
    const { snapshots, previews } = await open(t)
    const first = previews.begin(headOf(snapshotOf(snapshots, 3)))
    const second = previews.resume(first.id)
    assert.throws(() => first.append(results(0, 1), null), is('workspace/taken-over'))
    assert.throws(() => first.finish(summary), is('workspace/taken-over'))
    first.cancel()
    assert.equal(previews.get(first.id).state, 'running')
    second.append(results(0, 3), null)
    second.finish(summary)
    assert.throws(() => previews.resume(first.id), is('workspace/preview-complete'))
    second.cancel()
    assert.equal(previews.get(first.id).state, 'complete')
  })

  test(`${name}: results are found by shape and by status, page by page`, async (t) => {
    const { snapshots, previews } = await open(t)
    const writer = previews.begin(headOf(snapshotOf(snapshots, 60)))
    writer.append(results(0, 60), null)
    const expected = (keep: (one: PreviewResult) => boolean) => results(0, 60).filter(keep)
    for (const [filter, keep] of [
      [{}, () => true],
      [{ shapes: ['shape-1'] }, (one: PreviewResult) => one.shape === 'shape-1'],
      [{ shapes: ['shape-0', 'shape-2'] }, (one: PreviewResult) => /-[02]$/.test(one.shape ?? '')],
      [{ shapes: [] }, () => false],
      [{ status: 'failed' }, (one: PreviewResult) => one.status === 'failed'],
      [{ shapes: ['shape-2'], status: 'migrated' }, (one: PreviewResult) => one.shape === 'shape-2'],
      [{ shapes: ['shape-2'], status: 'failed' }, () => false],
    ] as const) {
      const found: PreviewResult[] = []
      for (;;) {
        const page = previews.findResults(writer.id, filter, { after: found.at(-1)?.id, limit: 4 })
        if (page.length === 0) break
        assert.ok(page.length <= 4)
        found.push(...page)
      }
      assert.deepEqual(found, expected(keep))
    }
    assert.deepEqual(previews.findResult(writer.id, configId(4)), result(4))
    assert.equal(previews.findResult(writer.id, configId(99)), undefined)
  })

  test(`${name}: a preview is only of a complete snapshot of its agent`, async (t) => {
    const { snapshots, previews } = await open(t)
    const snapshot = snapshotOf(snapshots, 1)
    const pulling = snapshots.begin(snapshotHead())
    assert.throws(() => previews.begin(headOf(pulling.id)), is('workspace/snapshot-incomplete'))
    pulling.cancel()
    assert.throws(() => previews.begin(headOf(pulling.id)), is('workspace/snapshot-incomplete'))
    const other = headOf(snapshot, { agent: 'content' as AgentName })
    assert.throws(() => previews.begin(other), is('workspace/snapshot-other'))
    assert.throws(() => previews.begin(headOf('s-none' as SnapshotId)), is('workspace/snapshot-not-found'))
    assert.deepEqual(previews.list(), [])
  })

  test(`${name}: previews are listed newest first, and by what they are of`, async (t) => {
    const { snapshots, previews } = await open(t)
    const [one, two] = [snapshotOf(snapshots, 0), snapshotOf(snapshots, 0)]
    const a = previews.begin(headOf(one))
    const b = previews.begin(headOf(two))
    const c = previews.begin(headOf(two, { to: '1.1.0' as Version, bundle: hashOf('other') }))
    b.finish({ ...summary, shapes: [], losses: [], findings: [] })
    c.cancel()
    const ids = (filter?: Parameters<PreviewStore['list']>[0]) => previews.list(filter).map(({ id }) => id)
    assert.deepEqual(ids(), [c.id, b.id, a.id])
    assert.deepEqual(ids({ snapshot: two }), [c.id, b.id])
    assert.deepEqual(ids({ to: '2.0.0' as Version }), [b.id, a.id])
    assert.deepEqual(ids({ bundle: hashOf('other') }), [c.id])
    assert.deepEqual(ids({ agent: seo, state: 'complete' }), [b.id])
    assert.deepEqual(ids({ snapshot: one, state: 'complete' }), [])
    assert.match(a.id, /^p-\d{8}-\d{6}-[0-9a-f]{4}$/)
  })

  test(`${name}: a preview that is not there is not found`, async (t) => {
    const { previews } = await open(t)
    const none = 'p-none' as PreviewId
    assert.equal(previews.find(none), undefined)
    for (const ask of [
      () => previews.get(none),
      () => previews.resume(none),
      () => previews.shapes(none),
      () => previews.losses(none),
      () => previews.findings(none),
      () => all(previews, none),
      () => previews.findResults(none, {}, { limit: 1 }),
      () => previews.findResult(none, configId(1)),
    ]) {
      assert.throws(ask, is('workspace/preview-not-found'))
    }
  })
}
