import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { assertJson, raised } from '../../test/support/lens.ts'
import { add, convert, remove, rename } from '../authoring/index.ts'
import type { Version } from '../config/ids.ts'
import { type Json, rawNumber } from '../json/value.ts'
import { checkConfig, Engine } from './engine.ts'

const version = (text: string): Version => text as Version

const path = [
  migrationOf('1.0.0', '1.1.0', [rename('/a', 'b')]),
  migrationOf('1.1.0', '1.2.0', [convert('/b', { scale: 2 })]),
  migrationOf('1.2.0', '2.0.0', [add('/c', true), remove('/old')]),
  migrationOf('1.1.0', '2.0.0', [rename('/b', 'direct')]),
]
const engine = new Engine({ path, to: version('2.0.0'), defaults: {} }, callerOf())

test('takes the shortest path from a config’s version, and the same one back', () => {
  assert.deepEqual(engine.pathFrom(version('1.0.0')), [0, 3])
  assert.deepEqual(engine.pathFrom(version('1.2.0')), [2])
  assert.deepEqual(engine.pathFrom(version('2.0.0')), [])
  const there = engine.forward(configOf({ a: 1, old: 2 }), version('1.0.0'))
  assertJson(there.config, { version: '2.0.0', tenant_id: 't-1', direct: 1, old: 2 })
  assert.deepEqual(
    there.effects.map(({ step, outcome }) => `${step} ${outcome}`),
    ['0/0 moved', '3/0 moved'],
  )
  assertJson(engine.backward(there.config, version('1.0.0')).config, configOf({ a: 1, old: 2 }))
})

test('goes back to any version on the way, with each edge’s own complement', () => {
  const long = new Engine({ path: path.slice(0, 3), to: version('2.0.0'), defaults: {} }, callerOf())
  const there = long.forward(configOf({ a: 1, old: 'mine' }), version('1.0.0'))
  assertJson(there.config, { version: '2.0.0', tenant_id: 't-1', b: 2, c: true })
  const complement = there.complement as unknown as Json
  assertJson(long.backward(there.config, version('1.1.0'), { complement }).config, {
    version: '1.1.0',
    tenant_id: 't-1',
    b: 1,
    old: 'mine',
  })
})

test('a version without a path is refused, with those that have one', () => {
  assert.equal(
    raised('config/no-path', () => engine.forward(configOf({}), version('0.9.0'))),
    'No migrations lead from version 0.9.0 to 2.0.0; they do from 1.0.0, 1.1.0, 1.2.0. Write the missing one, or move the config to one of these versions.',
  )
  raised('config/no-path', () => engine.backward(configOf({}), version('3.0.0')))
})

test('notes every run of code with the config before and after it', () => {
  const code = {
    up: (config: Config) => ({ ...config, n: config.n + 1 }),
    down: (config: Config) => ({ ...config, n: config.n - 1 }),
  }
  const edges = [
    migrationOf('1.0.0', '1.1.0', [add('/x', 1), codeStep(code)]),
    migrationOf('1.1.0', '2.0.0', [codeStep(code)]),
  ]
  const coded = new Engine({ path: edges, to: version('2.0.0'), defaults: {} }, callerOf([code], [code]))
  const there = coded.forward(configOf({ n: 1 }), version('1.0.0'))
  assert.deepEqual(
    there.code.map(({ step, before, after }) => [step, before.n, (after as Config).n]),
    [
      ['0/t0', 1, 2],
      ['1/t0', 2, 3],
    ],
  )
  assert.equal(there.code[0]?.before.x, 1)
  assert.equal(coded.backward(there.config, version('1.0.0')).config.n, 1)
  assert.ok(coded.hasCode(version('1.0.0')))
  assert.ok(!engine.hasCode(version('1.0.0')))
})

test('a config is an object whose version is its row’s', () => {
  const config = configOf({ a: rawNumber('1.0') })
  assert.deepEqual(checkConfig(config, '1.0.0'), { config, version: '1.0.0' })
  for (const [found, value] of [
    ['null', null],
    ['a list', []],
    ['a string', 'x'],
    ['a number', 5],
    ['a number', rawNumber('1.0')],
    ['a boolean', true],
  ] as const) {
    assert.equal(
      raised('config/not-an-object', () => checkConfig(value, '1.0.0')),
      `The config is ${found}, not an object. Mend the row, or leave it out of the release.`,
    )
  }
  for (const [found, value] of [
    ['missing', {}],
    ['no string', { version: 1 }],
    ['no string', { version: null }],
    ['no version', { version: '1.0' }],
    ['no version', { version: '01.0.0' }],
  ] as [string, Json][]) {
    assert.match(
      raised('config/no-version', () => checkConfig(value, '1.0.0')),
      new RegExp(`^The config's /version is ${found}\\.`),
    )
  }
  assert.match(
    raised('config/version-mismatch', () => checkConfig(config, '1.1.0')),
    /^The config says version 1\.0\.0, its row says 1\.1\.0\./,
  )
})
