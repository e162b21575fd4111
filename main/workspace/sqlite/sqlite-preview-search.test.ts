import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { AgentName, ConfigId, Version } from '../../../shared/config/ids.ts'
import { configId, hashOf, snapshotConfig, testFolder } from '../../../test/support/workspace.ts'
import type { ResultFilter } from '../../services/ports/preview-search.ts'
import type { PreviewResult, SnapshotConfig } from '../../services/ports/snapshots.ts'
import { openStore } from './open-store.ts'
import { SqlitePreviewSearch } from './sqlite-preview-search.ts'
import { SqlitePreviewStore } from './sqlite-preview-store.ts'
import { SqliteSnapshotStore } from './sqlite-snapshot-store.ts'

const COUNT = 120

/** Of every status, shape and version, so that each filter lets some through and not others. */
function result(number: number): PreviewResult {
  const status = number % 5 === 4 ? 'failed' : number % 7 === 6 ? 'unchanged' : 'migrated'
  return {
    id: configId(number),
    status,
    fromVersion: number % 11 === 0 ? null : number % 3 === 0 ? '1.0.0' : '1.1.0',
    inputHash: hashOf(`in ${number}`),
    outputHash: null,
    shape: status === 'migrated' ? `shape-${number % 3}` : null,
    exact: number % 2 === 0,
    error: status === 'failed' ? { code: 'config/no-version' } : null,
  }
}

/** A finished preview, beside another one over another snapshot that has the same ids. */
async function search(t: TestContext) {
  const store = openStore(await testFolder(t))
  t.after(() => store.close())
  const [snapshots, previews] = [new SqliteSnapshotStore(store), new SqlitePreviewStore(store)]
  const configs = Array.from({ length: COUNT }, (_, n) => snapshotConfig(n))
  const rows = configs.map((_, number) => result(number))
  const fill = (some: readonly SnapshotConfig[], results: readonly PreviewResult[]) => {
    const head = { environment: 'test', agent: 'seo' as AgentName, takenAt: '', masked: null, source: '' }
    const writer = snapshots.begin(head)
    writer.append(some)
    const snapshot = writer.complete().id
    const preview = previews.begin({
      snapshot,
      agent: head.agent,
      to: '2.0.0' as Version,
      bundle: hashOf('bundle'),
    })
    preview.append(results, null)
    return { snapshot, preview: preview.id }
  }
  const { snapshot, preview } = fill(configs, rows)
  fill(configs.slice(0, 50), rows.slice(0, 50))
  return { found: new SqlitePreviewSearch(store), snapshot, preview, configs, rows }
}

const anyFilter: fc.Arbitrary<ResultFilter> = fc.record(
  {
    shapes: fc.subarray(['shape-0', 'shape-1', 'shape-2', 'shape-9']),
    status: fc.constantFrom('migrated', 'unchanged', 'failed'),
    differing: fc.constant(true),
    fromVersion: fc.constantFrom('1.0.0', '1.1.0', '9.9.9'),
    text: fc.constantFrom('', '0000001', '11111111-0000-4000-8000-000000000003', '2', '%', '_', "'", 'zz'),
  },
  { requiredKeys: [] },
)

test('any page of any filter is what going over all configs would give', async (t) => {
  const { found, preview, configs, rows } = await search(t)
  const expected = ({ shapes, status, differing, fromVersion, text = '' }: ResultFilter) =>
    rows.filter((row, at) => {
      const { tenantId, userId } = configs[at] as SnapshotConfig
      return (
        (shapes?.includes(row.shape ?? '') ?? true) &&
        (status === undefined || row.status === status) &&
        (!differing || (row.status === 'migrated' && !row.exact)) &&
        (fromVersion === undefined || row.fromVersion === fromVersion) &&
        [row.id, tenantId, userId].some((id) => id.startsWith(text))
      )
    })
  fc.assert(
    fc.property(anyFilter, fc.integer({ min: 1, max: 30 }), (filter, every) => {
      const wanted = expected(filter).map(({ id }) => id)
      const { total, ends } = found.marks(preview, filter, { every })
      assert.equal(total, wanted.length)
      assert.equal(found.count(preview, filter), wanted.length)
      assert.equal(ends.length, Math.floor(total / every))
      for (let page = 0; page * every < total; page++) {
        const after: ConfigId | undefined = page === 0 ? undefined : ends[page - 1]
        const rows = found.page(preview, filter, { after, limit: every })
        assert.deepEqual(
          rows.map(({ id }) => id),
          wanted.slice(page * every, (page + 1) * every),
        )
      }
    }),
  )
})

test('a row says whose it is, what became of it and why it failed', async (t) => {
  const { found, preview, configs } = await search(t)
  const [first, second] = found.page(preview, {}, { after: configId(2), limit: 2 })
  assert.deepEqual(first, {
    id: configId(3),
    tenantId: configs[3]?.tenantId,
    userId: configs[3]?.userId,
    fromVersion: '1.0.0',
    status: 'migrated',
    shape: 'shape-0',
    exact: false,
    error: null,
  })
  assert.deepEqual([second?.status, second?.error], ['failed', '{"code":"config/no-version"}'])
  assert.deepEqual(found.versions(preview), [
    { version: null, configs: 11 },
    { version: '1.0.0', configs: 36 },
    { version: '1.1.0', configs: 73 },
  ])
})

test('configs of a snapshot are found by the beginning of any of their ids', async (t) => {
  const { found, snapshot, configs } = await search(t)
  const ids = (text: string, after?: ConfigId) =>
    found.owners([snapshot], text, { after, limit: 1000 }).map(({ id }) => id)
  assert.equal(ids('').length, COUNT)
  assert.deepEqual(ids(configs[9]?.userId ?? ''), [configId(9)])
  assert.deepEqual(
    ids(configs[9]?.tenantId ?? '', configId(80)),
    configs
      .filter(({ id, tenantId }) => tenantId === configs[9]?.tenantId && id > configId(80))
      .map(({ id }) => id),
  )
  assert.deepEqual(ids('%'), [])
})
