import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { SesSandbox } from '../../main/sandbox/sandbox.ts'
import type { Outcome } from '../../main/services/ports/sandbox.ts'
import type { ConfigId, Hash, Version } from '../../shared/config/ids.ts'
import {
  editConfig,
  generateTenants,
  Random,
  type SampleConfig,
  sampleAgents,
} from '../../shared/config/sample/index.ts'
import { hashJson } from '../../shared/json/hash.ts'
import { readJson } from '../../shared/json/read.ts'
import { type Json, type JsonObject, rawNumber } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { PreviewBatchInput } from '../../shared/review/preview-batch.ts'
import type { PreviewInput, PreviewOutput } from '../../shared/review/preview-config.ts'
import type { RollbackInput, RollbackOutput } from '../../shared/review/rollback-config.ts'
import { PreviewTally, type TallyState } from '../../shared/review/tally.ts'
import { objectOf } from '../support/arbitrary.ts'
import {
  AGENTS,
  type Agent,
  defaultsOf,
  jsonOf,
  loadCareless,
  loadMigrations,
  versionsOf,
} from './starter-files.ts'

// The compiler stays from one test to the next.
const sandbox = new SesSandbox({ cores: 2, compilerIdleMs: 60_000 })
after(() => sandbox.close())

const COUNT: { readonly [A in Agent]: number } = {
  seo: 2000,
  content: 600,
  paid_ads: 600,
  audience_intelligence: 600,
}

async function planOf(agent: Agent, path?: readonly Migration[]): Promise<ExaminePlan> {
  const to = versionsOf(agent).at(-1) as Version
  const schema = jsonOf(`schemas/${agent}/${to}.json`)
  return {
    agent,
    to,
    schema,
    defaults: defaultsOf(agent),
    path: path ?? (await loadMigrations(sandbox, agent)),
  }
}

async function evaluate<Input, Output>(
  evaluator: string,
  plan: ExaminePlan,
  inputs: readonly Input[],
): Promise<Output[]> {
  const session = await sandbox.open<ExaminePlan, Input, Output>(evaluator, plan)
  try {
    const batches = Array.from({ length: Math.ceil(inputs.length / 100) }, (_, index) =>
      inputs.slice(index * 100, index * 100 + 100),
    )
    const outcomes: Outcome<Output>[][] = await Promise.all(batches.map((batch) => session.run(batch)))
    return outcomes.flat().map((outcome) => {
      if (!outcome.ok) assert.fail(outcome.error.message)
      return outcome.value
    })
  } finally {
    await session.close()
  }
}

const inputOf = ({ config, flowVersion }: SampleConfig): PreviewInput => ({
  text: writeJson(config),
  version: flowVersion,
})

async function previews(plan: ExaminePlan, configs: readonly JsonObject[]) {
  const inputs = configs.map(
    (config): PreviewInput => ({ text: writeJson(config), version: String(config.version) }),
  )
  const outputs = await evaluate<PreviewInput, PreviewOutput>('preview', plan, inputs)
  return outputs.map((output) => {
    if (output.status !== 'migrated') assert.fail('was not migrated')
    return output
  })
}

/** All versions but the latest, in equal parts. */
const earlier = (agent: Agent): { [version: string]: number } =>
  Object.fromEntries(
    versionsOf(agent)
      .slice(0, -1)
      .map((version) => [version, 1]),
  )

const tenants = (agent: Agent, count: number): SampleConfig[] => [
  ...generateTenants({ seed: 2026, tenants: count, agent, versions: earlier(agent) }),
]

for (const agent of AGENTS) {
  test(`${agent}: of generated configs every one fits, comes back exactly and keeps every setting`, async () => {
    const plan = await planOf(agent)
    const found = await previews(
      plan,
      tenants(agent, COUNT[agent]).map(({ config }) => config),
    )
    assert.equal(found.length, COUNT[agent])
    const dropped = new Set<string>()
    for (const { problems, roundTrip, repeats, losses } of found) {
      assert.deepEqual(problems, [])
      assert.deepEqual(roundTrip, { exact: true })
      assert.equal(repeats, true)
      for (const loss of losses) {
        assert.equal(loss.class, 'dropped', `${loss.path} was dropped silently`)
        dropped.add(loss.path.split('/').slice(0, 3).join('/'))
      }
    }
    assert.deepEqual([...dropped], agent === 'audience_intelligence' ? ['/sources/third_party_cookies'] : [])
  })

  test(`${agent}: who never changed anything has the default config of each later version`, async () => {
    const { path, ...plan } = await planOf(agent)
    const versions = versionsOf(agent)
    const defaults = defaultsOf(agent)
    for (const to of versions.slice(1)) {
      const before = versions.slice(0, versions.indexOf(to))
      const edges = path.filter((edge) => versions.indexOf(edge.to) <= versions.indexOf(to))
      const step = { ...plan, to, path: edges, schema: jsonOf(`schemas/${agent}/${to}.json`) }
      const found = await previews(
        step,
        before.map((version) => defaults[version] as JsonObject),
      )
      for (const { outputHash, problems } of found) {
        assert.equal(outputHash, hashJson(defaults[to] as Json))
        assert.deepEqual(problems, [])
      }
    }
  })
}

// What the versions before them have no place for; a way back keeps it in the complement.
const LATER_SETTINGS = [
  '/execution/auto_execute_high_confidence',
  '/metadata/custom_tags',
  '/notifications/push',
  '/integrations/search_console_',
]

test('seo: an edit made after the push is kept by the way back', async () => {
  const plan = await planOf('seo')
  const rows = tenants('seo', 300)
  type Pushed = { readonly text: string; readonly outputHash: Hash; readonly complement?: string }
  const pushed = await evaluate<PreviewInput, Pushed>('push', plan, rows.map(inputOf))
  const random = new Random(7)
  const edited = rows.map((row, index) => {
    const { text, ...left } = pushed[index] as Pushed
    return { row, ...left, after: editConfig(readJson(text) as JsonObject, random).config }
  })

  const back = await evaluate<RollbackInput, RollbackOutput>(
    'rollback',
    plan,
    edited.map(({ row, after, outputHash, complement }) => ({
      text: writeJson(after),
      version: plan.to,
      to: row.flowVersion,
      pushed: {
        before: writeJson(row.config),
        outputHash,
        ...(complement === undefined ? {} : { complement }),
      },
    })),
  )
  const again = await evaluate<PreviewInput, Pushed>(
    'push',
    plan,
    back.map(({ text }, index) => ({ text, version: (rows[index] as SampleConfig).flowVersion })),
  )

  let kept = 0
  for (const [index, { state, edits }] of back.entries()) {
    assert.equal(state, 'kept_edits')
    const aside = edits.filter(({ outcome }) => outcome === 'aside')
    for (const { path } of aside)
      assert.ok(
        LATER_SETTINGS.some((setting) => path.startsWith(setting)),
        path,
      )
    if (aside.length > 0) continue
    kept++
    const { text } = again[index] as Pushed
    assert.equal(hashJson(readJson(text)), hashJson((edited[index] as (typeof edited)[number]).after))
  }
  assert.ok(kept > 250, `${kept} of 300`)
})

test('seo: the careless way to 2.0.0 drops settings silently, and has no way back', async () => {
  const plan = await planOf('seo', [await loadCareless(sandbox)])
  const configs = [...generateTenants({ seed: 2026, tenants: 200, agent: 'seo', versions: { '1.2.0': 1 } })]
  const found = await previews(
    plan,
    configs.map(({ config }) => config),
  )
  assert.ok(found.every(({ roundTrip }) => !roundTrip.exact))
  const silent = new Set(
    found.flatMap(({ losses }) =>
      losses.filter((loss) => loss.class === 'dropped-silently').map((loss) => loss.path),
    ),
  )
  for (const path of [
    '/thresholds/min_confidence_threshold',
    '/thresholds/priority_rules/high/confidence',
    '/processing/custom_prompt_additions',
    '/data_sources/bigquery/credentials_secret',
    '/data_sources/microservice/timeout',
  ]) {
    assert.ok(silent.has(path), path)
  }
  // What it names it keeps, and it fits the schema for most: only the evidence tells that it loses anything.
  assert.ok(!silent.has('/data_sources/microservice/url'))
  assert.ok(found.filter(({ problems }) => problems.length === 0).length > 150)
})

type Code = { up(config: JsonObject): JsonObject; down(config: JsonObject): JsonObject }

async function rulesCode(): Promise<Code> {
  const module = (await import(
    new URL('../../migrations/walker/migrations/seo/1.2.0__2.0.0.ts', import.meta.url).href
  )) as {
    default: { steps: readonly unknown[] }
  }
  return module.default.steps.at(-1) as Code
}

const word = fc.oneof(
  fc.constantFrom(
    'high',
    'medium',
    'low',
    'urgent',
    'a/b',
    '~',
    '',
    '__proto__',
    'constructor',
    '0',
    'revenue',
    'x_min',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)
const amount: fc.Arbitrary<Json> = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(),
  fc.constantFrom(rawNumber('0.70'), rawNumber('12345678901234567890')),
)
const figures = fc
  .uniqueArray(
    fc.tuple(
      word.filter((name) => name !== 'priority'),
      amount,
    ),
    { selector: ([name]) => name, maxLength: 4 },
  )
  .map(objectOf)
const priority = fc.option(fc.constantFrom('high', 'later', '名前'), { nil: undefined })

test('seo: the priority rules of 1.2.0 come back exactly, whatever their names and conditions', async () => {
  const { up, down } = await rulesCode()
  const rule = fc
    .tuple(figures, priority)
    .map(([conditions, level]) => (level ? { ...conditions, priority: level } : conditions))
  const rules = fc
    .uniqueArray(fc.tuple(word, rule), { selector: ([name]) => name, maxLength: 6 })
    .map(objectOf)
  fc.assert(
    fc.property(rules, (map) => {
      const config = { priority_rules: map, metadata: { kept: true } }
      const before = writeJson(config)
      const list = up(config)
      assert.ok(Array.isArray(list.priority_rules))
      assert.equal(hashJson(down(list)), hashJson(config))
      assert.equal(writeJson(config), before)
    }),
    { numRuns: 500 },
  )
})

test('seo: the priority rules of 2.0.0 come back but for their order', async () => {
  const { up, down } = await rulesCode()
  const conditions = figures.map((object) =>
    objectOf(Object.entries(object).map(([key, value]) => [`${key}_min`, value])),
  )
  const rule = fc
    .record({ name: word, priority, conditions })
    .map(({ priority: level, ...rest }) => (level ? { ...rest, priority: level } : rest))
  const sorted = (list: Json) => (list as { name: string }[]).map((one) => hashJson(one as Json)).sort()
  fc.assert(
    fc.property(fc.uniqueArray(rule, { selector: ({ name }) => name, maxLength: 6 }), (list) => {
      const there = up(down({ priority_rules: list as unknown as Json })).priority_rules as Json
      assert.deepEqual(sorted(there), sorted(list as unknown as Json))
    }),
    { numRuns: 500 },
  )
})

test('seo: two rules of one name have no way back, and the error names them', async () => {
  const { down } = await rulesCode()
  const rule = { name: 'urgent', conditions: { confidence_min: 0.5 } }
  assert.throws(() => down({ priority_rules: [rule, { ...rule, conditions: {} }] }), /"urgent"/)
})

test('the generator knows the default config of every version', () => {
  for (const agent of AGENTS) assert.deepEqual(sampleAgents[agent].bases, defaultsOf(agent))
})

/** Configs of each path and class of loss, as the preview of all together adds them up. */
async function lossesTogether(plan: ExaminePlan, rows: readonly SampleConfig[]) {
  const session = await sandbox.open<ExaminePlan, PreviewBatchInput, string, TallyState>(
    'preview-batch',
    plan,
  )
  try {
    const inputs = rows.map((row) => ({ ...inputOf(row), id: row.configId as ConfigId }))
    const tally = new PreviewTally()
    for (let at = 0; at < inputs.length; at += 1_024) {
      const { parts } = await session.runInParts(inputs.slice(at, at + 1_024))
      for (const part of parts) tally.merge(part)
    }
    assert.equal(tally.counts.migrated, rows.length)
    return Object.fromEntries(
      tally.losses().map((loss) => [`${loss.class} ${loss.path} ${loss.step ?? ''}`, loss.configs]),
    )
  } finally {
    await session.close()
  }
}

test('seo: the preview of all lists every silent drop of a careless migration, counted as if each config were asked', async () => {
  const careless = await loadCareless(sandbox)
  const path = (await loadMigrations(sandbox, 'seo')).map((one) => (one.to === careless.to ? careless : one))
  const plan = await planOf('seo', path)
  const rows = tenants('seo', 1_500)
  const alone: Record<string, number> = {}
  for (const { losses } of await previews(
    plan,
    rows.map(({ config }) => config),
  )) {
    for (const key of new Set(losses.map((loss) => `${loss.class} ${loss.path} ${loss.step ?? ''}`))) {
      alone[key] = (alone[key] ?? 0) + 1
    }
  }
  assert.ok(Object.keys(alone).length > 100)
  assert.deepEqual(await lossesTogether(plan, rows), alone)
})

test('seo: the preview of all finds nothing lost by our own migrations, and leaves nothing unproven', async () => {
  assert.deepEqual(await lossesTogether(await planOf('seo'), tenants('seo', 1_500)), {})
})
