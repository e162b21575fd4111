import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Joint, layeredLayout } from './layered-layout.ts'

const size = { width: 320, height: 100 }

const graph = fc
  .integer({ min: 1, max: 30 })
  .chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: count * 2 }),
    ),
  )
  .map(([count, pairs]) => ({
    sizes: new Map(Array.from({ length: count }, (_, id) => [String(id), size])),
    joints: pairs.map(([a, b]): Joint => ({ source: String(a), target: String(b) })),
  }))

test('every node gets a place, and none covers another, whatever circles there are', () => {
  fc.assert(
    fc.property(graph, ({ sizes, joints }) => {
      const places = [...layeredLayout(sizes, joints).values()]
      assert.equal(places.length, sizes.size)
      for (const [index, a] of places.entries()) {
        for (const b of places.slice(index + 1)) {
          assert.ok(Math.abs(a.x - b.x) >= size.width || Math.abs(a.y - b.y) >= size.height)
        }
      }
    }),
  )
})

test('without circles, each node stands right of all that feed it', () => {
  fc.assert(
    fc.property(graph, ({ sizes, joints }) => {
      const forward = joints.filter(({ source, target }) => Number(source) < Number(target))
      const places = layeredLayout(sizes, forward)
      for (const { source, target } of forward) {
        assert.ok((places.get(source)?.x ?? 0) < (places.get(target)?.x ?? 0))
      }
    }),
  )
})
