import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemsOf } from '../../test/support/lens.ts'
import type { Op, Step } from '../lens/step.ts'
import { checkMigration } from '../migration/check.ts'
import {
  add,
  convert,
  defineMigration,
  deprecate,
  each,
  head,
  hoist,
  move,
  nest,
  redefault,
  remove,
  rename,
  transform,
  when,
  wrap,
} from './index.ts'

const notice = { feature: 'Fax', message: 'Use e-mail.' }

/** What authors write, and the data that it is. */
const written: { readonly [O in Exclude<Op, 'transform'>]: readonly (readonly [Step, object])[] } = {
  add: [[add('/a', null), { op: 'add', path: '/a', value: null }]],
  remove: [[remove('/a'), { op: 'remove', path: '/a' }]],
  rename: [[rename('/a', 'b'), { op: 'rename', path: '/a', key: 'b' }]],
  move: [[move('/a', '/b'), { op: 'move', from: '/a', to: '/b' }]],
  nest: [[nest(['/a'], '/b'), { op: 'nest', paths: ['/a'], under: '/b' }]],
  hoist: [
    [hoist('/a'), { op: 'hoist', under: '/a' }],
    [hoist('/a', ['b']), { op: 'hoist', under: '/a', keys: ['b'] }],
  ],
  wrap: [[wrap('/a'), { op: 'wrap', path: '/a' }]],
  head: [[head('/a'), { op: 'head', path: '/a' }]],
  convert: [
    [convert('/a', [['x', 1]]), { op: 'convert', path: '/a', table: [['x', 1]] }],
    [convert('/a', { scale: 2 }), { op: 'convert', path: '/a', linear: { scale: 2, offset: 0 } }],
    [convert('/a', { offset: 3 }), { op: 'convert', path: '/a', linear: { scale: 1, offset: 3 } }],
  ],
  redefault: [[redefault('/a', 1, 2), { op: 'redefault', path: '/a', from: 1, to: 2 }]],
  each: [[each('/a', [remove('/b')]), { op: 'each', path: '/a', steps: [{ op: 'remove', path: '/b' }] }]],
  when: [
    [
      when({ path: '/a', equals: 1 }, [remove('/b')]),
      { op: 'when', condition: { path: '/a', equals: 1 }, steps: [{ op: 'remove', path: '/b' }] },
    ],
  ],
  deprecate: [[deprecate('/a', notice), { op: 'deprecate', path: '/a', ...notice }]],
}

test('what authors write is plain data that the check takes', () => {
  const steps = Object.values(written).flat()
  for (const [step, data] of steps) {
    assert.deepEqual(step, data)
    assert.deepEqual(problemsOf(step), [])
  }
  const definition = defineMigration({
    agent: 'seo',
    from: '1.0.0',
    to: '1.1.0',
    summary: 'Everything',
    steps: steps.map(([step]) => step),
  })
  assert.deepEqual(checkMigration(JSON.parse(JSON.stringify(definition)), 'x.ts').steps, definition.steps)
})

test('a transform holds its two functions', () => {
  const up = (config: object) => config
  assert.deepEqual(transform({ up, down: up, summary: 'Code' }), {
    op: 'transform',
    up,
    down: up,
    summary: 'Code',
  })
  assert.deepEqual(transform({ up }), { op: 'transform', up })
})
