import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { remove } from '../authoring/index.ts'
import type { Version } from '../config/ids.ts'
import type { JsonObject } from '../json/value.ts'
import type { Step } from '../lens/step.ts'
import { Engine } from './engine.ts'
import { roundTrip } from './round-trip.ts'

const FROM = '1.0.0' as Version

function trip(members: JsonObject, step: Step | Code) {
  const isCode = 'up' in step
  const path = [migrationOf(FROM, '1.1.0', [isCode ? codeStep(step) : step])]
  const engine = new Engine({ path, to: '1.1.0' as Version, defaults: {} }, callerOf(isCode ? [step] : []))
  const config = configOf(members)
  return roundTrip(engine, config, FROM, engine.forward(config, FROM))
}

const same = (config: Config) => config

test('lenses give the config back exactly', () => {
  assert.deepEqual(trip({ a: { b: [1] } }, remove('/a')), { exact: true })
})

test('where code does not, the paths that differ are named, each pattern once', () => {
  const down = (config: Config) => ({
    ...config,
    a: 2,
    list: config.list.map((one: Config) => ({ ...one, x: 0 })),
    added: true,
  })
  const lossy = { up: ({ gone: _, ...rest }: Config) => rest, down }
  assert.deepEqual(trip({ a: 1, list: [{ x: 1 }, { x: 2 }], gone: 1 }, lossy), {
    exact: false,
    differs: ['/a', '/added', '/gone', '/list/*/x'],
  })
})

test('no more than fifty paths are named', () => {
  const members = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`k${index}`, index]))
  const found = trip(members, {
    up: same,
    down: ({ version, tenant_id }: Config) => ({ version, tenant_id }),
  })
  assert.ok(!found.exact && found.differs.length === 50)
})

test('no way back is a result, with the reason', () => {
  assert.deepEqual(trip({}, { up: same }), {
    exact: false,
    differs: [],
    problem:
      'Step 0/0 is a transform without down: there is no way back through it. Write its down, or restore from the history.',
  })
  const throwing = {
    up: same,
    down: () => {
      throw new Error('Cannot go back')
    },
  }
  const found = trip({}, throwing)
  assert.ok(!found.exact && found.problem?.includes('Cannot go back'))
})
