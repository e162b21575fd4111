import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PushPlan, WaveView } from '../../../shared/api/rollouts.ts'
import { EMPTY_ORDER, lacksOf, pushRequest, reachOfOrder } from './push-order.ts'

const wave = (number: number, more: Partial<WaveView> = {}): WaveView => ({
  wave: number,
  state: 'pending',
  percent: number * 10,
  tenants: 10,
  configs: 100,
  migrated: 0,
  held: 0,
  failed: 0,
  bakeMinutes: 0,
  bakeReads: 0,
  baked: null,
  waits: [],
  objections: [],
  ...more,
})

const plan = (more: Partial<PushPlan> = {}): PushPlan => ({
  release: 'seo@1.1.0',
  environment: 'production',
  state: 'approved',
  protection: 'none',
  waves: [wave(1), wave(2), wave(3)],
  next: 1,
  waits: [],
  rate: null,
  backup: { taken: 'not needed', newest: null },
  frozen: null,
  staging: [],
  verified: 'not needed',
  previewAgeHours: 1,
  previewMaxAgeHours: 24,
  ...more,
})

test('a protected environment asks for just its name, letter for letter', () => {
  const there = plan({ protection: 'protected' })
  for (const typed of ['', 'Production', 'production ', 'staging']) {
    assert.deepEqual(lacksOf(there, { ...EMPTY_ORDER, typed }), ['Type production to confirm.'])
  }
  const order = { ...EMPTY_ORDER, typed: 'production' }
  assert.deepEqual(lacksOf(there, order), [])
  assert.equal(pushRequest(there, order).confirm, 'production')
})

test('what the services would refuse is said before', () => {
  const lacks = (more: Partial<PushPlan>) => lacksOf(plan(more), EMPTY_ORDER).length
  assert.equal(lacks({}), 0)
  assert.equal(lacks({ verified: 'missing', staging: ['staging'] }), 1)
  assert.equal(lacks({ verified: 'failed', staging: ['staging'] }), 1)
  assert.equal(lacks({ frozen: 'the feast' }), 1)
  assert.equal(lacks({ previewAgeHours: 30 }), 1)
  assert.equal(lacks({ previewAgeHours: 30, state: 'paused' }), 0)
  assert.equal(lacks({ next: null, waits: ['it bakes'] }), 1)
  assert.equal(lacksOf(plan({ next: null }), { ...EMPTY_ORDER, wave: '2' }).length, 0)
  assert.equal(lacksOf(plan(), { ...EMPTY_ORDER, maxRate: '-1' }).length, 1)
  assert.equal(lacksOf(plan(), { ...EMPTY_ORDER, backup: { taken: 'lately', note: '' } }).length, 2)
})

test('an order reaches the waves up to its own, without what is migrated already', () => {
  const waves = [wave(1, { migrated: 100 }), wave(2, { migrated: 40, held: 5 }), wave(3)]
  const configs = (of: string) => reachOfOrder({ waves, next: 2 }, { wave: of }).configs
  assert.equal(configs('next'), 60)
  assert.equal(configs('3'), 160)
  assert.equal(configs('all'), 160)
  assert.equal(reachOfOrder({ waves, next: null }, { wave: 'next' }).configs, 0)
})
