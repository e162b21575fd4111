import assert from 'node:assert/strict'
import { test } from 'node:test'
import { add, remove, rename } from '../../shared/authoring/index.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import type { ApprovalRule } from '../../shared/release/approval-policy.ts'
import type { Bundle } from '../../shared/release/bundle.ts'
import { migrationOf } from '../../test/support/code.ts'
import { rulesOf } from './approval-policy.ts'

const bundle: Bundle = {
  format: 1,
  agent: 'seo' as AgentName,
  to: '2.0.0' as Version,
  path: [
    migrationOf('1.0.0', '1.1.0', [add('/a', 1), remove('/b')]),
    migrationOf('1.1.0', '2.0.0', [rename('/c', 'd')]),
  ],
  defaults: {},
  notes: '',
}

const policy = (['additive', 'restructuring', 'transformative', 'deprecating'] as const).map(
  (name): ApprovalRule => ({ name, when: { classes: [name] }, count: 1 }),
)
const names = (rules: readonly ApprovalRule[], of: Bundle) =>
  rulesOf(rules, of, 'production').map(({ name }) => name)

test('a release is of the class of the strongest step on its whole path', () => {
  assert.deepEqual(names(policy, bundle), ['deprecating'])
  assert.deepEqual(names(policy, { ...bundle, path: bundle.path.slice(1) }), ['restructuring'])
  assert.deepEqual(names(policy, { ...bundle, path: [] }), ['additive'])
})

test('the losses that a bundle says were accepted are counted', () => {
  const rules: readonly ApprovalRule[] = [{ name: 'Losses', when: { accepted_losses: 2 }, count: 1 }]
  const accepted = (count: number) => ({ ...bundle, accepted: Array.from({ length: count }, () => ({})) })
  assert.deepEqual(names(rules, bundle), [])
  assert.deepEqual(names(rules, accepted(1) as unknown as Bundle), [])
  assert.deepEqual(names(rules, accepted(2) as unknown as Bundle), ['Losses'])
})
