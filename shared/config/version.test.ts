import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { raised } from '../../test/support/lens.ts'
import { isAgentName, parseAgentName } from './agent.ts'
import type { Version } from './ids.ts'
import { compareVersions, isVersion, parseVersion, versionStep } from './version.ts'

const part = fc.nat(999_999_999)
const version = fc.tuple(part, part, part).map((parts) => parts.join('.') as Version)

test('a version is three numbers without leading zeros, and nothing else', () => {
  for (const text of ['0.0.0', '1.2.3', '10.20.30', '999999999.0.0']) assert.equal(parseVersion(text), text)
  const wrong = [
    '',
    '1',
    '1.0',
    '1.0.0.0',
    '01.0.0',
    '1.00.0',
    '1.0.0-rc',
    'v1.0.0',
    '1.0.x',
    ' 1.0.0',
    '1.0.0\n',
    '-1.0.0',
    '1e0.0.0',
    '1234567890.0.0',
    '１.0.0',
  ]
  for (const text of wrong) assert.ok(!isVersion(text), JSON.stringify(text))
  assert.equal(
    raised('config/bad-version', () => parseVersion('1.0')),
    '"1.0" is no flow version. Write three numbers without leading zeros, as in 1.2.0.',
  )
})

test('versions are ordered by their numbers, first the major ones', () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      assert.ok(isVersion(a))
      assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) + 0)
      assert.equal(compareVersions(a, b) === 0, a === b)
    }),
  )
  const sorted = ['0.0.9', '0.0.10', '0.2.0', '0.10.0', '1.0.0', '1.0.1', '2.0.0', '10.0.0'] as Version[]
  assert.deepEqual(sorted.toReversed().sort(compareVersions), sorted)
})

test('the step between two versions is the first part that goes up', () => {
  const step = (from: string, to: string) => versionStep(from as Version, to as Version)
  assert.equal(step('1.9.9', '2.0.0'), 'major')
  assert.equal(step('1.2.9', '1.10.0'), 'minor')
  assert.equal(step('1.2.9', '1.2.10'), 'patch')
  assert.equal(step('1.2.3', '1.2.3'), 'none')
  assert.equal(step('2.0.0', '1.9.9'), 'none')
})

test('an agent name is lower-case letters, digits and underscores, a letter first', () => {
  for (const text of ['seo', 'paid_ads', 'a', 'x1', 'a'.repeat(63)]) assert.equal(parseAgentName(text), text)
  for (const text of ['', 'SEO', '1a', '_a', 'a-b', 'a b', 'é', 'a\n', '__proto__', 'a'.repeat(64)])
    assert.ok(!isAgentName(text), JSON.stringify(text))
  assert.match(
    raised('config/bad-agent', () => parseAgentName('Paid Ads')),
    /^"Paid Ads" is no agent name\./,
  )
})
