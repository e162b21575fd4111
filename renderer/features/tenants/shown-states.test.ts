import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigState, StateEnd } from '../../../shared/api/tenants.ts'
import { shownStates } from './shown-states.ts'

const push: StateEnd = {
  at: '2026-11-21T09:30:15Z',
  kind: 'push',
  who: 'bob',
  reason: 'release to 1.1.0',
  release: 'seo@1.1.0',
}
const states: readonly ConfigState[] = [
  { id: 'h1', version: '1.0.0', ended: push },
  { id: null, version: '1.1.0', ended: null },
]

test('states are shown newest first, each with what made it so', () => {
  assert.deepEqual(
    shownStates(states).map(({ key, at, isNow, title, began }) => [key, at, isNow, title, began?.who]),
    [
      ['now', 0, true, '1.1.0, now', 'bob'],
      ['h1', 1, false, '1.0.0, at first', undefined],
    ],
  )
})
