import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../../test/support/arbitrary.ts'
import { compareJson } from './diff-rows.ts'
import { jsonLines } from './json-lines.ts'
import { isSameAt, lineAt, packLines, packRows, rowAt } from './packed.ts'

const each = <T>(count: number, at: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => at(index))

test('lines come out of their packing as they went in', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      const lines = jsonLines(value)
      const packed = packLines(lines)
      assert.deepEqual(
        each(packed.count, (at) => lineAt(packed, at)),
        lines,
      )
    }),
  )
})

test('so do rows, with what is the same on both sides packed once', () => {
  fc.assert(
    fc.property(anyJson, anyJson, (before, after) => {
      const { rows } = compareJson(before, after)
      const packed = packRows({ rows, isByPlace: false })
      assert.deepEqual(
        each(packed.count, (at) => rowAt(packed, at)),
        rows,
      )
      assert.deepEqual(
        each(packed.count, (at) => isSameAt(packed, at)),
        rows.map(({ kind }) => kind === 'same'),
      )
    }),
  )
  const same = jsonLines(['a', { b: 1 }])
  assert.equal(packRows(compareJson(['a', { b: 1 }], ['a', { b: 1 }])).lines.count, same.length)
})
