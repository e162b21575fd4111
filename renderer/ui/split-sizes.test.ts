import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { resized } from './split-sizes.ts'

test('moving a sash changes its two neighbours only, and makes neither vanish', () => {
  const sizes = fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: 2, maxLength: 5 })
  const by = fc.double({ min: -2, max: 2, noNaN: true })
  fc.assert(
    fc.property(sizes, fc.nat(), by, (before, place, by) => {
      const sash = place % (before.length - 1)
      const after = resized(before, { sash, by })
      const total = before.reduce((sum, size) => sum + size, 0)
      assert.ok(Math.abs(after.reduce((sum, size) => sum + size, 0) - 1) < 1e-9)
      for (const [index, size] of after.entries()) {
        assert.ok(size > 0)
        if (index !== sash && index !== sash + 1) assert.equal(size, (before[index] ?? 0) / total)
      }
    }),
  )
})
