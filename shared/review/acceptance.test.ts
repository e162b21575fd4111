import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { codeStep, migrationOf } from '../../test/support/code.ts'
import { add, remove } from '../authoring/index.ts'
import type { Hash, Version } from '../config/ids.ts'
import { sha256 } from '../json/hash.ts'
import type { EnginePlan } from '../migration/engine.ts'
import type { Migration } from '../migration/migration.ts'
import { acceptedLosses, judgeFindings, judgeLosses, lossBases, type SilentLoss } from './acceptance.ts'
import type { Acceptance } from './acceptance-form.ts'
import { finding } from './findings.ts'

const V1 = '1.0.0' as Version
const V2 = '1.1.0' as Version
const V3 = '2.0.0' as Version

const early = migrationOf(V1, V2, [add('/a', 1)])
const late = migrationOf(V2, V3, [remove('/b')])
const plan: EnginePlan = {
  path: [early, late],
  to: V3,
  defaults: { [V1]: { b: 1 }, [V2]: { a: 1, b: 1 }, [V3]: { a: 1 } },
}
const baseOf = (from: Version, of: EnginePlan = plan): Hash => lossBases(of).get(from) ?? assert.fail()

const SHAPES = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc']
const PATHS = ['/b', '/c/*/d', '/e']

const acceptanceOf = (change: Partial<Acceptance> = {}): Acceptance => ({
  path: '/b',
  shape: SHAPES[0] as string,
  reason: 'No flow reads it',
  who: 'ann',
  at: '2026-01-31T12:00:00.000Z',
  fits: baseOf(V2),
  ...change,
})
const lossOf = (change: Partial<SilentLoss> = {}): SilentLoss => ({
  path: '/b',
  shape: SHAPES[0] as string,
  from: V2,
  configs: 3,
  ...change,
})

test('what a loss depends on is the steps and code from its version on, and the default config of that version', () => {
  const before = lossBases(plan)
  assert.deepEqual([...before.keys()], [V1, V2])
  const changed = (change: Partial<EnginePlan>): readonly Version[] => {
    const after = lossBases({ ...plan, ...change })
    return [V1, V2].filter((version) => after.get(version) !== before.get(version))
  }
  const coded = (script: string): Migration => ({ ...late, code: { script, sha256: sha256(script) } })
  assert.deepEqual(changed({ path: [early, { ...late, steps: [remove('/c')] }] }), [V1, V2])
  assert.deepEqual(changed({ path: [{ ...early, steps: [add('/a', 2)] }, late] }), [V1])
  assert.deepEqual(changed({ path: [early, coded('one')] }), [V1, V2])
  assert.notEqual(
    baseOf(V1, { ...plan, path: [early, coded('one')] }),
    baseOf(V1, { ...plan, path: [early, coded('two')] }),
  )
  assert.deepEqual(changed({ defaults: { ...plan.defaults, [V2]: { b: 2 } } }), [V2])
  assert.deepEqual(changed({ path: [early, late, migrationOf(V1, V3, [codeStep({ up: (one) => one })])] }), [
    V1,
  ])

  // Words, the target's default config, the order of files and migrations elsewhere make no difference.
  assert.deepEqual(changed({ path: [{ ...early, summary: 'In other words' }, late] }), [])
  assert.deepEqual(changed({ defaults: { ...plan.defaults, [V3]: { a: 9 } } }), [])
  assert.deepEqual(changed({ path: [late, early] }), [])
  assert.deepEqual(changed({ path: [...plan.path, migrationOf('0.9.0', V1, [add('/z', 1)])] }), [])
})

test('an acceptance lifts the loss of its path, shape and basis, and no other', () => {
  const other = { ...plan, path: [early, { ...late, steps: [remove('/c')] }] }
  const bases = [baseOf(V1), baseOf(V2), baseOf(V1, other), baseOf(V2, other)]
  const place = { path: fc.constantFrom(...PATHS), shape: fc.constantFrom(...SHAPES) }
  const unique = { selector: (one: { path: string; shape: string }) => `${one.path} ${one.shape}` }
  const losses = fc.uniqueArray(
    fc.record({ ...place, from: fc.constantFrom(V1, V2), configs: fc.nat(9) }).map((one) => ({ ...one })),
    unique,
  )
  const acceptances = fc.uniqueArray(
    fc.record({ ...place, fits: fc.constantFrom(...bases) }).map((one) => acceptanceOf(one)),
    unique,
  )
  fc.assert(
    fc.property(losses, acceptances, (losses, acceptances) => {
      const judged = judgeLosses(losses, acceptances, plan)
      assert.deepEqual(
        judged.losses.map(({ acceptance: _, ...loss }) => loss),
        losses,
      )
      for (const { path, shape, from, acceptance } of judged.losses) {
        const expected = acceptances.find(
          (one) => one.path === path && one.shape === shape && one.fits === baseOf(from),
        )
        assert.equal(acceptance, expected)
      }
      // Each of them is used, forgotten or of no use here: none goes unmentioned.
      const used = judged.losses.flatMap(({ acceptance }) => (acceptance ? [acceptance] : []))
      const all = [...used, ...judged.forgotten, ...judged.unmet]
      assert.deepEqual([all.length, new Set(all)], [acceptances.length, new Set(acceptances)])
      assert.ok(judged.unmet.every(({ fits }) => bases.slice(0, 2).includes(fits)))
    }),
  )
})

test('with another migration every acceptance is forgotten', () => {
  const other = { ...plan, path: [early, { ...late, steps: [remove('/c')] }] }
  const acceptances = [acceptanceOf(), acceptanceOf({ path: '/gone' })]
  const { losses, forgotten, unmet } = judgeLosses([lossOf()], acceptances, other)
  assert.deepEqual([losses[0]?.acceptance, forgotten, unmet], [undefined, acceptances, []])
})

test('a release carries the accepted losses in their order, with how many configs have each', () => {
  const losses = [lossOf({ path: '/e' }), lossOf({ configs: 7 }), lossOf({ shape: SHAPES[1] as string })]
  const acceptances = [acceptanceOf({ path: '/e' }), acceptanceOf()]
  assert.deepEqual(acceptedLosses(judgeLosses(losses, acceptances, plan)), [
    { ...acceptanceOf(), configs: 7 },
    { ...acceptanceOf({ path: '/e' }), configs: 3 },
  ])
})

test('a silent drop blocks until it is accepted in every shape, and says by whom and why it is', () => {
  const [first = '', second = ''] = SHAPES
  const losses = [lossOf(), lossOf({ shape: second, configs: 1 })]
  const drop = finding('CW201', '/b', 4)
  const schema = finding('CW202', '/b', 4, 'must be number')
  const judged = (...acceptances: readonly Acceptance[]) =>
    judgeFindings([drop, schema], judgeLosses(losses, acceptances, plan))

  assert.deepEqual(judged(), [drop, schema])
  const [half] = judged(acceptanceOf())
  assert.equal(half?.severity, 'blocking')
  assert.match(
    half?.message ?? '',
    /Accepted by ann for shape a{12} \(3 configs\): “No flow reads it”\. Not accepted: shape b{12} \(1 config\)\.$/,
  )

  const [other, whole] = judged(acceptanceOf(), acceptanceOf({ shape: second }))
  assert.deepEqual(other, schema)
  assert.deepEqual([whole?.code, whole?.severity, whole?.configs], ['CW201', 'warning', 4])
  assert.deepEqual(
    whole?.accepted?.map(({ shape, configs }) => [shape, configs]),
    [
      [first, 3],
      [second, 1],
    ],
  )
  assert.match(whole?.message ?? '', /\(3 configs\), shape b{12} \(1 config\): “No flow reads it”\.$/)
})

test('a drop of which no preview says in which shapes it is blocks whatever is accepted', () => {
  const drop = finding('CW201', '/b', 4)
  const judgement = judgeLosses(
    [lossOf({ path: '/e' })],
    [acceptanceOf(), acceptanceOf({ path: '/e' })],
    plan,
  )
  assert.deepEqual(judgeFindings([drop], judgement), [drop])
})

test('forgotten acceptances are notes that say what they named', () => {
  const [first = '', second = ''] = SHAPES
  const fits = 'f'.repeat(64) as Hash
  const forgotten = [
    acceptanceOf({ fits }),
    acceptanceOf({ fits, shape: second }),
    acceptanceOf({ fits, path: '/e', who: 'bob' }),
  ]
  const found = judgeFindings([], judgeLosses([], forgotten, plan))
  assert.deepEqual(
    found.map(({ code, severity, place }) => [code, severity, place]),
    [
      ['CW212', 'note', '/b'],
      ['CW212', 'note', '/e'],
    ],
  )
  assert.match(
    found[0]?.message ?? '',
    new RegExp(`by ann for shapes ${first}, ${second}: “No flow reads it”`),
  )
  assert.match(found[1]?.message ?? '', new RegExp(`by bob for shape ${first}: `))
})
