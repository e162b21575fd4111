import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { SesSandbox } from '../../../main/sandbox/sandbox.ts'
import type { PreviewResult, SnapshotConfig, SnapshotId } from '../../../main/services/ports/snapshots.ts'
import { previewBundle } from '../../../main/services/preview.ts'
import { runningSha256 } from '../../../main/workspace/running-sha256.ts'
import { openStore } from '../../../main/workspace/sqlite/open-store.ts'
import { SqlitePreviewStore } from '../../../main/workspace/sqlite/sqlite-preview-store.ts'
import { SqliteSnapshotStore } from '../../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import type { AgentName, ConfigId, TenantId, UserId, Version } from '../../../shared/config/ids.ts'
import { generateTenants } from '../../../shared/config/sample/index.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { Bundle } from '../../../shared/release/bundle.ts'
import { defaultsOf, jsonOf, loadMigrations } from '../../starter/starter-files.ts'

const AGENT = 'seo' as AgentName
const [FROM, TO] = ['1.0.0', '2.0.0'] as [Version, Version]
const one = new SesSandbox({ cores: 1 })
const all = new SesSandbox({ cores: 3 })
/** Gives up on a config earlier. */
const hasty = new SesSandbox({ cores: 2, limits: { batchMs: 700, batchMsPerConfig: 1, configMs: 400 } })
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crosswalk-preview-'))
})
after(async () => {
  await Promise.all([one.close(), all.close(), hasty.close()])
  await rm(folder, { recursive: true, force: true })
})

const idOf = (index: number): ConfigId =>
  `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as ConfigId

/** A store of its own with a snapshot of these configs, in order of their ids. */
function snapshotOf(name: string, texts: readonly (readonly [text: string, version: string])[]) {
  const store = openStore(join(folder, name))
  const snapshots = new SqliteSnapshotStore(store)
  const writer = snapshots.begin({
    environment: 'demo',
    agent: AGENT,
    takenAt: new Date().toISOString(),
    masked: null,
    source: 'test',
  })
  writer.append(
    texts.map(
      ([config, flowVersion], index): SnapshotConfig => ({
        id: idOf(index),
        tenantId: idOf(index >> 1) as string as TenantId,
        userId: idOf(index) as string as UserId,
        flowVersion,
        config,
        sourceHash: null,
        rowVersion: '1',
      }),
    ),
  )
  const { id } = writer.complete()
  return { store, snapshots, previews: new SqlitePreviewStore(store), snapshot: id }
}

type Stage = ReturnType<typeof snapshotOf>

const resultsOf = (
  { previews }: Stage,
  preview: Parameters<SqlitePreviewStore['results']>[0],
): PreviewResult[] => [...previews.results(preview)].flat()

const run = (
  stage: Stage,
  sandbox: SesSandbox,
  bundle: Bundle,
  options: { snapshot?: SnapshotId; signal?: AbortSignal; progress?: (event: { done: number }) => void } = {},
) =>
  previewBundle({ ...stage, sandbox, runningSha256 }, bundle, {
    snapshot: stage.snapshot,
    signal: new AbortController().signal,
    ...options,
  })

// --- code that misbehaves for some configs

const SOURCE = `
import { defineMigration, transform } from 'crosswalk'
const deeds = {
  throws: () => { throw new Error('not this one') },
  nothing: () => undefined,
  list: (config) => [config],
  cycle: (config) => { const out = { ...config }; out.self = out; return out },
  function: (config) => ({ ...config, f: () => 1 }),
  nan: (config) => ({ ...config, n: NaN }),
  long: (config) => ({ ...config, text: 'x'.repeat(20 * 1024 * 1024) }),
  tenant: (config) => ({ ...config, tenant_id: 'another' }),
  endless: () => { for (;;); },
  recursion: () => { const f = () => f() + 1; return f() },
}
export default defineMigration({
  agent: 'seo', from: '1.0.0', to: '2.0.0', summary: 'Misbehaves where a config says so',
  steps: [transform({ up: (config) => (deeds[config.deed] ?? ((same) => ({ ...same, done: true })))(config), down: ({ done, ...config }) => config })],
})
`

const DEEDS: Record<string, string> = {
  throws: 'sandbox/threw',
  nothing: 'sandbox/bad-result',
  list: 'sandbox/bad-result',
  cycle: 'sandbox/bad-result',
  function: 'sandbox/bad-result',
  nan: 'sandbox/bad-result',
  long: 'sandbox/bad-result',
  tenant: 'migration/tenant-changed',
  endless: 'sandbox/timed-out',
  recursion: 'sandbox/threw',
}

const configOf = (members: Json): string =>
  writeJson({ version: FROM, tenant_id: 't-1', ...(members as { [key: string]: Json }) })

const nested = (levels: number): Json => {
  let value: Json = 'deep'
  for (let level = 0; level < levels; level++) value = { in: value }
  return value
}

/** Configs that are odd, and fine. */
const ODD: readonly string[] = [
  '{"version":"1.0.0","tenant_id":"t-1","a/b":1,"~":2,"":3,"__proto__":{"x":1},"constructor":4}',
  configOf(Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key ${index}`, index]))),
  configOf({ deep: nested(200) }),
  '{"version":"1.0.0","tenant_id":"t-1","n":12345678901234567890.10}',
]

test('a config that its migration cannot take is reported with the reason, and all others are done', async () => {
  const path = [await one.load(SOURCE, { file: 'migrations/seo/1.0.0__2.0.0.ts' })]
  const bundle: Bundle = { format: 1, agent: AGENT, to: TO, path, defaults: {}, notes: '' }
  const plain = Array.from({ length: 1_500 }, (_, index) =>
    configOf({ limit: index, name: `tenant ${index}` }),
  )
  const bad = Object.keys(DEEDS).map((deed) => configOf({ deed }))
  const broken: readonly (readonly [string, string])[] = [
    ['{"version":"1.0.0",', FROM],
    ['[]', FROM],
    ['{"tenant_id":"t-1"}', FROM],
    [configOf({}), '1.0.1'],
    ['{"version":"0.1.0","tenant_id":"t-1"}', '0.1.0'],
  ]
  const texts = [
    ...plain.slice(0, 700).map((text) => [text, FROM] as const),
    ...[...bad, ...ODD].map((text) => [text, FROM] as const),
    ...broken,
    ...plain.slice(700).map((text) => [text, FROM] as const),
  ]
  const stage = snapshotOf('bad', texts)
  try {
    const { finished, id } = await run(stage, hasty, bundle)
    assert.deepEqual(finished?.counts, {
      configs: texts.length,
      migrated: plain.length + ODD.length,
      unchanged: 0,
      failed: bad.length + broken.length,
      exact: plain.length + ODD.length,
      differing: 0,
    })
    const codes = resultsOf(stage, id).flatMap(({ error }) => (error as { code?: string } | null)?.code ?? [])
    assert.deepEqual(codes, [
      ...Object.values(DEEDS),
      'json/invalid',
      'config/not-an-object',
      'config/no-version',
      'config/version-mismatch',
      'config/no-path',
    ])
    const findings = stage.previews.findings(id)
    assert.deepEqual(
      [...new Set(findings.filter(({ severity }) => severity === 'blocking').map(({ code }) => code))],
      ['CW204'],
    )
  } finally {
    stage.store.close()
  }
})

// --- the same preview, however it is run

test('previews of one snapshot have one digest and one evidence, on one core or several, cut or not', async () => {
  const path = await loadMigrations(one, 'seo')
  const bundle: Bundle = {
    format: 1,
    agent: AGENT,
    to: TO,
    path,
    defaults: defaultsOf('seo') as Bundle['defaults'],
    schema: jsonOf(`schemas/seo/${TO}.json`),
    notes: '',
  }
  const tenants = [
    ...generateTenants({ seed: 5, tenants: 2_500, agent: 'seo', versions: { [FROM]: 1, '1.2.0': 1 } }),
  ]
  const stage = snapshotOf(
    'same',
    tenants.map(({ config, flowVersion }) => [writeJson(config), flowVersion] as const),
  )
  const seen = async (sandbox: SesSandbox, cutAt?: number) => {
    let resume = {}
    if (cutAt !== undefined) {
      const controller = new AbortController()
      const progress = ({ done }: { done: number }) => {
        if (done >= cutAt) controller.abort(new Error('enough'))
      }
      await assert.rejects(run(stage, sandbox, bundle, { signal: controller.signal, progress }), /enough/)
      const [cut] = stage.previews.list({ state: 'cancelled' })
      assert.ok(cut)
      resume = { resume: cut.id }
    }
    const { id, finished } = await previewBundle({ ...stage, sandbox, runningSha256 }, bundle, {
      snapshot: stage.snapshot,
      signal: new AbortController().signal,
      ...resume,
    })
    return {
      digest: finished?.digest,
      counts: finished?.counts,
      shapes: stage.previews.shapes(id),
      losses: stage.previews.losses(id),
      findings: stage.previews.findings(id),
    }
  }
  try {
    const first = await seen(one)
    assert.ok(first.shapes.length > 3 && first.counts?.failed === 0)
    assert.deepEqual(await seen(all), first)
    assert.deepEqual(await seen(all, 1_000), first)
  } finally {
    stage.store.close()
  }
})
