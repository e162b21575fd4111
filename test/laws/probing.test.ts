import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Version } from '../../shared/config/ids.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'
import type { PreservationClass } from '../../shared/migration/preservation.ts'
import { probeShape } from '../../shared/migration/probe-shape.ts'
import { Examiner } from '../../shared/review/examine.ts'
import { type Config, callerOf, codeStep, configOf, migrationOf } from '../support/code.ts'

const FROM = '1.0.0' as Version
const TO = '2.0.0' as Version

/** What code makes of one member, whatever the others are, unless it asks for the plan. */
const deeds = {
  keep: (value) => ({ same: value }),
  move: (value) => ({ to: value }),
  split: (value) => ({ one: value, two: { deep: value } }),
  convert: (value) => ({ turned: typeof value === 'number' ? value * 2 : `<${String(value)}>` }),
  omit: () => ({}),
  constant: () => ({ same: 10 }),
  // Above a bound all values become one.
  clamp: (value) => ({ turned: typeof value === 'number' && value > 50 ? 100 : [value] }),
  clampTop: (value) => ({ same: typeof value === 'number' && value > 90 ? 90 : value }),
  // Only the tenants of one plan keep theirs.
  premium: (value, premium) => ({ same: premium ? value : 10 }),
  premiumTurned: (value, premium) => ({ turned: premium ? `<${String(value)}>` : '<none>' }),
} satisfies Record<string, (value: Json, premium: boolean) => JsonObject>
type Deed = keyof typeof deeds

const codeOf =
  (plan: readonly Deed[]) =>
  ({ version, tenant_id, premium, ...members }: Config): Config => ({
    version,
    tenant_id,
    premium,
    ...Object.fromEntries(
      plan.flatMap((deed, index) => {
        const value = members[`m${index}`]
        if (value === undefined) return []
        const made: JsonObject = deeds[deed](value as Json, premium === true)
        return Object.entries(made).map(([key, one]) => [
          key === 'same' ? `m${index}` : `m${index}_${key}`,
          one,
        ])
      }),
    ),
  })

const value = fc.oneof(fc.nat(100), fc.constantFrom<Json>('a', 'daily', 'x@example.com', true, false))
const tenants = fc.array(
  fc.record({ premium: fc.boolean(), values: fc.array(value, { minLength: 4, maxLength: 4 }) }),
  { minLength: 1, maxLength: 40 },
)
const plans = fc.array(fc.constantFrom(...(Object.keys(deeds) as Deed[])), { minLength: 1, maxLength: 4 })

/** The class of every leaf of every config: as asked for each config by itself, and for all of a shape together. */
function both(plan: readonly Deed[], configs: readonly JsonObject[], runs: number) {
  const up = codeOf(plan)
  const path = [migrationOf(FROM, TO, [codeStep({ up })])]
  const examiner = new Examiner({ agent: 'seo', path, to: TO, defaults: {} }, callerOf([{ up }]))
  const examined = configs.map((config) => examiner.run(config, FROM))
  const together = new Map<object, readonly { class: PreservationClass }[]>()
  for (const id of new Set(examined.map(({ shapeId }) => shapeId))) {
    const ofShape = examined.filter(({ shapeId }) => shapeId === id)
    const found = probeShape(
      ofShape.map(({ customisations }) => customisations),
      { runs },
    )
    ofShape.forEach((one, index) => {
      together.set(one, found[index] ?? [])
    })
  }
  return examined.flatMap((one, index) => {
    const alone = examiner.examine(configs[index] as JsonObject, FROM).preserved
    const found = together.get(one) ?? []
    assert.equal(found.length, alone.length)
    return alone.map((leaf, at) => ({ alone: leaf.class, together: found[at]?.class, path: leaf.path }))
  })
}

const configsOf = (list: readonly { premium: boolean; values: readonly Json[] }[], members: number) =>
  list.map(({ premium, values }) =>
    configOf({
      premium,
      ...Object.fromEntries(values.slice(0, members).map((one, index) => [`m${index}`, one])),
    }),
  )

test('what is lost is never called kept, however few runs there are to ask', () => {
  let [lost, unproven] = [0, 0]
  fc.assert(
    fc.property(plans, tenants, fc.constantFrom(0, 5, 40, 1_000), (plan, list, runs) => {
      for (const one of both(plan, configsOf(list, plan.length), runs)) {
        if (one.together === 'unproven') unproven++
        if (one.alone !== 'dropped-silently') continue
        lost++
        assert.ok(
          one.together === 'dropped-silently' || one.together === 'unproven',
          `${one.path} is lost, and called ${one.together}`,
        )
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 400) },
  )
  assert.ok(lost > 1_000 && unproven > 100, `${lost} lost, ${unproven} unproven`)
})

test('with runs to spare, a few of a shape together tell what each tells by itself', () => {
  fc.assert(
    fc.property(plans, tenants, (plan, list) => {
      // Where more than these lose a leaf, one that keeps it may be counted with them.
      const leaves = both(plan, configsOf(list.slice(0, 8), plan.length), 100_000)
      for (const one of leaves) assert.equal(one.together, one.alone, one.path)
    }),
    { numRuns: Number(process.env.RUNS ?? 200) },
  )
})

test('the code is never run more often than it may be, to ask for one shape', () => {
  let spent = 0
  fc.assert(
    fc.property(plans, tenants, fc.nat(120), fc.boolean(), (plan, list, runs, hasDefaults) => {
      const up = codeOf(plan)
      let calls = 0
      const counting = (config: Config): Config => {
        calls++
        return up(config)
      }
      const configs = configsOf(list, plan.length)
      const path = [migrationOf(FROM, TO, [codeStep({ up: counting })])]
      const defaults: Record<string, JsonObject> = hasDefaults
        ? { [FROM]: configOf({ m0: null, m1: 'usual' }) }
        : {}
      const examiner = new Examiner({ agent: 'seo', path, to: TO, defaults }, callerOf([{ up: counting }]))
      const examined = configs.map((config) => examiner.run(config, FROM))
      const shape = examined[0]?.shapeId
      calls = 0
      probeShape(
        examined.filter(({ shapeId }) => shapeId === shape).map(({ customisations }) => customisations),
        { runs },
      )
      assert.ok(calls <= runs, `${calls} runs of ${runs}`)
      spent = Math.max(spent, calls)
    }),
    { numRuns: Number(process.env.RUNS ?? 300) },
  )
  assert.ok(spent > 40, `at most ${spent} runs`)
})

test('a bound that only one tenant in five hundred passes is found with few runs', () => {
  for (const deed of ['clamp', 'clampTop'] as const) {
    const values = Array.from({ length: 500 }, (_, index) => (index === 333 ? 99 : index % 50))
    const leaves = both(
      [deed],
      values.map((one) => configOf({ premium: true, m0: one })),
      200,
    )
    const lost = leaves.filter((one) => one.together === 'dropped-silently')
    assert.equal(lost.length, 1, deed)
  }
})

test('a leaf that every tenant loses is counted for every tenant, whatever its value', () => {
  const configs = Array.from({ length: 500 }, (_, index) => configOf({ premium: true, m0: `value ${index}` }))
  const leaves = both(['omit'], configs, 200).filter(({ path }) => path === '/m0')
  assert.equal(leaves.filter((one) => one.together === 'dropped-silently').length, 500)
})

test('a value that goes to several places is seen at all of them', () => {
  const up = codeOf(['split'])
  const path = [migrationOf(FROM, TO, [codeStep({ up })])]
  const examiner = new Examiner({ agent: 'seo', path, to: TO, defaults: {} }, callerOf([{ up }]))
  const [, leaf] = examiner.examine(configOf({ premium: true, m0: 'mine' }), FROM).preserved
  assert.deepEqual(leaf, { path: '/m0', class: 'moved', to: '/m0_one', also: ['/m0_two/deep'] })
})
