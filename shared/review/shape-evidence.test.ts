import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ConfigId, Version } from '../config/ids.ts'
import type { Json } from '../json/value.ts'
import type { Preserved } from '../migration/preservation.ts'
import { readShapeDetails } from './shape-details.ts'
import { detailsOf, ShapeEvidence } from './shape-evidence.ts'

const ID = '00000000-0000-4000-8000-000000000001' as ConfigId

// Short, of few characters, line ends among them: so that texts put together are often the same.
const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n'), maxLength: 2 })
const fate: fc.Arbitrary<Preserved> = fc
  .record(
    { path: text, to: text, step: text, also: fc.array(text, { minLength: 1, maxLength: 2 }) },
    { requiredKeys: ['path'], noNullPrototype: true },
  )
  .map((one) => ({ ...one, class: 'moved' as const }))

test('two customisations count as one only where they fared alike, whatever keys users have', () => {
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 40 }), (preserved) => {
      const evidence = new ShapeEvidence('s1', { from: '1.0.0' as Version, operations: [], warnings: [] })
      evidence.add({ id: ID, before: {}, after: {}, preserved, places: 0 })
      const told = ({ path, to = '', step = '', also }: Preserved) => JSON.stringify([path, to, step, also])
      const found = evidence.state.fates.map(told)
      assert.deepEqual(found.toSorted(), [...new Set(preserved.map(told))].toSorted())
    }),
    { numRuns: 3_000 },
  )
})

test('of a shape that changes very many places, it is said how many values were not looked at', () => {
  const shape = (places: number) => ({
    from: '1.0.0' as Version,
    operations: Array.from({ length: places }, (_, at) => ({
      step: '0/0',
      op: 'transform' as const,
      outcome: 'removed' as const,
      path: `/p${at}`,
    })),
    warnings: [],
  })
  const unread = (places: number): number => {
    const evidence = new ShapeEvidence('s1', shape(places))
    evidence.count(ID)
    return detailsOf(evidence.state).unread
  }
  assert.deepEqual([unread(0), unread(60), unread(61), unread(200)], [0, 0, 1, 140])
})

test('settings that are told together are read as such, and a state from before there were any is gone on with', () => {
  const shape = { from: '1.0.0' as Version, operations: [], warnings: [] }
  const evidence = new ShapeEvidence('s1', shape)
  for (let at = 0; at < 150; at++) {
    const preserved: readonly Preserved[] = [{ path: `/rules/r${at}`, class: 'kept' }]
    evidence.add({ id: ID, before: {}, after: {}, preserved, places: 0 })
  }
  const told = [{ path: '/rules/*', class: 'kept', together: true, configs: 150 }]
  assert.deepEqual(readShapeDetails(detailsOf(evidence.state) as unknown as Json).fates, told)
  const { crowded: _, ...old } = new ShapeEvidence('s1', shape).state
  const resumed = new ShapeEvidence('s1', shape)
  resumed.merge({ ...old, example: ID, fates: [{ path: '/rules/r0', class: 'kept', configs: 1 }] })
  resumed.merge(evidence.state)
  assert.deepEqual(resumed.state.fates, [{ ...told[0], configs: 151 }])
})
