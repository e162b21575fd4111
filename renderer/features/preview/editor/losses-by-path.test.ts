import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LossEntry } from '../../../../shared/api/losses.ts'
import { lossesByPath } from './losses-by-path.ts'

const loss = (change: Partial<LossEntry>): LossEntry => ({
  path: '/a',
  class: 'dropped-silently',
  step: null,
  shape: 's1',
  from: '1.0.0',
  configs: 2,
  blocks: true,
  accepted: null,
  ...change,
})

test('the shapes of one path are one loss, which blocks as long as one of them does', () => {
  const accepted = { who: 'bob', at: '2026-11-21T09:00:00Z', reason: 'old' }
  const found = lossesByPath([
    loss({}),
    loss({ shape: 's2', configs: 5, blocks: false, accepted }),
    loss({ shape: 's3', blocks: false, accepted: { ...accepted, at: '2026-11-22T09:00:00Z' } }),
    loss({ path: '/b', class: 'dropped', step: '0/2', blocks: false }),
  ])
  assert.deepEqual(
    found.map(({ path, configs, blocks, shapes }) => [path, configs, blocks, shapes.length]),
    [
      ['/a', 9, true, 3],
      ['/b', 2, false, 1],
    ],
  )
  assert.deepEqual(found[0]?.accepted, [{ ...accepted, shapes: ['s2', 's3'] }])
})
