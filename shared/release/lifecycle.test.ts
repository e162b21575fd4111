import assert from 'node:assert/strict'
import { test } from 'node:test'
import { raised } from '../../test/support/lens.ts'
import { nextState, type ReleaseAction, type ReleaseState, statesFor } from './lifecycle.ts'
import { formatReleaseName, parseReleaseName } from './name.ts'

const STATES: readonly ReleaseState[] = [
  'draft',
  'proposed',
  'approved',
  'verified',
  'rolling_out',
  'paused',
  'completed',
  'rolling_back',
  'rolled_back',
]
const ACTIONS: readonly ReleaseAction[] = [
  'propose',
  'approve',
  'verify',
  'push',
  'complete',
  'roll back',
  'finish rolling back',
]

/** Where each action may be taken, and where it leads: the whole lifecycle. */
const allowed: Record<ReleaseAction, readonly string[]> = {
  propose: ['draft > proposed'],
  approve: ['proposed > approved'],
  verify: ['approved > verified'],
  push: [
    'approved > rolling_out',
    'verified > rolling_out',
    'rolling_out > rolling_out',
    'paused > rolling_out',
    'completed > rolling_out',
  ],
  complete: ['rolling_out > completed'],
  'roll back': [
    'rolling_out > rolling_back',
    'paused > rolling_back',
    'completed > rolling_back',
    'rolling_back > rolling_back',
  ],
  'finish rolling back': ['rolling_back > rolled_back'],
}

test('every action is taken in its states, leads where it should, and is refused in all others', () => {
  for (const action of ACTIONS) {
    const taken = STATES.filter((state) => statesFor(action).includes(state))
    assert.deepEqual(
      taken.map((state) => `${state} > ${nextState('seo@2.0.0', state, action)}`),
      allowed[action],
    )
    for (const state of STATES) {
      if (!taken.includes(state)) raised('release/wrong-state', () => nextState('seo@2.0.0', state, action))
    }
  }
})

test('a refusal names the release, its state and the states that would do', () => {
  assert.equal(
    raised('release/wrong-state', () => nextState('seo@2.0.0', 'rolled_back', 'roll back')),
    'seo@2.0.0 is rolled back. To roll back, it has to be rolling out or paused or completed or rolling back.',
  )
})

test('nothing leaves a release that has been rolled back, and nothing goes to production unapproved', () => {
  for (const action of ACTIONS) assert.ok(!statesFor(action).includes('rolled_back'))
  for (const state of ['draft', 'proposed'] as const) assert.ok(!statesFor('push').includes(state))
})

test('a release is named by its agent and version', () => {
  assert.deepEqual(parseReleaseName('paid_ads@1.10.0'), { agent: 'paid_ads', version: '1.10.0' })
  assert.equal(formatReleaseName(parseReleaseName('seo@2.0.0')), 'seo@2.0.0')
  for (const text of [
    '',
    'seo',
    'seo@',
    '@1.0.0',
    'seo@1.0',
    'SEO@1.0.0',
    'seo@1.0.0@1',
    'seo @1.0.0',
    'seo@1.0.0\n',
  ])
    assert.match(
      raised('release/bad-name', () => parseReleaseName(text)),
      /is no release\. Write agent and version, as in seo@2\.0\.0\.$/,
    )
})
