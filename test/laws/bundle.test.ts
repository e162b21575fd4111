import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AgentName, Hash, Version } from '../../shared/config/ids.ts'
import { canonicalText } from '../../shared/json/canonical.ts'
import { sha256 } from '../../shared/json/hash.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { Step } from '../../shared/lens/step.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import { type Bundle, bundleDigest, readBundle, runDigest, writeBundle } from '../../shared/release/bundle.ts'
import { anyJson, anyStep } from '../support/arbitrary.ts'
import { problemsOf, raised } from '../support/lens.ts'

const isSound = (steps: readonly Step[]): boolean => steps.every((step) => problemsOf(step).length === 0)
const code = fc.string().map((script) => ({ script, sha256: sha256(script) }))
const lenses = fc.array(anyStep, { minLength: 1, maxLength: 3 }).filter(isSound)

const migration: fc.Arbitrary<Migration> = fc
  .tuple(lenses, fc.string({ maxLength: 20 }), fc.option(code, { nil: undefined }))
  .map(([steps, summary, code]) => ({
    agent: 'seo' as AgentName,
    from: '1.0.0' as Version,
    to: '1.1.0' as Version,
    summary,
    steps: code ? [...steps, { op: 'transform', id: 't0', down: true }] : steps,
    ...(code ? { code } : {}),
  }))

const bundle: fc.Arbitrary<Bundle> = fc.record(
  {
    format: fc.constant(1 as const),
    agent: fc.constant('seo' as AgentName),
    to: fc.constant('1.1.0' as Version),
    path: fc.array(migration, { maxLength: 2 }),
    defaults: fc.record({ '1.0.0': anyJson, '1.1.0': anyJson }, { requiredKeys: [] }),
    schema: anyJson,
    flow: anyJson,
    meta: anyJson,
    notes: fc.string({ maxLength: 20 }),
  },
  { requiredKeys: ['format', 'agent', 'to', 'path', 'defaults', 'notes'] },
)

const textOf = (one: Bundle): string => canonicalText(one as unknown as Json)

test('a bundle that is written and read is the same bundle', () => {
  fc.assert(
    fc.property(bundle, (one) => {
      const text = writeBundle(one)
      const digest = bundleDigest(one)
      assert.equal(digest, sha256(text))
      assert.equal(textOf(readBundle(text, digest, 'seo@1.1.0')), textOf(one))
      // As a database or an editor gives it back: other white space, members in another order.
      const other = writeJson(readJson(text), { indent: 2 })
      assert.equal(textOf(readBundle(other, digest, 'seo@1.1.0')), textOf(one))
    }),
    { numRuns: 500 },
  )
})

const edit = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('replace', 'insert', 'delete'),
  by: fc.oneof(
    fc.constantFrom(...'"{}[]:,0123456789.-+eE \\/abct'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
})

test('a text of which one character is changed is refused, unless it says the same', () => {
  let refused = 0
  fc.assert(
    fc.property(bundle, edit, (one, { at, kind, by }) => {
      const text = writeBundle(one)
      const index = at % text.length
      const changed =
        text.slice(0, index) +
        (kind === 'delete' ? '' : by) +
        text.slice(kind === 'insert' ? index : index + 1)
      // Only white space between tokens and another form of a number say the same, and they do no harm.
      fc.pre(changed !== text && !saysTheSame(changed, text))
      assert.match(
        raised('release/damaged', () => readBundle(changed, bundleDigest(one), 'seo@1.1.0')),
        /^The bundle of seo@1\.1\.0 is damaged: .+\. Restore it from Git, or create it again\.$/s,
      )
      refused++
    }),
    { numRuns: 3_000 },
  )
  assert.ok(refused > 2_000, `${refused} refused`)
})

function saysTheSame(changed: string, text: string): boolean {
  try {
    return canonicalText(readJson(changed)) === text
  } catch {
    return false
  }
}

test('the digest of the run leaves out what does not decide what becomes of configs', () => {
  fc.assert(
    fc.property(bundle, anyJson, fc.string(), (one, other, notes) => {
      assert.equal(runDigest({ ...one, flow: other, meta: other, notes }), runDigest(one))
      const changed = { ...one, defaults: { ...one.defaults, '9.0.0': other } }
      assert.notEqual(runDigest(changed), runDigest(one))
      assert.notEqual(bundleDigest(changed), bundleDigest(one))
      if (notes !== one.notes) assert.notEqual(bundleDigest({ ...one, notes }), bundleDigest(one))
    }),
    { numRuns: 300 },
  )
})

test('a bundle whose code does not have its hash is refused, though its digest fits', () => {
  fc.assert(
    fc.property(migration, (one) => {
      fc.pre(one.code !== undefined)
      const code = { script: `${one.code?.script} `, sha256: one.code?.sha256 as Hash }
      const forged: Bundle = {
        format: 1,
        agent: one.agent,
        to: one.to,
        path: [{ ...one, code }],
        defaults: {},
        notes: '',
      }
      const message = raised('release/damaged', () =>
        readBundle(writeBundle(forged), bundleDigest(forged), 'seo@1.1.0'),
      )
      assert.match(message, /the code of a migration does not have its hash/)
    }),
    { numRuns: 50 },
  )
})
