import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createRouterClient, ORPCError } from '@orpc/server'
import type { LiveMeasure } from '../../../shared/api/authoring.ts'
import type { AgentName, ConfigId, TenantId, UserId } from '../../../shared/config/ids.ts'
import { generateTenants } from '../../../shared/config/sample/index.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { testFolder } from '../../../test/support/workspace.ts'
import { openStore } from '../../workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../../workspace/sqlite/sqlite-snapshot-store.ts'
import { writeStarter } from '../../workspace/starter/write-starter.ts'
import { Desk } from '../desk.ts'
import { router } from '../router.ts'

const EDGE = { agent: 'seo', from: '1.0.0', to: '1.1.0' }
const FILE = 'migrations/seo/1.0.0__1.1.0.ts'

/** A starter workspace with a snapshot of so many tenants, and a desk on it. */
async function desk(t: TestContext, { tenants = 0, large = 0 } = {}) {
  const bugs: unknown[] = []
  const dir = await writeStarter(join(await testFolder(t), 'workspace'))
  if (tenants > 0) fill(dir, tenants, large)
  const made = new Desk({ workspaceDir: dir, version: '0', who: 'ann', logBug: (error) => bugs.push(error) })
  t.after(async () => {
    await made.close()
    assert.deepEqual(bugs, [])
  })
  const client = createRouterClient(router, { context: { desk: made, visitor: { who: 'ann' } } })
  return { dir, client, source: await readFile(join(dir, FILE), 'utf8') }
}

function fill(dir: string, tenants: number, large: number): void {
  const store = openStore(dir)
  const writer = new SqliteSnapshotStore(store).begin({
    environment: 'production',
    agent: 'seo' as AgentName,
    takenAt: '2026-11-20T10:00:00.000Z',
    masked: null,
    source: 'a test',
  })
  const versions = { '1.0.0': 3, '1.1.0': 1 }
  const rows = [...generateTenants({ seed: 3, tenants, agent: 'seo', versions })].map((one, index) => ({
    id: one.configId as ConfigId,
    tenantId: one.tenantId as TenantId,
    userId: one.userId as UserId,
    flowVersion: one.flowVersion,
    config: writeJson(
      index === 0 && large > 0 ? { ...one.config, metadata: { notes: 'x'.repeat(large) } } : one.config,
    ),
    sourceHash: null,
    rowVersion: '1',
  }))
  writer.append(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
  writer.complete()
  store.close()
}

const failureOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ORPCError)
  return error.data.code
}

test('a text is tried on a config without being written, and says where each customisation went', async (t) => {
  const { client, source, dir } = await desk(t, { tenants: 40 })
  const { configs, reached, matching } = await client.authoring.examples({ ...EDGE, text: '', limit: 500 })
  assert.equal(reached, configs.length)
  assert.ok(configs.every(({ version }) => version === '1.0.0') && matching === reached && reached < 40)
  const [first] = configs
  const text = source.replace("'min_confidence_threshold'", "'min_confidence'")
  const example = await client.authoring.example({ ...EDGE, source: text, config: first?.config })
  assert.equal(example.state, 'migrated')
  assert.ok(example.state === 'migrated' && example.backExact)
  assert.match(example.after ?? '', /"min_confidence":/)
  assert.ok(example.customisations.every(({ class: kind }) => kind === 'kept' || kind === 'moved'))
  // The new name fits no schema, which only the run can tell of this config.
  assert.ok(example.problems.length > 0)
  assert.equal(await readFile(join(dir, FILE), 'utf8'), source)
  const found = await client.authoring.examples({ ...EDGE, text: first?.tenant.slice(0, 13) ?? '', limit: 5 })
  assert.deepEqual(found.configs, [first])
})

test('without a snapshot a text is tried on the default config', async (t) => {
  const { client, source } = await desk(t)
  assert.equal((await client.authoring.examples({ ...EDGE, text: '', limit: 5 })).snapshot, null)
  const example = await client.authoring.example({ ...EDGE, source })
  assert.ok(example.state === 'migrated' && example.backExact && example.problems.length === 0)
  assert.equal(
    await failureOf(client.authoring.example({ ...EDGE, source, config: 'x' })),
    'workspace/no-snapshot',
  )
  const measured = []
  for await (const one of await client.authoring.measure({ ...EDGE, source })) measured.push(one)
  assert.deepEqual(measured, [])
})

test('a text that loops or bloats says so of itself, and the next one is tried as if nothing had been', async (t) => {
  const { client, source } = await desk(t)
  const withCode = (up: string) =>
    source
      .replace('import { ', 'import { transform, ')
      .replace('steps: [', `steps: [ transform({ up: (config) => { ${up} return config }, down: (c) => c }),`)
  const looping = await client.authoring.example({ ...EDGE, source: withCode('for (;;) {}') })
  assert.ok(looping.state === 'failed' && looping.code === 'sandbox/timed-out', JSON.stringify(looping))
  const bloating = await client.authoring.example({
    ...EDGE,
    source: withCode('const all = []; for (;;) all.push(new Array(100000).fill(1));'),
  })
  assert.ok(bloating.state === 'failed' && /sandbox\/(out-of-memory|timed-out)/.test(bloating.code))
  const top = await client.authoring.example({ ...EDGE, source: `${source}\nfor (;;) {}` })
  assert.ok(top.state === 'unreadable' && top.finding.code === 'CW100')
  const after = await client.authoring.example({ ...EDGE, source })
  assert.equal(after.state, 'migrated')
})

test('the checks say of a text what they would say of the file', async (t) => {
  const { client, source, dir } = await desk(t)
  const text = source
    .replace("rename('/thresholds/min_confidence_score'", "rename('/treshold'")
    .replace('steps: [', 'steps: [\n    // crosswalk-allow CW140: a test')
  const { findings, suppressed } = await client.authoring.check({ ...EDGE, source: text })
  await writeFile(join(dir, FILE), text)
  const all = await client.migrations.check()
  assert.deepEqual(
    all.findings.filter(({ file }) => file === FILE),
    findings,
  )
  assert.ok(findings.some(({ code, severity }) => code === 'CW130' && severity === 'error'))
  assert.deepEqual(suppressed, all.suppressed)
})

test('a sample is measured first, then all, and nothing more once nobody listens', async (t) => {
  const { client, source } = await desk(t, { tenants: 1_600 })
  const { reached } = await client.authoring.examples({ ...EDGE, text: '', limit: 1 })
  const told: LiveMeasure[] = []
  for await (const one of await client.authoring.measure({ ...EDGE, source })) told.push(one)
  const [sample, ...whole] = told
  const last = whole.at(-1)
  assert.deepEqual([sample?.of, last?.of, last?.done, last?.total], ['sample', 'whole', reached, reached])
  assert.ok((sample?.done ?? 0) >= 190 && (sample?.done ?? 0) <= 201)
  assert.equal(
    last?.shapes.reduce((sum, { configs }) => sum + configs, last.failed),
    reached,
  )
  for (const { example } of last?.shapes ?? [])
    assert.ok(example.config !== undefined && example.tenant !== '')

  const stop = new AbortController()
  let seen = 0
  const cut = async () => {
    for await (const one of await client.authoring.measure({ ...EDGE, source }, { signal: stop.signal })) {
      seen = one.done
      stop.abort()
    }
  }
  await cut().catch((error: unknown) => assert.ok(stop.signal.aborted, String(error)))
  assert.ok(seen > 0 && seen < reached)
})

test('a file that somebody else changed is not written over, unless the writer says that they know', async (t) => {
  const { client, dir } = await desk(t)
  const file = join(dir, FILE)
  const { source, etag } = await client.authoring.open(EDGE)
  const saved = await client.authoring.save({ ...EDGE, source: `${source}// mine\n`, etag })
  assert.equal(saved.state, 'saved')
  await writeFile(file, `${source}// theirs\n`)
  const stale = {
    ...EDGE,
    source: `${source}// mine again\n`,
    etag: saved.state === 'saved' ? saved.etag : '',
  }
  const refused = await client.authoring.save(stale)
  assert.ok(refused.state === 'changed' && refused.source === `${source}// theirs\n`)
  assert.equal(await readFile(file, 'utf8'), `${source}// theirs\n`)
  const over = await client.authoring.save({ ...stale, etag: refused.etag })
  assert.equal(over.state, 'saved')
  assert.equal(await readFile(file, 'utf8'), stale.source)
  await rm(file)
  assert.deepEqual(await client.authoring.save(stale), { state: 'gone' })
  assert.equal((await client.authoring.save({ ...stale, etag: 'absent' })).state, 'saved')
  assert.equal(await failureOf(client.authoring.open({ ...EDGE, to: '2.0.0' })), 'migration/not-found')
})

test('places tell what both schemas say, what the new default has, and what users have', async (t) => {
  const { client } = await desk(t, { tenants: 60 })
  const { places, configs, snapshot } = await client.authoring.places(EDGE)
  const at = (path: string) => places.find((one) => one.path === path)
  assert.equal(snapshot?.masked, false)
  const score = at('/thresholds/min_confidence_score')
  assert.deepEqual([score?.before?.type, score?.after, score?.values?.missing], ['number', undefined, 0])
  assert.equal(score?.values?.values, configs)
  const [[, most] = ['', 0], [, next] = ['', 0]] = score?.values?.counts ?? []
  assert.ok(most >= next && next > 0)
  assert.equal(at('/notifications/push')?.after?.standing, '{"enabled":false}')
  assert.equal(at('/notifications/push')?.before?.standing, undefined)
})

test('a config of megabytes is told by its changes, not laid out', async (t) => {
  const { client, source } = await desk(t, { tenants: 1, large: 5_000_000 })
  const { configs } = await client.authoring.examples({ ...EDGE, text: '', limit: 1 })
  const example = await client.authoring.example({ ...EDGE, source, config: configs[0]?.config })
  assert.ok(example.state === 'migrated' && example.sizeBytes > 5_000_000)
  assert.deepEqual([example.before, example.after, example.back], [null, null, null])
  assert.ok(example.changes.length > 0 && writeJson(example as never).length < 100_000)
})

test('a graph shows migrations that do not load, versions that nobody leads to, and who stands where', async (t) => {
  const { client, dir } = await desk(t, { tenants: 40 })
  await writeFile(join(dir, FILE), 'export default (')
  await rm(join(dir, 'migrations/seo/1.1.0__1.2.0.ts'))
  const { versions, edges, missing } = await client.migrations.graph({ agent: 'seo' })
  assert.deepEqual(
    versions.map(({ version }) => version),
    ['1.0.0', '1.1.0', '1.2.0', '2.0.0'],
  )
  assert.equal(
    versions.reduce((sum, { configs }) => sum + configs, 0),
    40,
  )
  assert.deepEqual(
    edges.map(({ from, class: kind, problem }) => [from, kind, problem !== undefined]),
    [
      ['1.0.0', undefined, true],
      ['1.2.0', 'transformative', false],
    ],
  )
  assert.deepEqual(missing, [{ from: '1.1.0', to: '1.2.0' }])
})

test('a drafted migration is written with what it rests on, and a second one is refused', async (t) => {
  const { client, dir } = await desk(t, { tenants: 40 })
  await rm(join(dir, FILE))
  const drafted = await client.migrations.create({ ...EDGE, content: 'draft' })
  assert.equal(drafted.path, FILE)
  assert.ok(drafted.steps.some(({ code }) => code.startsWith("rename('/thresholds/min_confidence_score'")))
  assert.ok((drafted.sample?.taken ?? 0) > 0 && drafted.verification?.failed === 0)
  assert.match((await client.authoring.open(EDGE)).source, /defineMigration\(/)
  assert.equal(await failureOf(client.migrations.create({ ...EDGE, content: 'draft' })), 'migration/exists')
})
