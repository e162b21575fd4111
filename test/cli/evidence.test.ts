import assert from 'node:assert/strict'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { commandTable } from '../../main/cli/commands.ts'
import type { Context } from '../../main/cli/context.ts'
import type { Page } from '../../main/cli/page.ts'
import { parseCommandLine } from '../../main/cli/parse.ts'
import { explanationLines } from '../../main/cli/results/evidence-config.ts'
import { type ConfigExplanation, compose, type PreviewReport, type Services } from '../../main/compose.ts'
import type { SnapshotConfig } from '../../main/services/ports/snapshots.ts'
import { openStore } from '../../main/workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import { writeStarter } from '../../main/workspace/starter/write-starter.ts'
import { parseAgentName } from '../../shared/config/agent.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { generateTenants } from '../../shared/config/sample/index.ts'
import { parseVersion } from '../../shared/config/version.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { isObject, type Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { crosswalk, projectRoot } from '../support/command-line.ts'
import { hashOf, testFolder } from '../support/workspace.ts'

// The demonstration's tenants and migrations, in a snapshot put into the workspace by hand.

const TENANTS = 40
const MIGRATION = 'migrations/seo/1.2.0__2.0.0.ts'
const agent = parseAgentName('seo')
const to = parseVersion('2.0.0')
const BROKEN = 'ffffffff-ffff-4fff-8fff-ffffffffffff' as ConfigId

const closing: (() => Promise<void>)[] = []
after(async () => {
  for (const close of closing.reverse()) await close()
})

let dir: string
let services: Services
/** By the careless migration; by the mended one, which the workspace has now; the same over the later, masked snapshot. */
let careless: PreviewReport
let mended: PreviewReport
let later: PreviewReport

const [first, ...others] = [
  ...generateTenants({
    seed: 3,
    tenants: TENANTS,
    agent: 'seo',
    versions: { '1.1.0': 1, '1.2.0': 2, '2.0.0': 1 },
  }),
]
  .map(
    ({ configId, tenantId, userId, flowVersion, config }): SnapshotConfig => ({
      id: configId,
      tenantId,
      userId,
      flowVersion,
      config: writeJson(config),
      sourceHash: null,
      rowVersion: '1',
    }),
  )
  .filter(({ flowVersion }, index) => flowVersion !== '2.0.0' || index % 2 === 0)
  .sort((a, b) => (a.id < b.id ? -1 : 1)) as [SnapshotConfig, ...SnapshotConfig[]]
const broken: SnapshotConfig = { ...first, id: BROKEN, flowVersion: '0.9.0', config: '{"version":"0.9.0"}' }
const configs = [first, ...others, broken]

const unmask = (config: SnapshotConfig): SnapshotConfig => ({ ...config, sourceHash: hashOf(config.config) })

before(async () => {
  const t = { after: (act: () => Promise<void>) => void closing.push(act) }
  dir = await writeStarter(join(await testFolder(t), 'workspace'))
  const store = openStore(dir)
  const snapshots = new SqliteSnapshotStore(store)
  const pull = (rows: readonly SnapshotConfig[], masked: { paths: string[]; key: string } | null) => {
    const head = {
      environment: 'demo',
      agent,
      takenAt: '2026-01-31T09:30:00.000Z',
      masked,
      source: 'by hand',
    }
    const writer = snapshots.begin(head)
    writer.append(rows)
    return writer.complete().id
  }
  const whole = pull(configs, null)
  const masked = pull([...others.slice(2).map(unmask), unmask(broken)], {
    paths: ['/notifications/email'],
    key: 'k-1',
  })
  store.db.close()
  services = compose({ workspaceDir: dir, signal: new AbortController().signal })
  closing.push(() => services.close())
  const preview = (snapshot: string) => services.previews.run({ agent, to, snapshot }, () => undefined)
  const good = await readFile(join(dir, MIGRATION))
  await copyFile(join(projectRoot, 'migrations/walker-careless/seo/1.2.0__2.0.0.ts'), join(dir, MIGRATION))
  careless = await preview(whole)
  await writeFile(join(dir, MIGRATION), good)
  mended = await preview(whole)
  later = await preview(masked)
})

const page: Page = { width: Number.POSITIVE_INFINITY, style: (_, text) => text }

/** Runs a command of the table with the services at hand: each process of its own would start another sandbox. */
async function run(words: readonly string[], { json = false } = {}) {
  const invocation = parseCommandLine(words, commandTable, '')
  if (invocation.kind !== 'run') assert.fail(invocation.text)
  const { command, input } = invocation
  let streamed = ''
  const context: Context = {
    workspaceDir: dir,
    cwd: dir,
    json,
    signal: new AbortController().signal,
    version: '0.0.0',
    faces: {
      serve: async () => assert.fail('evidence serves nothing'),
      build: async () => assert.fail('evidence serves nothing'),
      web: async () => assert.fail('evidence serves nothing'),
      desktop: {
        isThere: async () => assert.fail('evidence opens nothing'),
        require: async () => assert.fail('evidence opens nothing'),
        open: async () => assert.fail('evidence opens nothing'),
      },
    },
    who: async () => 'test',
    services: async () => services,
    print: () => undefined,
    async stream(pieces) {
      for (;;) {
        const next = await pieces.next()
        if (next.done) return next.value
        streamed += next.value
      }
    },
    progress: () => undefined,
  }
  const result = await command.run(context, input as never)
  return { result, lines: () => command.show(result as never, page, input as never), streamed }
}

/** What a command prints for a person. */
const printed = async (...words: readonly string[]): Promise<string> => textOf((await run(words)).lines())

/** Lines with the ids of this run as those of any. */
function textOf(lines: readonly string[]): string {
  const named = Object.entries({ CARELESS: careless, MENDED: mended, LATER: later })
  return named.reduce(
    (text, [name, { preview, snapshot, digest }]) =>
      text.replaceAll(preview, name).replaceAll(snapshot, 'SNAPSHOT').replaceAll(digest, `DIGEST OF ${name}`),
    `${lines.join('\n')}\n`,
  )
}

async function assertGolden(name: string, text: string): Promise<void> {
  const file = join(projectRoot, 'test/golden/evidence', `${name}.txt`)
  if (process.env.UPDATE_GOLDEN) await writeFile(file, text)
  assert.equal(text, await readFile(file, 'utf8'), `${name}: run it with UPDATE_GOLDEN=1`)
}

const refused = (code: Parameters<typeof isCrosswalkError>[1]) => (error: unknown) =>
  isCrosswalkError(error, code)

test('previews are listed newest first, and say what is masked', async () => {
  const listed = await services.evidence.list({ agent })
  assert.deepEqual(
    listed.map(({ preview, state, configs, failed, masked }) => [preview, state, configs, failed, masked]),
    [
      [later.preview, 'complete', configs.length - 3, 1, ['/notifications/email']],
      [mended.preview, 'complete', configs.length, 1, []],
      [careless.preview, 'complete', configs.length, 1, []],
    ],
  )
  assert.deepEqual(await services.evidence.list({ agent: parseAgentName('content') }), [])
})

test('a preview is shown again just as it was printed', async () => {
  const { stdout } = await crosswalk(['evidence', 'show', careless.preview, '--json'], { cwd: dir })
  assert.deepEqual(JSON.parse(stdout), careless)
  const text = await printed('evidence', 'show', later.preview)
  assert.match(text, /^The snapshot is masked at \/notifications\/email: the values there are stand-ins/m)
  assert.match(text, /^[\d,]+ settings of users: [\d,]+ kept, [\d,]+ moved\.$/m)
  await assertGolden('preview', await printed('evidence', 'show', mended.preview))
})

test('every setting is counted by what became of it, a silent drop above all', async () => {
  const { customisations, losses } = careless
  assert.ok(customisations !== null && mended.customisations !== null)
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0)
  assert.equal(sum(customisations), sum(mended.customisations))
  const lost = (kind: string) =>
    losses.filter((loss) => loss.class === kind).reduce((all, { configs }) => all + configs, 0)
  assert.ok(customisations.dropped_silently > 0)
  assert.equal(customisations.dropped_silently, lost('dropped-silently'))
  assert.equal(customisations.unproven, lost('unproven'))
  const text = await printed('evidence', 'show', careless.preview)
  assert.match(text, new RegExp(`${customisations.dropped_silently} DROPPED SILENTLY`))
  // What a screen does not take is counted, and one flag away.
  assert.match(
    text,
    /^and \d+ more, \d+ of them DROPPED SILENTLY: see `crosswalk evidence show CARELESS --full`$/m,
  )
  const full = await printed('evidence', 'show', careless.preview, '--full')
  assert.doesNotMatch(full, /^and \d+ more/m)
  for (const { path } of losses) assert.ok(full.includes(path), path)
})

test('of one place only what touches it is shown', async () => {
  const thresholds = await services.evidence.report(careless.preview, { path: '/thresholds/priority_rules' })
  assert.ok(thresholds.losses.length > 0)
  for (const { path } of thresholds.losses) assert.match(path, /^\/thresholds\/priority_rules\//)
  for (const { operations } of thresholds.shapes) {
    assert.ok(operations.some(({ path }) => '/thresholds/priority_rules'.startsWith(path)))
  }
  const nowhere = await services.evidence.report(careless.preview, { path: '/nowhere' })
  assert.deepEqual([nowhere.shapes, nowhere.losses, nowhere.configs], [[], [], careless.configs])
  const text = await printed('evidence', 'show', careless.preview, '--path', '/nowhere')
  assert.match(text, /^No setting at \/nowhere is lost in the configs that did not fail\.$/m)
})

test('a shape tells where settings go, what values there are, whose they are, and what was found', async () => {
  const [{ id: shape, count }] = careless.shapes as [PreviewReport['shapes'][number]]
  const told = await services.evidence.shape(careless.preview, shape)
  assert.deepEqual([told.configs, told.tenants], [count, count])
  assert.deepEqual(told.round_trip, { exact: 0, differing: count })
  assert.deepEqual(told.operations, careless.shapes[0]?.operations)
  assert.ok(told.customisations?.some((fate) => fate.class === 'dropped-silently'))
  assert.ok(told.spreads?.every(({ configs, missing }) => configs + missing === count))
  for (const { config, tenant, user } of [...told.examples, ...(told.outliers ?? [])]) {
    const row = configs.find(({ id }) => id === config)
    assert.deepEqual([tenant, user], [row?.tenantId, row?.userId])
  }
  const certain = told.findings.filter((one) => one.certain)
  const dropped = told.customisations?.filter((fate) => fate.class === 'dropped-silently') ?? []
  assert.deepEqual(
    certain
      .filter(({ code }) => code === 'CW201')
      .map(({ place }) => place)
      .sort(),
    dropped.map(({ path }) => path).sort(),
  )
  await assert.rejects(
    services.evidence.shape(careless.preview, 'none'),
    refused('workspace/shape-not-found'),
  )
  const [{ id: one }] = mended.shapes as [PreviewReport['shapes'][number]]
  await assertGolden('shape', await printed('evidence', 'show', mended.preview, '--shape', one))
})

test('pages lead to every config of a shape once, and so does the export', async () => {
  const [{ id: shape, count }] = mended.shapes as [PreviewReport['shapes'][number]]
  const found: { config: string; tenant: string | null; shape: string | null }[] = []
  let after: ConfigId | undefined
  do {
    const page = await services.evidence.configs(mended.preview, { shape, after, limit: 3 })
    assert.ok(page.configs.length <= 3)
    found.push(...page.configs)
    after = page.next ?? undefined
  } while (after !== undefined)
  assert.equal(found.length, count)
  assert.deepEqual(
    found.map(({ config, tenant }) => [config, tenant]),
    configs
      .filter(({ id }) => found.some(({ config }) => config === id))
      .map(({ id, tenantId }) => [id, tenantId]),
  )
  const { streamed } = await run(['evidence', 'export', mended.preview, '--shape', shape])
  const lines = streamed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    lines.map(({ input_hash: _, output_hash: __, ...line }) => line),
    found,
  )
  assert.ok(lines.every(({ output_hash }) => /^[0-9a-f]{64}$/.test(output_hash)))

  const path = '/thresholds/priority_rules'
  const touching = await services.evidence.configs(mended.preview, { path, limit: 1000 })
  const { shapes } = await services.evidence.report(mended.preview, { path })
  assert.ok(touching.configs.length < mended.migrated)
  assert.equal(
    touching.configs.length,
    shapes.reduce((sum, { count }) => sum + count, 0),
  )
  const failed = await services.evidence.configs(mended.preview, { status: 'failed', limit: 5 })
  assert.deepEqual(
    failed.configs.map(({ config, error }) => [config, error?.code]),
    [[BROKEN, 'config/no-path']],
  )
})

test('a config is shown before, after and back, with every setting of its user', async () => {
  const { example } = mended.shapes[0] as PreviewReport['shapes'][number]
  const { result, lines } = await run(['evidence', 'show', mended.preview, '--config', example])
  const told = result as ConfigExplanation
  const row = configs.find(({ id }) => id === example)
  assert.ok(row && isObject(told.before) && isObject(told.after))
  assert.equal(writeJson(told.before), row.config)
  assert.equal(told.after.version, '2.0.0')
  assert.deepEqual(told.back, told.before)
  assert.deepEqual(
    [told.status, told.back_exact, told.as_previewed, told.tenant, told.user, told.shape],
    ['migrated', true, true, row.tenantId, row.userId, mended.shapes[0]?.id],
  )
  assert.ok(told.customisations.length > 0)
  for (const { path, value } of told.customisations) assert.deepEqual(value, at(told.before, path))
  await assertGolden('config', textOf(lines()))
  const full = explanationLines(told, page, { full: true }).join('\n')
  for (const document of [told.before, told.after])
    assert.ok(full.includes(writeJson(document, { indent: 2 })))
})

test('a config that failed is shown with what failed, one that was there already as it is', async () => {
  const failed = await services.evidence.explain({ preview: mended.preview, config: BROKEN })
  assert.deepEqual(
    [failed.status, failed.error?.code, failed.as_previewed, failed.before, failed.after],
    ['failed', 'config/no-path', true, { version: '0.9.0' }, null],
  )
  assert.deepEqual(
    failed.findings.map(({ code }) => code),
    ['CW205'],
  )
  const there = configs.find(({ flowVersion }) => flowVersion === '2.0.0') as SnapshotConfig
  const unchanged = await services.evidence.explain({ preview: later.preview, config: there.id })
  assert.deepEqual([unchanged.status, unchanged.as_previewed, unchanged.changes], ['unchanged', true, []])
})

test('a config of a preview whose migrations have changed since is not shown by others', async () => {
  const { example: config } = careless.shapes[0] as PreviewReport['shapes'][number]
  await assert.rejects(
    services.evidence.explain({ preview: careless.preview, config }),
    refused('workspace/preview-outdated'),
  )
  await assert.rejects(
    services.evidence.explain({ preview: later.preview, config: first.id }),
    refused('workspace/config-not-found'),
  )
})

test('two previews compare by shapes, losses, findings and every result', async () => {
  const { preview: one } = careless
  const { preview: other } = mended
  const there = await services.evidence.compare({ before: one, after: other })
  const back = await services.evidence.compare({ before: other, after: one })
  for (const part of ['shapes', 'losses', 'findings'] as const) {
    assert.equal(there[part].came.length, back[part].went.length, part)
    assert.equal(there[part].grew.length, back[part].shrank.length, part)
  }
  assert.equal(there.losses.went.length, careless.losses.length)
  assert.deepEqual([there.configs.both, there.configs.differing], [configs.length, careless.migrated])
  assert.equal(
    there.configs.moves.reduce((sum, move) => sum + move.configs, 0),
    careless.migrated,
  )
  const self = await services.evidence.compare({ before: one, after: one })
  for (const part of [self.shapes, self.losses, self.findings]) {
    assert.deepEqual([part.came, part.went, part.grew, part.shrank], [[], [], [], []])
  }
  assert.deepEqual([self.configs.differing, self.configs.moves], [0, []])
  await assertGolden('compare', await printed('evidence', 'compare', one, other))
})

test('configs that only one of two snapshots has are told, and that masks differ', async () => {
  const { configs: told, masks_differ } = await services.evidence.compare({
    before: mended.preview,
    after: later.preview,
  })
  assert.ok(masks_differ)
  assert.deepEqual(told.only_before.configs, 3)
  assert.deepEqual(told.only_before.examples, [first.id, others[0]?.id, others[1]?.id])
  assert.equal(told.only_after.configs, 0)
  assert.equal(told.both, configs.length - 3)
})

test('what does not go together is refused rather than passed over', async () => {
  const { example, id } = mended.shapes[0] as PreviewReport['shapes'][number]
  for (const [words, code] of [
    [['show', mended.preview, '--config', example, '--limit', '3'], 'general/usage'],
    [['show', mended.preview, '--configs', '--full'], 'general/usage'],
    [['show', mended.preview, '--shape', id, '--path', '/a'], 'general/usage'],
    [['show', mended.preview, '--path', 'a'], 'json/bad-pointer'],
    [['show', mended.preview, '--shape', 'none'], 'workspace/shape-not-found'],
    [['show', 'p-none'], 'workspace/preview-not-found'],
    [['export', mended.preview], 'general/usage'],
  ] as const) {
    await assert.rejects(run(['evidence', ...words], { json: true }), refused(code), words.join(' '))
  }
})

const at = (doc: Json, pointer: string): Json =>
  pointer
    .split('/')
    .slice(1)
    .reduce((value, token) => (value as Record<string, Json>)[token] as Json, doc)
