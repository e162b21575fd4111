import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../test/support/arbitrary.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { canonicalText } from './canonical.ts'
import { equalJson } from './equal.ts'
import { copyJson } from './leaves.ts'
import { readJson } from './read.ts'
import type { Json } from './value.ts'

describe('Two values are equal', () => {
  test('exactly where their canonical texts are', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (a, b) =>
        assert.equal(equalJson(a, b), canonicalText(a) === canonicalText(b)),
      ),
      { numRuns: 2000 },
    )
    fc.assert(fc.property(anyJson, (value) => assert.ok(equalJson(value, copyJson(value)))))
  })

  test('where numbers have one value, and keys another order', () => {
    const read = (text: string): Json => readJson(text)
    assert.ok(equalJson(read('{"a":1.0,"b":[1e400]}'), read('{"b":[10e399],"a":1}')))
    assert.ok(equalJson(read('-0.0'), 0))
    assert.ok(equalJson(-0, 0))
  })

  test('and not where kind, value, length, key or order of items differ', () => {
    const others: readonly string[] = [
      ...[
        'null',
        'false',
        'true',
        '0',
        '1',
        '1.5',
        '9007199254740992',
        '9007199254740993',
        '""',
        '"0"',
        '"1.0"',
        '[]',
      ],
      ...[
        '{}',
        '[null]',
        '[[]]',
        '[1,2]',
        '[2,1]',
        '[1,2,2]',
        '{"a":1}',
        '{"a":2}',
        '{"b":1}',
        '{"a":1,"b":1}',
      ],
      ...[
        '{"__proto__":1}',
        '{"__proto__":{}}',
        '{"constructor":{}}',
        '{"toString":null}',
        '{"rawJSON":"1.0"}',
      ],
      ...['{"0":1}', '{"length":0}', '1.00000000000000000001', '1e400', '-1e400', '1e-400'],
    ]
    for (const [at, a] of others.entries()) {
      for (const [where, b] of others.entries()) {
        assert.equal(equalJson(readJson(a), readJson(b)), at === where, `${a} and ${b}`)
      }
    }
  })

  test('and values that nest too deep are refused', () => {
    const nested = (levels: number): Json => {
      let value: Json = 1
      for (let level = 0; level < levels; level++) value = [value]
      return value
    }
    assert.ok(equalJson(nested(512), nested(512)))
    assert.throws(
      () => equalJson(nested(100_000), nested(100_000)),
      (error) => isCrosswalkError(error, 'json/too-deep'),
    )
  })
})
