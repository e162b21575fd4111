import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHECKLIST, type ChecklistFacts, isTickable } from './checklist.ts'

const facts: ChecklistFacts = {
  state: 'approved',
  protection: 'protected',
  approvedBy: ['bob'],
  lacking: [],
  previewAgeHours: 2,
  previewMaxAgeHours: 24,
  verified: 'passed',
  staging: ['staging'],
  backupAt: null,
  frozen: null,
  acceptedLosses: 0,
  doctor: { at: '2026-01-31T12:00:00Z', checks: 9, problems: [] },
  waves: [],
  strain: 0.2,
  migrated: 0,
  held: 0,
  failed: 0,
  conflicts: 0,
  remaining: 10,
}

const state = (id: string, more: Partial<ChecklistFacts> = {}) =>
  CHECKLIST.find((step) => step.id === id)?.check?.({ ...facts, ...more }).state

test('every step has an id of its own, and is either checked or ticked', () => {
  assert.equal(new Set(CHECKLIST.map(({ id }) => id)).size, CHECKLIST.length)
  for (const { id, check } of CHECKLIST) assert.equal(isTickable(id), check === undefined)
  assert.equal(isTickable('no such step'), false)
})

test('a push to a protected environment that has begun without a backup is told as such', () => {
  assert.equal(state('backup'), 'open')
  assert.equal(state('backup', { state: 'rolling_out' }), 'failed')
  assert.equal(state('backup', { state: 'rolling_out', backupAt: '2026-01-31T12:00:00Z' }), 'done')
  assert.equal(state('backup', { state: 'rolling_out', protection: 'none' }), 'done')
})

test('what speaks against going on fails its step, and nothing else does', () => {
  const failing = (more: Partial<ChecklistFacts>) =>
    CHECKLIST.filter(({ check }) => check?.({ ...facts, ...more }).state === 'failed').map(({ id }) => id)
  assert.deepEqual(failing({}), [])
  assert.deepEqual(failing({ previewAgeHours: 30 }), ['preview-fresh'])
  assert.deepEqual(failing({ verified: 'failed' }), ['staging'])
  assert.deepEqual(failing({ frozen: 'the feast' }), ['freeze'])
  assert.deepEqual(failing({ doctor: { at: '', checks: 1, problems: ['space: none'] } }), ['doctor'])
  const out = { state: 'rolling_out', backupAt: '2026-01-31T12:00:00Z' } as const
  assert.deepEqual(failing({ ...out, strain: 1.2 }), ['pressure'])
  assert.deepEqual(failing({ ...out, waves: [{ wave: 1, state: 'completed', objections: ['3 failed'] }] }), [
    'waves-hold',
  ])
  assert.deepEqual(failing({ ...out, held: 1 }), ['nothing-left'])
  assert.deepEqual(failing({ ...out, state: 'rolled_back', conflicts: 2 }), ['conflicts-decided'])
})
