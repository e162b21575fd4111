import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RolloutView } from '../../../shared/api/rollouts.ts'
import { actionsFor, ageWords, durationWords, etaWords } from './figures.ts'
import { lacksOfScope, scopeOf } from './rollback-scope.ts'

type Order = NonNullable<RolloutView['order']>
const order = (wish: Order['wish']): Order => ({
  wish,
  wave: 1,
  promotion: 'by-hand',
  maxRate: null,
  askedBy: 'ann',
  reason: null,
})
const waves = [{ state: 'completed' }, { state: 'pending' }] as unknown as RolloutView['waves']
const at = (state: RolloutView['state'], holder: string | null, wish?: Order['wish']) =>
  actionsFor({ state, holder, waves, order: wish === undefined ? null : order(wish) })

test('what goes on can be paused, and what stands between two waves goes on with the next', () => {
  assert.deepEqual(at('approved', null), ['push'])
  assert.deepEqual(at('approved', 'ann'), [])
  assert.deepEqual(at('rolling_out', 'ann', 'run'), ['pause', 'cancel', 'roll back'])
  assert.deepEqual(at('rolling_out', null, 'run'), ['pause', 'cancel', 'roll back'])
  assert.deepEqual(at('rolling_out', null, 'done'), ['next wave', 'roll back'])
})

test('a paused rollout is resumed as ordered; where the order was cancelled, it is pushed anew', () => {
  assert.deepEqual(at('paused', null, 'pause'), ['resume', 'cancel', 'roll back'])
  assert.deepEqual(at('paused', null, 'cancel'), ['push', 'roll back'])
  assert.deepEqual(at('rolled_back', null, 'done'), [])
})

test('how long it takes is told in the unit that a person would use', () => {
  assert.deepEqual([0.2, 80, 300, 7000, 9000].map(durationWords), [
    '1 s',
    '80 s',
    '5 min',
    '117 min',
    '2.5 h',
  ])
  assert.equal(etaWords({ remaining: 100, perSecond: 0 }), undefined)
  assert.equal(etaWords({ remaining: 100, perSecond: 50 }), '2 s')
  assert.equal(ageWords(0.4, 24), 'less than an hour old; 24 hours are allowed')
})

test('tenants are named by their ids, each once, and nothing else is taken for one', () => {
  const id = '0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6e'
  const form = { what: 'tenants', wave: '1', withNewer: false, emergency: '' } as const
  assert.deepEqual(scopeOf({ ...form, tenants: `${id}\n ${id.toUpperCase()},` }), { tenants: [id] })
  assert.deepEqual(lacksOfScope({ ...form, tenants: `${id} acme` }), ['acme is no id of a tenant.'])
  assert.equal(lacksOfScope({ ...form, tenants: ' ' }).length, 1)
  assert.deepEqual(scopeOf({ ...form, what: 'wave', tenants: '' }), { wave: 1 })
})
