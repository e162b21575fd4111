import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { customisations } from '../../shared/config/customisations.ts'
import type { Version } from '../../shared/config/ids.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { getAt } from '../../shared/json/pointer.ts'
import { isObject, type Json } from '../../shared/json/value.ts'
import { follow, trailOf } from '../../shared/migration/follow.ts'
import { type PreservationClass, preservation } from '../../shared/migration/preservation.ts'
import { anyConfig, anyStep } from '../support/arbitrary.ts'
import { engineOf, take } from '../support/laws.ts'

const FROM = '1.0.0' as Version
const steps = fc.array(anyStep, { minLength: 1, maxLength: 4 })
const met = new Set<PreservationClass>()

// An empty object to which a step has added stands where it stood.
const isThere = (value: Json, found: Json | undefined): boolean =>
  found !== undefined && (equalJson(found, value) || (isObject(value) && isObject(found)))

test('lenses alone drop nothing silently, and what they are said to keep is where it is said to be', () => {
  fc.assert(
    fc.property(anyConfig, steps, (config, list) => {
      const run = take(() => engineOf(list).forward(config, FROM))
      const trail = trailOf(run)
      const leaves = customisations(config, undefined)
      const found = preservation({ config, leaves, run }, undefined)
      leaves.forEach((leaf, index) => {
        const kind = found[index]?.class as PreservationClass
        met.add(kind)
        assert.notEqual(kind, 'dropped-silently', JSON.stringify(leaf))
        const fate = follow(leaf.tokens, trail)
        assert.equal(fate.kind, kind)
        if (fate.kind === 'dropped') return
        const there = getAt(run.config, fate.tokens)
        assert.ok(
          kind === 'converted' ? there !== undefined : isThere(leaf.value, there),
          JSON.stringify(leaf),
        )
      })
    }),
    { numRuns: Number(process.env.RUNS ?? 20_000) },
  )
})

test('the law has met every class that lenses give', () => {
  assert.deepEqual([...met].sort(), ['converted', 'dropped', 'kept', 'moved'])
})
