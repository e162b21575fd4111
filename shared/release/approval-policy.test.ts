import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ApprovalCase,
  type ApprovalRule,
  describeOpenRule,
  isSamePerson,
  openRules,
  type ReleaseFacts,
  refusalsOf,
  rulesFor,
} from './approval-policy.ts'

const facts: ReleaseFacts = {
  environment: 'production',
  agent: 'seo',
  class: 'deprecating',
  acceptedLosses: 2,
}

const rule = (name: string, more: Partial<ApprovalRule> = {}): ApprovalRule => ({
  name,
  when: {},
  count: 1,
  ...more,
})

const release = (more: Partial<ApprovalCase> = {}): ApprovalCase => ({
  author: 'ada@example.com',
  approvers: [],
  tenants: 100,
  rules: [],
  ...more,
})

test('a rule holds where every one of its conditions fits, and one that is left out always does', () => {
  const holds = (when: ApprovalRule['when']) => rulesFor([rule('r', { when })], facts).length === 1
  assert.ok(holds({}))
  assert.ok(holds({ environments: ['staging', 'production'], agents: ['seo'], classes: ['deprecating'] }))
  assert.ok(holds({ accepted_losses: 2 }))
  assert.ok(!holds({ accepted_losses: 3 }))
  assert.ok(!holds({ environments: ['staging'] }))
  assert.ok(!holds({ agents: ['content'] }))
  assert.ok(!holds({ classes: ['additive', 'transformative'] }))
  assert.ok(!holds({ environments: ['production'], agents: [] }))
})

test('the number of tenants goes along with a rule, to be counted where the configs are', () => {
  const [stored] = rulesFor([rule('Many', { when: { tenants: 101, agents: ['seo'] }, count: 2 })], facts)
  assert.deepEqual(stored, { name: 'Many', count: 2, tenants: 101 })
  const rules = stored === undefined ? [] : [stored]
  assert.deepEqual(openRules(release({ rules })), [])
  assert.equal(openRules(release({ rules, tenants: 101 })).length, 1)
})

test('the author, whoever proposed it, and whoever has approved it may not approve, however the name is written', () => {
  const one = release({ proposedBy: 'ci', approvers: ['grace'] })
  for (const who of ['ada@example.com', ' ADA@example.com ', 'ada', 'Ada'])
    assert.deepEqual(refusalsOf(one, who), [`${who} is its author.`])
  assert.deepEqual(refusalsOf(one, 'CI'), ['CI has proposed it.'])
  assert.deepEqual(refusalsOf(one, 'grace@example.com'), ['grace@example.com has approved it already.'])
  assert.deepEqual(refusalsOf(one, 'alan'), [])
})

test('where every rule names people, only these may approve, and the refusal says who they are', () => {
  const rules = [
    { name: 'Team', count: 1, approvers: ['grace', 'Alan'] },
    { name: 'Security', count: 1, approvers: ['eve'] },
  ]
  assert.deepEqual(refusalsOf(release({ rules }), 'bob'), [
    'The rule “Team” lets only grace or Alan approve.',
    'The rule “Security” lets only eve approve.',
  ])
  for (const who of ['Grace', 'alan', 'eve']) assert.deepEqual(refusalsOf(release({ rules }), who), [])
  // To be let in, the whole name has to fit.
  assert.equal(refusalsOf(release({ rules }), 'grace@example.com').length, 2)
  assert.deepEqual(refusalsOf(release({ rules: [...rules, { name: 'Any', count: 1 }] }), 'bob'), [])
})

test('a rule is met by so many of its own people, and all rules have to be', () => {
  const rules = [
    { name: 'Team', count: 2, approvers: ['grace', 'alan', 'eve'] },
    { name: 'Any', count: 3 },
  ]
  const lacking = (...approvers: string[]) =>
    openRules(release({ rules, approvers })).map(({ rule, lacks }) => `${rule.name} ${lacks}`)
  assert.deepEqual(lacking(), ['Team 2', 'Any 3'])
  assert.deepEqual(lacking('bob', 'carol'), ['Team 2', 'Any 1'])
  assert.deepEqual(lacking('GRACE', 'alan'), ['Any 1'])
  assert.deepEqual(lacking('grace', 'alan', 'bob'), [])
  assert.deepEqual(openRules(release({ rules })).map(describeOpenRule), [
    '2 more approvals for “Team”, by grace or alan or eve',
    '3 more approvals for “Any”',
  ])
})

test('two addresses with the same name in front are two people', () => {
  assert.ok(!isSamePerson('ann@one.example', 'ann@two.example'))
  assert.ok(!isSamePerson('ann', 'anna@example.com'))
  assert.ok(isSamePerson('ann@example.com', 'Ann'))
})
