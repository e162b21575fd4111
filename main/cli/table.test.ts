import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Column, table } from './table.ts'
import { widthOf } from './width.ts'

type Row = { readonly name: string; readonly configs: number; readonly note: string | null }
const columns: readonly Column<Row>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'CONFIGS', value: ({ configs }) => configs },
  { title: 'NOTE', value: ({ note }) => note, shrinks: true },
]
const rows: readonly Row[] = [
  { name: 'seo', configs: 12200, note: 'Search Console;\nthe confidence score becomes a threshold' },
  { name: 'paid_ads', configs: 7, note: null },
]

describe('a table', () => {
  test('aligns texts at the left and numbers at the right, each row on one line', () => {
    assert.deepEqual(table(rows, columns, { width: Number.POSITIVE_INFINITY }), [
      'NAME      CONFIGS  NOTE',
      'seo        12,200  Search Console; the confidence score becomes a threshold',
      'paid_ads        7',
    ])
  })

  test('cuts what may shrink to the width of the page', () => {
    assert.deepEqual(table(rows, columns, { width: 40 }), [
      'NAME      CONFIGS  NOTE',
      'seo        12,200  Search Console; the …',
      'paid_ads        7',
    ])
  })

  test('is nothing without rows', () => assert.deepEqual(table([], columns, { width: 80 }), []))

  test('is never wider than the page, and aligned in every row', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 })
    const row = fc.record({ name: text, configs: fc.nat(), note: fc.option(text) })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.integer({ min: 20, max: 120 }), (some, width) => {
        const lines = table(some, columns, { width })
        assert.equal(lines.length, some.length + 1)
        for (const line of lines) {
          assert.ok(widthOf(line) <= width)
          assert.doesNotMatch(line, /[\r\n]/)
        }
      }),
    )
  })
})
