import assert from 'node:assert/strict'
import { test } from 'node:test'
import { customisations } from '../../shared/config/customisations.ts'
import type { Version } from '../../shared/config/ids.ts'
import { Random } from '../../shared/config/sample/index.ts'
import { compileSchema } from '../../shared/config/schema.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { formatPointer, getAt } from '../../shared/json/pointer.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { OPS, type Op, type Step } from '../../shared/lens/step.ts'
import { checkMigration } from '../../shared/migration/check.ts'
import { type Draft, draftMigration } from '../../shared/migration/draft/draft.ts'
import type { Drafted } from '../../shared/migration/draft/drafted.ts'
import { trySteps } from '../../shared/migration/draft/try-steps.ts'
import { writeModule } from '../../shared/migration/draft/write-module.ts'
import type { Engine, EngineRun } from '../../shared/migration/engine.ts'
import { follow, trailOf } from '../../shared/migration/follow.ts'
import { makeConfig, makeSteps, makeWorld, type World } from '../support/config-worlds.ts'
import { engineOf } from '../support/laws.ts'

/*
 * The law: take a schema with its default config, take both through steps drawn by lot, and draft the migration
 * from the two versions alone. Seeds are fixed, so that a failure is the same for everybody; RUNS widens them.
 */
const RUNS = Number(process.env.RUNS ?? 250)
const FROM = '1.0.0' as Version
const CONFIGS = 12

type Case = {
  readonly seed: number
  readonly old: World
  readonly fresh: World
  readonly truth: readonly Step[]
  readonly configs: readonly JsonObject[]
  readonly draft: Draft
  readonly steps: readonly Step[]
}

const cases: readonly Case[] = Array.from({ length: RUNS }, (_, index) => index + 1).flatMap((seed) => {
  const random = new Random(seed)
  const old = makeWorld(random)
  const { steps: truth, world: fresh } = makeSteps(old, random)
  const configs = Array.from({ length: CONFIGS }, () => makeConfig(old, random))
  if (truth.length === 0) return []
  const draft = draftMigration({
    old: { ...old, variables: new Map() },
    fresh: { ...fresh, variables: new Map() },
    to: '1.1.0',
    changelog: '',
    // A draft has to do without configs too.
    samples: random.chance(0.7) ? configs : [],
  })
  return [{ seed, old, fresh, truth, configs, draft, steps: draft.steps.map(({ step }) => step) }]
})

const inWords = ({ seed, truth, steps }: Case, what: string): string =>
  `seed ${seed}: ${what}\ntruth ${JSON.stringify(truth)}\ndraft ${JSON.stringify(steps)}`

test('a draft brings the old default config to the new one', () => {
  for (const one of cases) {
    const made = trySteps(one.steps, one.old.defaults)
    assert.ok(
      made !== undefined && equalJson(made, one.fresh.defaults),
      inWords(one, 'another default config'),
    )
  }
})

test('a draft is a sound migration, and its module says just its steps', async () => {
  for (const { draft, steps } of cases) {
    if (steps.length === 0) continue
    const edge = { agent: 'seo', from: '1.0.0', to: '1.1.0', summary: 'Drafted' }
    assert.deepEqual(checkMigration({ ...edge, steps }, 'x.ts').steps, steps)
    const text = writeModule({ ...edge, steps: draft.steps, head: [] })
    assert.deepEqual(await stepsIn(text), steps)
  }
})

test('no setting of a user is dropped silently, and no config is refused that need not be', () => {
  for (const one of cases) {
    const [truth, engine] = [engineFor(one.truth), engineFor(one.steps)]
    for (const config of one.configs) {
      const run = tryForward(engine, config)
      if (run === undefined) {
        assert.ok(
          engine === undefined || tryForward(truth, config) === undefined,
          inWords(one, 'a config is refused'),
        )
        continue
      }
      const trail = trailOf(run)
      for (const { tokens } of customisations(config, one.old.defaults)) {
        const fate = follow(tokens, trail)
        assert.ok(
          fate.kind === 'dropped' || getAt(run.config, fate.tokens) !== undefined,
          inWords(one, `${formatPointer(tokens)} is nowhere`),
        )
      }
    }
  }
})

test('results fit the new schema, or the draft asks what to do', () => {
  let asked = 0
  for (const one of cases) {
    const check = compileSchema(one.fresh.schema, { agent: 'seo', version: '1.1.0' })
    const [truth, engine] = [engineFor(one.truth), engineFor(one.steps)]
    for (const config of one.configs) {
      const wanted = tryForward(truth, config)
      if (wanted === undefined || check(wanted.config).length > 0) continue
      for (const { path, problem } of check(tryForward(engine, config)?.config ?? config)) {
        assert.ok(
          one.draft.open.some(({ place }) => isAt(path, place)),
          inWords(one, `${path} ${problem}`),
        )
        asked++
      }
    }
  }
  assert.ok(asked < cases.length * CONFIGS * 0.02, `${asked} are asked for`)
})

test('what becomes of each setting is found, or told as an alternative', () => {
  const met = new Map<Op, number>()
  let [settings, found] = [0, 0]
  for (const one of cases) {
    for (const { op } of one.truth) met.set(op, (met.get(op) ?? 0) + 1)
    const told = [...one.draft.open.map(({ place }) => place), ...placesTold(one.draft.steps)]
    const [truth, engine] = [engineFor(one.truth), engineFor(one.steps)]
    for (const config of one.configs) {
      const wanted = tryForward(truth, config)
      const made = tryForward(engine, config)?.config ?? config
      if (wanted === undefined) continue
      const trail = trailOf(wanted)
      for (const { tokens, value } of customisations(config, one.old.defaults)) {
        const fate = follow(tokens, trail)
        // What users have added belongs to no version: it goes with what it was added to.
        if (fate.kind === 'dropped' || tokens.includes('own_setting') || typeof value === 'object') continue
        settings++
        const [want, is] = [getAt(wanted.config, fate.tokens), getAt(made, fate.tokens)]
        if (want !== undefined && is !== undefined && equalJson(want, is)) found++
        else {
          const place = formatPointer(fate.tokens)
          assert.ok(
            told.some((other) => isAt(place, other)),
            inWords(one, `${formatPointer(tokens)} went to ${place}`),
          )
        }
      }
    }
  }
  assert.ok(found > 0.99 * settings, `${found} of ${settings} are found`)
  // No world is made by these.
  assert.deepEqual(
    OPS.filter((op) => !met.has(op)),
    ['remove', 'when', 'transform'],
  )
})

test('whatever documents a side lacks, the draft is sound and drops nothing silently', () => {
  for (const one of cases) {
    const random = new Random(one.seed)
    const lacking = (world: World) => ({
      schema: random.chance(0.5) ? world.schema : undefined,
      defaults: random.chance(0.5) ? world.defaults : undefined,
      variables: new Map(),
    })
    const [old, fresh] = [lacking(one.old), lacking(one.fresh)]
    const { steps: drafted } = draftMigration({
      old,
      fresh,
      to: '1.1.0',
      changelog: '',
      samples: one.configs,
    })
    const steps = drafted.map(({ step }) => step)
    if (steps.length === 0) continue
    assert.deepEqual(
      checkMigration({ agent: 'seo', from: '1.0.0', to: '1.1.0', summary: '', steps }, 'x.ts').steps,
      steps,
    )
    if (old.defaults !== undefined && fresh.defaults !== undefined) {
      const made = trySteps(steps, old.defaults) ?? null
      assert.ok(equalJson(made, fresh.defaults), inWords({ ...one, steps }, 'another default config'))
    }
    for (const config of one.configs) {
      const run = tryForward(engineOf(steps), config)
      if (run === undefined) continue
      const trail = trailOf(run)
      for (const { tokens } of customisations(config, undefined)) {
        const fate = follow(tokens, trail)
        assert.ok(
          fate.kind === 'dropped' || getAt(run.config, fate.tokens) !== undefined,
          inWords(one, formatPointer(tokens)),
        )
        // Without a schema nobody knows what users may have added.
        const isOwn = tokens.includes('own_setting') && old.schema === undefined
        if (isOwn && fate.kind === 'dropped')
          assert.ok(tokens.length > 1, inWords({ ...one, steps }, formatPointer(tokens)))
      }
    }
  }
})

const engineFor = (steps: readonly Step[]): Engine | undefined =>
  steps.length === 0 ? undefined : engineOf(steps)

/** What users have added may stand where a step brings something: then it refuses the config. */
function tryForward(engine: Engine | undefined, config: JsonObject): EngineRun | undefined {
  try {
    return engine?.forward(config, FROM)
  } catch (error) {
    if (isCrosswalkError(error, 'lens/target-occupied')) return undefined
    throw error
  }
}

/** Whether a place of a config is the one told or within it; `*` stands for any item. */
function isAt(place: string, told: string): boolean {
  const [tokens, wanted] = [place.split('/'), told.split('/')]
  return wanted.every((token, at) => token === '*' || token === tokens[at])
}

/** Where the alternatives of steps would bring something. */
function placesTold(steps: readonly Drafted[], base = ''): readonly string[] {
  return steps.flatMap(({ step, alternatives, inside = [] }) => [
    ...alternatives.flatMap((other) => other.steps.map((one) => base + placeOf(one))),
    ...placesTold(inside, step.op === 'each' ? `${base}${step.path}/*` : base),
  ])
}

function placeOf(step: Step): string {
  if (step.op === 'move') return step.to
  if (step.op === 'rename') return step.path.replace(/[^/]*$/, step.key)
  if (step.op === 'hoist') return step.under.replace(/\/[^/]*$/, '')
  return 'path' in step ? step.path : ''
}

/** The steps of a module as JavaScript reads them. */
async function stepsIn(module: string): Promise<unknown> {
  const crosswalk = new URL('../../shared/authoring/index.ts', import.meta.url)
  const text = module.replace("from 'crosswalk'", `from ${JSON.stringify(crosswalk)}`)
  const loaded: { default: { steps: unknown } } = await import(
    `data:text/javascript,${encodeURIComponent(text)}`
  )
  return loaded.default.steps
}
