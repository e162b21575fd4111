import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { SesSandbox } from '../../main/sandbox/sandbox.ts'
import {
  type DraftOptions,
  type DraftResult,
  draftOneMigration,
} from '../../main/services/draft-migration.ts'
import { openWorkspace } from '../../main/workspace/open-workspace.ts'
import { openStore } from '../../main/workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import { writeStarter } from '../../main/workspace/starter/write-starter.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { generateTenants } from '../../shared/config/sample/index.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { FlowMeta } from '../../shared/flow/metadata.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { checkMigration } from '../../shared/migration/check.ts'
import { draftMigration } from '../../shared/migration/draft/draft.ts'
import type { Side } from '../../shared/migration/draft/properties.ts'
import { Engine } from '../../shared/migration/engine.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import { snapshotHead } from '../contract/stores.ts'
import { crosswalk, projectRoot } from '../support/command-line.ts'
import { configId, snapshotConfig, testFolder } from '../support/workspace.ts'
import { type Agent, defaultsOf, jsonOf, textOf } from './starter-files.ts'

// The compiler stays from one test to the next.
const sandbox = new SesSandbox({ cores: 2, compilerIdleMs: 60_000 })
after(() => sandbox.close())

/** Every edge of the starter workspace that has no code in it, and the one that has. */
const LENSES: readonly (readonly [Agent, string, string])[] = [
  ['seo', '1.0.0', '1.1.0'],
  ['seo', '1.1.0', '1.2.0'],
  ['content', '1.0.0', '1.1.0'],
  ['paid_ads', '1.0.0', '1.1.0'],
  ['audience_intelligence', '1.0.0', '1.1.0'],
]
const CODE = ['seo', '1.2.0', '2.0.0'] as const

const GOLDEN = join(import.meta.dirname, '../golden/draft')

type Test = { after(act: () => Promise<void>): void }

const configsOf = (agent: Agent, version: string, tenants: number, seed = 3): readonly JsonObject[] =>
  [...generateTenants({ seed, tenants, agent, versions: { [version]: 1 } })].map(({ config }) => config)

/** A starter workspace without the migration of an edge, with a snapshot of configs of its users where some are given. */
async function workspaceWithout(
  test: Test,
  [agent, from, to]: readonly [Agent, string, string],
  configs: readonly JsonObject[],
) {
  const root = join(await testFolder(test), 'workspace')
  await writeStarter(root, { signal: new AbortController().signal })
  rmSync(join(root, 'migrations', agent, `${from}__${to}.ts`))
  const store = openStore(root)
  test.after(async () => void store.db.close())
  const snapshots = new SqliteSnapshotStore(store)
  if (configs.length > 0) {
    const writer = snapshots.begin(snapshotHead({ agent: agent as string as AgentName }))
    writer.append(
      configs.map((config, at) =>
        snapshotConfig(at, { id: configId(at), flowVersion: from, config: writeJson(config) }),
      ),
    )
    writer.complete()
  }
  const { files } = await openWorkspace(root)
  const edge = { agent: agent as string as AgentName, from: from as Version, to: to as Version }
  const draft = (options: Partial<DraftOptions> = {}): Promise<DraftResult> =>
    draftOneMigration({ files, sandbox, snapshots: async () => snapshots }, edge, {
      to: 'file',
      content: 'draft',
      signal: new AbortController().signal,
      ...options,
    })
  return { root, files, edge, draft }
}

const engineOf = (agent: Agent, migration: Migration): Engine =>
  new Engine({ path: [migration], to: migration.to, defaults: defaultsOf(agent) }, () =>
    assert.fail('no transform here'),
  )

/** A result without what no draft can know: how users are told of a feature that ends. */
function withoutWords({ _migration_warnings: warnings, ...config }: JsonObject): Json {
  const list = (warnings ?? []) as readonly Json[]
  const told = list.map((one) => (isObject(one) ? { ...one, message: '', documentation: '' } : one))
  return { ...config, _migration_warnings: told }
}

/** What is known of a version, without a workspace around it. */
function sideOf(agent: Agent, version: string): Side {
  const { custom_metadata } = jsonOf(`flows/${agent}/${version}.meta.json`) as unknown as FlowMeta
  return {
    schema: jsonOf(`schemas/${agent}/${version}.json`),
    defaults: jsonOf(`defaults/${agent}/${version}.json`),
    variables: new Map(custom_metadata.required_variables.map((one) => [one.path ?? '', one])),
  }
}

for (const [agent, from, to] of LENSES) {
  test(`${agent} ${from} to ${to}: a draft does what the true migration does, from whatever configs`, async () => {
    const file = `migrations/${agent}/${from}__${to}.ts`
    const truth = engineOf(agent, await sandbox.load(textOf(file), { file }))
    const results = configsOf(agent, from, 800, 2026).map(
      (config) => [config, withoutWords(truth.forward(config, from as Version).config)] as const,
    )
    for (const count of [0, 3, 40, 500]) {
      const { steps, open } = draftMigration({
        old: sideOf(agent, from),
        fresh: sideOf(agent, to),
        to,
        changelog: '',
        samples: configsOf(agent, from, count),
      })
      assert.deepEqual(open, [])
      const migration = { agent, from, to, summary: '', steps: steps.map(({ step }) => step) }
      const drafted = engineOf(agent, checkMigration(migration, file))
      for (const [config, wanted] of results) {
        const made = withoutWords(drafted.forward(config, from as Version).config)
        if (!equalJson(wanted, made)) assert.deepEqual(made, wanted)
      }
    }
  })
}

for (const edge of [...LENSES, CODE]) {
  const name = edge.join('-')
  test(`the module drafted for ${name} reads as somebody would have written it, and does what it says`, async (t) => {
    const [agent, from] = edge
    const { draft } = await workspaceWithout(t, edge, configsOf(agent, from, 100))
    const { source, verification, findings } = await draft({ to: 'print' })
    assert.equal(verification?.default_config, 'same')
    assert.equal(verification.failed, 0)
    assert.equal(verification.exact, 100)
    if (edge !== CODE) {
      assert.equal(verification.fitting, 100)
      assert.deepEqual(findings, [])
    }
    const text = source.replaceAll(/s-\d{8}-\d{6}-[0-9a-f]+/g, 's-…')
    const file = join(GOLDEN, `${name}.txt`)
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, text)
    assert.equal(text, readFileSync(file, 'utf8'), 'run it with UPDATE_GOLDEN=1')
  })
}

test('a drafted module is laid out as the formatter of the starter workspace has it', () => {
  const biome = join(projectRoot, 'node_modules/@biomejs/biome/bin/biome')
  for (const edge of [...LENSES, CODE]) {
    const module = readFileSync(join(GOLDEN, `${edge.join('-')}.txt`), 'utf8')
    const { stdout } = spawnSync(process.execPath, [biome, 'format', '--stdin-file-path=x.ts'], {
      cwd: projectRoot,
      input: module,
      encoding: 'utf8',
    })
    assert.equal(stdout, module)
  }
})

test('where code is needed the draft asks, and nothing that users set is lost', async (t) => {
  const configs = configsOf(CODE[0], CODE[1], 300)
  const { draft } = await workspaceWithout(t, CODE, configs)
  const { open, verification, steps, sample } = await draft()
  assert.deepEqual(
    open.map(({ place }) => place),
    ['/priority_rules'],
  )
  assert.equal(sample?.configs, 300)
  assert.equal(verification?.default_config, 'same')
  assert.equal(verification.failed, 0)
  // Who has changed no rule has the new form; the others' rules wait for the code.
  assert.ok(verification.fitting > 100 && verification.fitting < 300, `${verification.fitting} fit`)
  assert.ok(verification.problems.every(({ path }) => path.startsWith('/priority_rules')))
  assert.deepEqual(verification.losses, [])
  assert.ok(!steps.some(({ step }) => step.op === 'deprecate' || step.op === 'remove'))
})

test('a draft is written once, printed without being written, and blank where that is asked for', async (t) => {
  const { draft, files, edge } = await workspaceWithout(t, LENSES[0] as (typeof LENSES)[number], [])
  const find = () => files.find({ kind: 'migration', ...edge })
  const printed = await draft({ to: 'print' })
  assert.equal(printed.written, false)
  assert.equal(await find(), undefined)
  const blank = await draft({ to: 'print', content: 'blank' })
  assert.match(blank.source, /steps: \[\],/)
  const { written, source } = await draft()
  assert.equal(written, true)
  assert.equal((await find())?.value, source)
  await assert.rejects(draft(), (error) => isCrosswalkError(error, 'migration/exists'))
  assert.equal((await draft({ to: 'print' })).source, source)
})

test('what a side lacks is said, and the rest is drafted', async (t) => {
  const edge = LENSES[0] as (typeof LENSES)[number]
  const { draft, root } = await workspaceWithout(t, edge, [])
  rmSync(join(root, 'schemas/seo/1.0.0.json'))
  rmSync(join(root, 'defaults/seo/1.0.0.json'))
  const nothing = await draft({ to: 'print' })
  assert.deepEqual(nothing.missing, ['schemas/seo/1.0.0.json', 'defaults/seo/1.0.0.json'])
  assert.deepEqual(nothing.steps, [])
  assert.match(nothing.source, /Not there, so nothing could be drawn from it: schemas\/seo\/1\.0\.0\.json/)
  assert.match(nothing.source, /No difference was found/)
})

test('without a default config the steps come from the schemas', async (t) => {
  const { draft, root } = await workspaceWithout(t, LENSES[0] as (typeof LENSES)[number], [])
  rmSync(join(root, 'defaults/seo/1.0.0.json'))
  const { steps, verification } = await draft({ to: 'print' })
  assert.deepEqual(
    steps.map(({ code }) => code),
    [
      "rename('/thresholds/min_confidence_score', 'min_confidence_threshold')",
      "add('/data_sources/search_console', { enabled: false, property_url: null })",
      "add('/notifications/push', { enabled: false })",
    ],
  )
  assert.equal(verification?.default_config, 'unknown')
})

test('at the command line a person reads the steps, how sure they are, and what comes next', async (t) => {
  const { root, edge } = await workspaceWithout(t, LENSES[4] as (typeof LENSES)[number], [])
  const words = ['migration', 'new', edge.agent, edge.from, edge.to, '--workspace', root]
  const json = await crosswalk([...words, '--stdout', '--json'])
  const result = JSON.parse(json.stdout) as DraftResult
  assert.match(result.source, /^\/\/ Drafted by Crosswalk[\s\S]*\n}\)\n$/)
  assert.equal(
    checkMigration({ ...edge, summary: '', steps: result.steps.map(({ step }) => step) }, 'x').to,
    edge.to,
  )
  const { stdout, status } = await crosswalk(words)
  assert.equal(status, 0)
  assert.match(stdout, /^Wrote migrations\/audience_intelligence\/1\.0\.0__1\.1\.0\.ts\.$/m)
  assert.match(stdout, /There was no snapshot to look at/)
  assert.match(stdout, /97 % {2}rename\('\/export\/destination', 'destinations'\)/)
  assert.match(stdout, /or, 50 %: add\('\/privacy\/legal_basis', 'contract'\)/)
  assert.match(stdout, /The default config of 1\.0\.0 becomes that of 1\.1\.0\./)
  assert.match(stdout, /Next: read it, then crosswalk migration check/)
})
