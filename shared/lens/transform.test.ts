import assert from 'node:assert/strict'
import { test } from 'node:test'
import { raised, wordsOf } from '../../test/support/lens.ts'
import type { Json, JsonObject } from '../json/value.ts'
import { EffectTable } from './effect.ts'
import type { Run } from './lens.ts'
import { compileStep } from './operations.ts'
import type { Step } from './step.ts'

const step: Step = { op: 'transform', id: 't0', down: true, summary: 'Rebuilds the rules.' }
const called: string[] = []

const site = () => ({ step: '0/0', base: [], items: [], effects: new EffectTable() })
const runOf = (code: (direction: 'up' | 'down', config: JsonObject) => Json): Run => ({
  effects: [],
  items: [],
  warnings: [],
  baseline: undefined,
  transform: (id, direction, config) => {
    called.push(`${id} ${direction}`)
    return code(direction, config)
  },
})

test('calls up with the whole config on the way forward, and down on the way back', () => {
  const lens = compileStep(step, site())
  const run = runOf((direction, config) => ({ ...config, [direction]: true }))
  const there = lens.forward({ a: 1 }, undefined, run)
  assert.deepEqual(there, { doc: { a: 1, up: true }, complement: undefined })
  assert.deepEqual(lens.backward(there.doc, undefined, run).doc, { a: 1, up: true, down: true })
  assert.deepEqual(called, ['t0 up', 't0 down'])
  assert.deepEqual(
    run.effects.map(({ outcome, path }) => [outcome, path]),
    [
      ['applied', ''],
      ['applied', ''],
    ],
  )
})

test('without a down there is no way back, and the code is not called', () => {
  called.length = 0
  const lens = compileStep({ ...step, down: false }, site())
  assert.equal(
    raised('lens/no-way-back', () =>
      lens.backward(
        {},
        undefined,
        runOf(() => ({})),
      ),
    ),
    'Step 0/0 is a transform without down: there is no way back through it. Write its down, or restore from the history.',
  )
  assert.deepEqual(called, [])
})

test('takes nothing but a config', () => {
  const lens = compileStep(step, site())
  for (const doc of [null, [], 'x']) {
    raised('lens/not-a-config', () =>
      lens.forward(
        doc,
        undefined,
        runOf(() => ({})),
      ),
    )
    raised('lens/not-a-config', () =>
      lens.backward(
        doc,
        undefined,
        runOf(() => ({})),
      ),
    )
  }
})

test('says what its author says of it; what it loses only the evidence can tell', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Rebuilds the rules.'],
    loss: 'unknown',
    change: 'transformative',
  })
  const { summary: _, ...silent } = step
  assert.deepEqual(wordsOf(silent).lines, ['Runs code on the whole config.'])
})
