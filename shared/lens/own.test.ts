import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyConfig, anyStep } from '../../test/support/arbitrary.ts'
import { take } from '../../test/support/laws.ts'
import { problemsOf } from '../../test/support/lens.ts'
import { add, each, move, remove } from '../authoring/index.ts'
import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import { EffectTable } from './effect.ts'
import type { Lens, Pair } from './lens.ts'
import { compileStep } from './operations.ts'
import type { Own } from './own.ts'
import { sequence } from './sequence.ts'
import type { Step } from './step.ts'

const lensOf = (steps: readonly Step[]): Lens =>
  sequence(
    steps.map((step, index) =>
      compileStep(step, { step: `0/${index}`, base: [], items: [], effects: new EffectTable() }),
    ),
  )

const run = (
  lens: Lens,
  way: 'forward' | 'backward',
  { doc, complement }: Pair,
  own: Own | undefined,
): Pair =>
  lens[way](doc, complement, {
    effects: [],
    items: [],
    warnings: [],
    baseline: undefined,
    own,
    transform: () => assert.fail('no code is called'),
  })

/** What is frozen throughout cannot be written to by anybody. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

const textOf = ({ doc, complement }: Pair): string => writeJson([doc, complement ?? null])

test('a run that writes to its own containers gives what one gives that copies all of them', () => {
  const steps = fc.array(anyStep, { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(steps, anyConfig, (some, config) => {
      fc.pre(some.every((step) => problemsOf(step).length === 0))
      const lens = lensOf(some)
      const given = frozen({ doc: config, complement: undefined } as const)
      const there = take(() => run(lens, 'forward', given, undefined))
      assert.equal(textOf(run(lens, 'forward', given, new Set())), textOf(there))
      const kept = { doc: frozen(there.doc), complement: frozen(there.complement) }
      const back = run(lens, 'backward', kept, undefined)
      assert.equal(textOf(run(lens, 'backward', kept, new Set())), textOf(back))
    }),
    { numRuns: 2_000 },
  )
})

test('what a step keeps is not written to by those after it', () => {
  const keptBy = (steps: readonly Step[], doc: Json): Json | undefined =>
    (
      run(lensOf(steps), 'forward', { doc: frozen(doc), complement: undefined }, new Set())
        .complement as Json[]
    )[1]
  assert.deepEqual(
    keptBy([move('/a/x', '/b/x'), move('/p', '/b'), move('/n', '/b/n')], { a: { x: 1 }, b: {}, n: 2 }),
    { stayed: { x: 1 } },
  )
  assert.deepEqual(
    keptBy([add('/l', []), each('/l', [remove('/a')]), each('/l', [add('/b', 1)])], { l: [{ a: 1, c: 2 }] }),
    { length: 1, items: [{ at: 0, item: { c: 2 }, complement: [{ value: 1 }] }] },
  )
})
