import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { assertJson, raised } from '../../test/support/lens.ts'
import { add, deprecate, each, hoist, move, remove, rename, when } from '../authoring/index.ts'
import type { Version } from '../config/ids.ts'
import { readJson } from '../json/read.ts'
import type { Json, JsonObject } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Step } from '../lens/step.ts'
import { Engine, type EngineRun } from './engine.ts'

const [V1, V2] = ['1.0.0', '1.1.0'] as [Version, Version]
const fax = deprecate('/fax', { feature: 'Fax', message: 'Use e-mail.' })
const warning = { type: 'deprecation', feature: 'Fax', message: 'Use e-mail.', action_required: true }

function engineOf(steps: readonly Step[], options: { usual?: JsonObject; code?: Code } = {}): Engine {
  const defaults = options.usual === undefined ? {} : { [V1]: configOf(options.usual) }
  const path = [migrationOf(V1, V2, steps)]
  return new Engine({ path, to: V2, defaults }, callerOf(options.code ? [options.code] : []))
}

const kept = (run: EngineRun): Json => readJson(writeJson(run.complement as unknown as Json))

const warningsOf = ({ config }: EngineRun): Json | undefined => config._migration_warnings

// --- what a run keeps

test('what a step has kept is not written to by later steps', () => {
  const run = engineOf([move('/a/x', '/b/x'), move('/p', '/b'), move('/n', '/b/n')]).forward(
    configOf({ a: { x: 1 }, b: {}, n: 2 }),
    V1,
  )
  assertJson(run.config.b as Json, { x: 1, n: 2 })
  assertJson(run.complement[0]?.steps?.[1] as Json, { stayed: { x: 1 } })
})

test('the config that code was given is not written to by later steps', () => {
  const code = { up: (config: Config) => config, down: (config: Config) => config }
  const engine = engineOf([move('/a/x', '/b/x'), codeStep(code), move('/n', '/b/n')], { code })
  const there = engine.forward(configOf({ a: { x: 1 }, b: {}, n: 2 }), V1)
  assertJson(there.config.b as Json, { x: 1, n: 2 })
  assertJson(there.code[0]?.before.b as Json, { x: 1 })
  const back = engine.backward(there.config, V1, { complement: kept(there) })
  assertJson(back.config.b as Json, {})
  assertJson(back.code[0]?.before.b as Json, { x: 1 })
})

// --- version and tenant

test('the engine writes the version, whatever stood there', () => {
  const engine = engineOf([add('/a', 1)])
  for (const version of ['1.0.0', null, 7]) {
    assert.equal(engine.forward({ ...configOf({}), version }, V1).config.version, '1.1.0')
    assert.equal(engine.backward({ ...configOf({ a: 1 }), version }, V1).config.version, '1.0.0')
  }
  const code = {
    up: (config: Config) => ({ ...config, version: '9.9.9' }),
    down: ({ version: _, ...rest }: Config) => rest,
  }
  const coded = engineOf([codeStep(code)], { code })
  assert.equal(coded.forward(configOf({}), V1).config.version, '1.1.0')
  assert.equal(coded.backward(configOf({}), V1).config.version, '1.0.0')
})

test('code that changes the tenant is refused, either way', () => {
  for (const change of [
    (config: Config) => ({ ...config, tenant_id: 't-2' }),
    ({ tenant_id: _, ...rest }: Config) => rest,
    (config: Config) => ({ ...config, tenant_id: null }),
  ]) {
    const code = { up: change, down: change }
    const engine = engineOf([codeStep(code)], { code })
    assert.equal(
      raised('migration/tenant-changed', () => engine.forward(configOf({}), V1)),
      'The migration 1.0.0 to 1.1.0 changes /tenant_id, which says whose config it is. Leave that member as it is.',
    )
    raised('migration/tenant-changed', () => engine.backward(configOf({}), V1))
  }
  const gives = { up: (config: Config) => ({ ...config, tenant_id: 't-1' }) }
  raised('migration/tenant-changed', () =>
    engineOf([codeStep(gives)], { code: gives }).forward({ version: V1 }, V1),
  )
})

test('code that gives no object is refused', () => {
  for (const result of [null, [], 'text', 5]) {
    const code = { up: () => result }
    raised('migration/not-an-object', () => engineOf([codeStep(code)], { code }).forward(configOf({}), V1))
  }
})

// --- who is warned

test('only who used a feature is warned, where the default config is known', () => {
  const engine = engineOf([fax], { usual: { fax: { on: false } } })
  assert.deepEqual(warningsOf(engine.forward(configOf({ fax: { on: true } }), V1)), [warning])
  for (const members of [{ fax: { on: false } }, {}, { other: 1 }] as JsonObject[])
    assert.equal(warningsOf(engine.forward(configOf(members), V1)), undefined)
})

test('whoever has the feature is warned where the default config is not known, or lacks it', () => {
  for (const engine of [engineOf([fax]), engineOf([fax], { usual: {} })]) {
    assert.deepEqual(warningsOf(engine.forward(configOf({ fax: { on: false } }), V1)), [warning])
    assert.equal(warningsOf(engine.forward(configOf({}), V1)), undefined)
  }
})

test('the default config is followed through the steps before, so a renamed feature is still known', () => {
  const steps = [
    rename('/telefax', 'phone_fax'),
    move('/phone_fax', '/old/fax'),
    deprecate('/old/fax', { feature: 'Fax', message: 'Use e-mail.' }),
  ]
  const engine = engineOf(steps, { usual: { telefax: 'none' } })
  assert.equal(warningsOf(engine.forward(configOf({ telefax: 'none' }), V1)), undefined)
  assert.deepEqual(warningsOf(engine.forward(configOf({ telefax: '+43' }), V1)), [warning])
})

test('the default config is that of the edge’s own version, on a longer path too', () => {
  const path = [
    migrationOf('1.0.0', '1.1.0', [rename('/telefax', 'fax')]),
    migrationOf('1.1.0', '1.2.0', [fax]),
  ]
  const defaults = {
    '1.0.0': configOf({ telefax: 'none' }),
    '1.1.0': { ...configOf({ fax: 'none' }), version: '1.1.0' },
  }
  const engine = new Engine({ path, to: '1.2.0' as Version, defaults }, callerOf())
  assert.equal(warningsOf(engine.forward(configOf({ telefax: 'none' }), V1)), undefined)
  assert.deepEqual(warningsOf(engine.forward(configOf({ telefax: '+43' }), V1)), [warning])
})

test('behind code the default is not known, and whoever has the feature is warned', () => {
  const code = { up: (config: Config) => config }
  const engine = engineOf([codeStep(code), fax], { usual: { fax: 1 }, code })
  assert.deepEqual(warningsOf(engine.forward(configOf({ fax: 1 }), V1)), [warning])
})

test('a default config that the steps refuse does not keep other configs from going forward', () => {
  const engine = engineOf([rename('/a', 'b'), fax], { usual: { a: 1, b: 2, fax: 1 } })
  raised('lens/target-occupied', () => engine.forward(configOf({ a: 1, b: 2 }), V1))
  assert.deepEqual(warningsOf(engine.forward(configOf({ a: 1, fax: 1 }), V1)), [warning])
})

test('a condition decides who is warned', () => {
  const engine = engineOf([when({ path: '/plan', equals: 'pro' }, [fax])], {
    usual: { plan: 'free', fax: 1 },
  })
  assert.deepEqual(warningsOf(engine.forward(configOf({ plan: 'pro', fax: 2 }), V1)), [warning])
  assert.equal(warningsOf(engine.forward(configOf({ plan: 'pro', fax: 1 }), V1)), undefined)
  assert.equal(warningsOf(engine.forward(configOf({ plan: 'free', fax: 2 }), V1)), undefined)
})

test('a feature that many items have is told of once', () => {
  const engine = engineOf([each('/lines', [fax])])
  assert.deepEqual(warningsOf(engine.forward(configOf({ lines: [{ fax: 1 }, { fax: 2 }] }), V1)), [warning])
})

// --- the warnings in the config

const old = { type: 'deprecation', feature: 'Telex', message: 'It is gone.', action_required: true }

test('warnings are appended to those that are there, and taken back by the way back', () => {
  const engine = engineOf([fax])
  for (const before of [
    undefined,
    [],
    [old],
    [old, old],
    [warning],
    [old, warning, old],
    null,
    'text',
    { a: 1 },
  ] as (Json | undefined)[]) {
    const config = configOf({ fax: 1, ...(before === undefined ? {} : { _migration_warnings: before }) })
    const there = engine.forward(config, V1)
    const list = warningsOf(there) as readonly Json[]
    assert.deepEqual(
      list.filter((one) => (one as JsonObject).feature === 'Fax'),
      [warning],
    )
    if (Array.isArray(before)) assert.deepEqual(list.slice(0, before.length), before)
    assertJson(engine.backward(there.config, V1, { complement: kept(there) }).config, config)
  }
})

test('where a migration warns of nothing the warnings stay as they are', () => {
  const engine = engineOf([add('/a', 1)])
  for (const before of [[], [old], null, 'text'] as Json[]) {
    const there = engine.forward(configOf({ _migration_warnings: before }), V1)
    assert.deepEqual(warningsOf(there), before)
    assertJson(engine.backward(there.config, V1).config, configOf({ _migration_warnings: before }))
  }
})

test('warnings of several edges add up, and each edge takes its own back', () => {
  const telex = deprecate('/telex', { feature: 'Telex', message: 'It is gone.' })
  const path = [migrationOf('1.0.0', '1.1.0', [fax]), migrationOf('1.1.0', '1.2.0', [telex])]
  const engine = new Engine({ path, to: '1.2.0' as Version, defaults: {} }, callerOf())
  const config = configOf({ fax: 1, telex: 2 })
  const there = engine.forward(config, V1)
  assert.deepEqual(warningsOf(there), [warning, old])
  assert.deepEqual(there.warnings, [warning, old])
  assertJson(engine.backward(there.config, V1, { complement: kept(there) }).config, config)
  const half = engine.backward(there.config, '1.1.0' as Version, { complement: kept(there) })
  assert.deepEqual(warningsOf(half), [warning])
})

test('what others have added or users dismissed in between survives the way back, and the next way forward', () => {
  const engine = engineOf([fax])
  const there = engine.forward(configOf({ fax: 1, _migration_warnings: [old] }), V1)
  const other = { type: 'rollback', feature: '/x', message: 'Look.', action_required: true }

  const added = engine.backward({ ...there.config, _migration_warnings: [old, warning, other] }, V1, {
    complement: kept(there),
  })
  assert.deepEqual(warningsOf(added), [old, other])
  const again = engine.forward({ ...added.config, _migration_warnings: [old, other, { mine: 1 }] }, V1, {
    complement: kept(added),
  })
  assert.deepEqual(warningsOf(again), [old, warning, other, { mine: 1 }])

  const dismissed = engine.backward({ ...there.config, _migration_warnings: [old] }, V1, {
    complement: kept(there),
  })
  assert.deepEqual(warningsOf(dismissed), [old])
  assert.deepEqual(warningsOf(engine.forward(dismissed.config, V1, { complement: kept(dismissed) })), [old])

  const { _migration_warnings: _, ...none } = there.config
  const cleared = engine.backward(none, V1, { complement: kept(there) })
  assert.equal(warningsOf(cleared), undefined)
  assert.equal(warningsOf(engine.forward(cleared.config, V1, { complement: kept(cleared) })), undefined)
})

test('steps never see the warnings; those that code makes are appended, and taken back', () => {
  const note = { type: 'note', feature: 'Rules', message: 'Look them over.', action_required: false }
  const seen: unknown[] = []
  const code = {
    up: (config: Config) => {
      seen.push(config._migration_warnings)
      return { ...config, _migration_warnings: [note] }
    },
    down: (config: Config) => {
      seen.push(config._migration_warnings)
      return config
    },
  }
  const engine = engineOf([codeStep(code), fax], { code })
  const config = configOf({ fax: 1, _migration_warnings: [old] })
  const there = engine.forward(config, V1)
  assert.deepEqual(warningsOf(there), [old, warning, note])
  assertJson(engine.backward(there.config, V1, { complement: kept(there) }).config, config)
  assert.deepEqual(seen, [undefined, undefined])
})

test('a member of that name inside another object is the user’s own', () => {
  const config = configOf({ a: { _migration_warnings: 'mine', version: 'x' }, fax: 1 })
  const engine = engineOf([remove('/b'), fax])
  const there = engine.forward(config, V1)
  assert.deepEqual(there.config.a, { _migration_warnings: 'mine', version: 'x' })
  raised('lens/target-occupied', () => engineOf([hoist('/a')]).forward(config, V1))
})

// --- the complement

test('an edge that has nothing to keep leaves no complement', () => {
  const engine = engineOf([add('/a', 1), rename('/b', 'c')])
  assert.deepEqual(engine.forward(configOf({ b: 1 }), V1).complement, [])
})

test('a complement of other edges is left unread', () => {
  const engine = engineOf([remove('/a')])
  const there = engine.forward(configOf({ a: 'mine' }), V1)
  assert.deepEqual(kept(there), [{ from: '1.0.0', to: '1.1.0', steps: [{ value: 'mine' }] }])
  const others = [{ from: '1.0.0', to: '2.0.0', steps: [{ value: 'not mine' }] }]
  assertJson(engine.backward(there.config, V1, { complement: others }).config, configOf({}))
  for (const complement of [null, {}, 'text', [null, 5]] as Json[])
    assertJson(engine.backward(there.config, V1, { complement }).config, configOf({}))
})
