import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { plainDocumentText } from '../../test/support/json-text.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { type ReadOptions, readJson } from './read.ts'
import { parseStrictly } from './strict-parser.ts'
import type { Json } from './value.ts'
import { writeJson } from './write.ts'

type Refusal = { readonly code: string; readonly data: Record<string, unknown> }

function findRefusal(text: string, options: ReadOptions = {}): Refusal | undefined {
  try {
    readJson(text, options)
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return { code: error.code, data: { ...error.data } }
  }
  return undefined
}

const refusal = (text: string, options?: ReadOptions): Refusal =>
  findRefusal(text, options) ?? assert.fail(`read ${text.slice(0, 80)}`)

describe('Nesting', () => {
  const nested: readonly (readonly [string, string, string])[] = [
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
    ['lists and objects', '[{"a":', '}]'],
    ['lists with white space', ' [\n', ' ]'],
    ['lists with items before and after', '[1,"[{",', ',2]'],
  ]
  for (const [name, open, close] of nested) {
    const levels = open === '[{"a":' ? 2 : 1
    const document = (depth: number, inner: string) =>
      open.repeat(depth / levels) + inner + close.repeat(depth / levels)

    for (const inner of ['1', '1.0', '"\\u0041"']) {
      test(`of 512 levels is read and of one more refused: ${name} around ${inner}`, () => {
        const fits = document(512, inner)
        assert.equal(
          writeJson(readJson(fits)),
          writeJson(parseStrictly(fits, { duplicateKeys: 'last', maxDepth: 512 })),
        )
        const { code, data } = refusal(`[${fits}]`)
        assert.equal(code, 'json/too-deep')
        assert.equal(data.limit, 512)
        assert.equal(refusal(`{"a":${fits},"b":1}`).code, 'json/too-deep')
      })
    }

    test(`of 100 000 levels is refused at once, closed or not: ${name}`, () => {
      for (const inner of ['1', '1.0', '', '"']) {
        for (const text of [document(100_000, inner), open.repeat(100_000) + inner]) {
          assert.equal(refusal(text).code, 'json/too-deep')
        }
      }
    })
  }

  test('is counted by levels, not by brackets', () => {
    const many = `[${'[[{}]],'.repeat(2000)}[]]`
    assert.equal(writeJson(readJson(many)), many)
    const inString = JSON.stringify({ a: '['.repeat(5000), b: '{"a":'.repeat(5000) })
    assert.equal(writeJson(readJson(inString)), inString)
  })

  test('that would be too deep is refused there, even where the text is wrong further on', () => {
    const { code, data } = refusal(`\n${'['.repeat(600)}x`)
    assert.equal(code, 'json/too-deep')
    assert.deepEqual([data.line, data.column], [2, 513])
  })
})

test('A text of another size, of more values or of more levels than the caller allows is refused', () => {
  assert.deepEqual(refusal('"żż"', { maxBytes: 5 }), {
    code: 'json/too-large',
    data: { size: 6, limit: 5, unit: 'bytes' },
  })
  assert.equal(readJson('"żż"', { maxBytes: 6 }), 'żż')
  assert.equal(refusal('"😀"', { maxBytes: 5 }).code, 'json/too-large')
  assert.equal(readJson('"😀"', { maxBytes: 6 }), '😀')
  assert.deepEqual(refusal('[1,[2,3],{"a":4}]', { maxValues: 6 }), {
    code: 'json/too-large',
    data: { size: 7, limit: 6, unit: 'values' },
  })
  assert.deepEqual(readJson('[1,[2,3],{"a":4}]', { maxValues: 7 }), [1, [2, 3], { a: 4 }])
  assert.equal(refusal('[[1]]', { maxDepth: 1 }).code, 'json/too-deep')
  assert.deepEqual(readJson('[[1]]', { maxDepth: 2 }), [[1]])
})

test('Values are counted as they stand in the text, whatever its strings hold', () => {
  const countOf = (value: Json): number => {
    const below = typeof value === 'object' && value !== null ? Object.values(value) : []
    return 1 + below.reduce((sum: number, one) => sum + countOf(one as Json), 0)
  }
  fc.assert(
    fc.property(plainDocumentText, (text) => {
      // A member that another one replaced counts as well, but is not there to be counted.
      fc.pre(findRefusal(text, { duplicateKeys: 'refuse' }) === undefined)
      const count = countOf(readJson(text))
      assert.deepEqual(readJson(text, { maxValues: count }), readJson(text))
      if (text.length <= 2 * (count - 1)) return
      assert.deepEqual(refusal(text, { maxValues: count - 1 }), {
        code: 'json/too-large',
        data: { size: count, limit: count - 1, unit: 'values' },
      })
    }),
    { numRuns: 1000 },
  )
})
