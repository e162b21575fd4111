import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReleaseDraft, ReleaseEntry, ReleaseStanding } from '../../../shared/api/releases.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'
import { nextStepOf, type ReleaseFacts, stagesOf } from './stages.ts'

const draft: ReleaseDraft = {
  release: 'seo@1.1.0',
  agent: 'seo',
  version: '1.1.0',
  digest: 'd'.repeat(64),
  author: 'ada',
  createdAt: '2026-01-31T12:00:00Z',
  preview: 'p',
  notes: '',
  accepted: [],
  class: 'additive',
  path: [],
  flow: 'none',
}

const entry = (action: string, who: string): ReleaseEntry => ({
  at: '2026-01-31T13:00:00Z',
  who,
  action,
  detail: {},
})

const standing = (state: ReleaseState, more: Partial<ReleaseStanding> = {}): ReleaseStanding => ({
  environment: 'production',
  record: {
    release: draft.release,
    agent: 'seo',
    version: '1.1.0',
    digest: draft.digest,
    state,
    author: 'ada',
    notes: '',
    previewDigest: '',
    createdAt: draft.createdAt,
    previewedAt: null,
    approvals: [],
    accepted: [],
  },
  shapes: [],
  approval: { rules: [], lacking: [], refusals: [] },
  evidence: null,
  previewMaxAgeHours: null,
  langflow: { configured: false, published: null },
  timeline: [],
  ...more,
})

const facts = (more: Partial<ReleaseFacts> = {}): ReleaseFacts => ({
  environment: 'production',
  isStaging: false,
  draft,
  standing: null,
  staging: [],
  verified: 'missing',
  ...more,
})

const shown = (of: ReleaseFacts) => stagesOf(of).map(({ id, state }) => `${id} ${state}`)

test('a draft is there, and to be proposed is next', () => {
  assert.deepEqual(shown(facts()), [
    'draft now',
    'proposed next',
    'approved later',
    'rolling_out later',
    'completed later',
  ])
  assert.equal(nextStepOf(facts()).action, 'propose')
})

test('each stage says who brought it there, as the audit log has it', () => {
  const timeline = [entry('release.propose', 'ada'), entry('release.approve', 'bob')]
  const stages = stagesOf(facts({ standing: standing('approved', { timeline }) }))
  assert.deepEqual(
    stages.slice(0, 3).map(({ who }) => who),
    ['ada', 'ada', 'bob'],
  )
})

test('a stage that is not asked for is neither shown nor waited for', () => {
  assert.deepEqual(shown(facts({ standing: standing('approved') })).slice(2), [
    'approved now',
    'rolling_out next',
    'completed later',
  ])
  assert.equal(nextStepOf(facts({ standing: standing('approved') })).action, 'push')
})

test('where staging is asked for, nothing is pushed before it has held there', () => {
  const here = { standing: standing('approved'), staging: ['staging'] }
  assert.equal(nextStepOf(facts(here)).action, 'staging')
  assert.ok(shown(facts({ ...here, verified: 'failed' })).includes('verified failed'))
  assert.equal(nextStepOf(facts({ ...here, verified: 'failed' })).tone, 'bad')
  const held = facts({ ...here, verified: 'passed' })
  assert.ok(shown(held).includes('verified done'))
  assert.equal(nextStepOf(held).action, 'push')
})

test('whoever may not approve is told why, and what is still lacking', () => {
  const approval = { rules: [], lacking: ['1 approval'], refusals: ['ada is its author.'] }
  const step = nextStepOf(facts({ standing: standing('proposed', { approval }) }))
  assert.equal(step.action, 'approve')
  assert.deepEqual(step.missing, ['Lacking: 1 approval.', 'ada is its author.'])
})

test('on staging a release that is through is looked over next, elsewhere it is told of', () => {
  const completed = standing('completed')
  assert.equal(nextStepOf(facts({ standing: completed, isStaging: true })).action, 'verify')
  assert.equal(nextStepOf(facts({ standing: completed })).action, 'report')
})

test('a rollback is a branch after what it had come to', () => {
  const timeline = [
    entry('release.rolling_out', 'bob'),
    entry('release.rolling_back', 'eve'),
    entry('release.rolled_back', 'eve'),
  ]
  const cut = shown(facts({ standing: standing('rolling_back', { timeline }) }))
  assert.deepEqual(cut.slice(-4), [
    'rolling_out done',
    'completed later',
    'rolling_back now',
    'rolled_back next',
  ])
  const whole = [entry('release.completed', 'bob'), ...timeline]
  assert.deepEqual(shown(facts({ standing: standing('rolled_back', { timeline: whole }) })).slice(-3), [
    'completed done',
    'rolling_back done',
    'rolled_back now',
  ])
  assert.equal(nextStepOf(facts({ standing: standing('rolled_back') })).action, 'propose')
  assert.equal(nextStepOf(facts({ standing: standing('rolled_back'), draft: null })).action, 'report')
})
