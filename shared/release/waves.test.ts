import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Hash } from '../config/ids.ts'
import { readWorkspaceSettings } from '../config/workspace-file.ts'
import { sha256 } from '../json/hash.ts'
import { BUCKETS, bucketOf, ONE_WAVE, reachOfPercent, type Wave, waveOf, wavesOf } from './waves.ts'

const digest = sha256('a release') as Hash
const wave = (reach: number, ...tenants: readonly string[]): Wave => ({
  reach,
  tenants,
  bakeMinutes: 0,
  bakeReads: 0,
})
const standard = [1, 10, 50, 100].map((percent) => wave(reachOfPercent(percent)))
const tenants = fc.array(fc.uuid(), { minLength: 1, maxLength: 50 })

test('a tenant is in one wave, whatever case its id is written in', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const found = waveOf(id, digest, standard)
      assert.equal(waveOf(id.toUpperCase(), digest, standard), found)
      const bucket = bucketOf(id, digest)
      assert.ok(bucket >= 0 && bucket < BUCKETS)
      assert.ok(bucket < (standard[found - 1]?.reach ?? 0) && bucket >= (standard[found - 2]?.reach ?? 0))
    }),
  )
})

test('a greater share reaches all that a smaller one reaches', () => {
  fc.assert(
    fc.property(tenants, fc.integer({ min: 1, max: BUCKETS }), fc.nat(BUCKETS), (ids, small, more) => {
      for (const id of ids) {
        const reached = (reach: number) => waveOf(id, digest, [wave(reach), wave(BUCKETS)]) === 1
        if (reached(small)) assert.ok(reached(Math.min(BUCKETS, small + more)))
      }
    }),
  )
})

test('shares are about those of the tenants, and another release begins with other tenants', () => {
  const ids = Array.from({ length: 4000 }, (_, n) => {
    const text = sha256(String(n))
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20, 32)}`
  })
  const share = (of: Hash) => new Set(ids.filter((id) => waveOf(id, of, standard) <= 2))
  const [one, other] = [share(digest), share(sha256('another release'))]
  assert.ok(one.size > 320 && one.size < 480, `${one.size}`)
  assert.ok([...one].filter((id) => other.has(id)).length < 100)
})

test('a tenant that a wave names is in that one, the first of several', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(3), (id, at) => {
      const named = standard.map((one, index) => (index >= at ? { ...one, tenants: [id] } : one))
      assert.equal(waveOf(id, digest, named), at + 1)
    }),
  )
})

test('without waves there is one, of everybody', () => {
  assert.equal(waveOf('x', digest, []), 1)
  assert.equal(waveOf('x', digest, ONE_WAVE), 1)
})

test('labels become tenants, each in its first wave, and a wave of names reaches no more by the hash', () => {
  const [a, b, c] = ['1', '2', '3'].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [
    string,
    string,
    string,
  ]
  const settings = readWorkspaceSettings(
    JSON.stringify({
      agents: {},
      environments: {},
      rollout: {
        labels: { pilot: [a, b.toUpperCase()] },
        waves: [
          { label: 'pilot', tenants: [a], bake_minutes: 5 },
          { percent: 12.5 },
          { tenants: [b, c], bake_reads: 0 },
          { percent: 100 },
        ],
      },
    }),
  )
  assert.deepEqual(wavesOf(settings.rollout), [
    { reach: 0, tenants: [a, b], bakeMinutes: 5, bakeReads: 100 },
    { reach: 125_000, tenants: [], bakeMinutes: 30, bakeReads: 100 },
    { reach: 125_000, tenants: [c], bakeMinutes: 30, bakeReads: 0 },
    { reach: BUCKETS, tenants: [], bakeMinutes: 30, bakeReads: 100 },
  ])
})
