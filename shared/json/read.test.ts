import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  anyDocumentText,
  anyNumberText,
  damagedDocumentText,
  plainDocumentText,
} from '../../test/support/json-text.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { type ReadOptions, readJson } from './read.ts'
import { parseStrictly } from './strict-parser.ts'
import type { Json, JsonObject } from './value.ts'
import { writeJson } from './write.ts'

type Outcome = { readonly value: Json } | { readonly code: string; readonly data: unknown }

function outcomeOf(read: () => Json): Outcome {
  try {
    return { value: read() }
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return { code: error.code, data: error.data }
  }
}

const strictly = (text: string, duplicateKeys: 'last' | 'refuse' = 'last'): Json =>
  parseStrictly(text, { duplicateKeys, maxDepth: 512 })

const refusal = (text: string, options: ReadOptions = {}) => {
  const outcome = outcomeOf(() => readJson(text, options))
  assert.ok('code' in outcome, `read ${text.slice(0, 80)}`)
  return outcome as { code: string; data: Record<string, unknown> }
}

test('readJson takes back what JSON.stringify wrote of any value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      fc.pre(!text.includes('\\u0000'))
      assert.equal(JSON.stringify(readJson(text), null, indent), text)
    }),
    { numRuns: 1000 },
  )
})

describe('readJson and JSON.parse', () => {
  test('agree on documents with white space, escapes, keys that stand twice and small whole numbers', () => {
    fc.assert(
      fc.property(plainDocumentText, (text) => {
        // JSON.parse itself is not to be trusted with escaped keys: read-escaped-keys.test.ts.
        fc.pre(!/\\.[^"\\]*"\s*:/.test(text))
        assert.deepEqual(readJson(text), JSON.parse(text))
        assert.deepEqual(Object.keys(Object(readJson(text))), Object.keys(Object(JSON.parse(text))))
      }),
      { numRuns: 1000 },
    )
  })

  test('refuse the same texts, but for what jsonb cannot hold', () => {
    fc.assert(
      fc.property(damagedDocumentText, (text) => {
        const ours = outcomeOf(() => readJson(text))
        const code = 'code' in ours ? ours.code : ''
        if (code === 'json/unstorable') return
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        assert.equal(code, valid ? '' : 'json/invalid')
      }),
      { numRuns: 3000 },
    )
  })
})

describe('The fast path', () => {
  const agree = (text: string) => {
    for (const duplicateKeys of ['last', 'refuse'] as const) {
      assert.deepEqual(
        outcomeOf(() => readJson(text, { duplicateKeys })),
        outcomeOf(() => strictly(text, duplicateKeys)),
      )
    }
  }

  test('gives what the strict parser gives, with suspicious bits in and out of strings', () => {
    fc.assert(fc.property(fc.oneof(anyDocumentText, plainDocumentText), agree), { numRuns: 3000 })
  })

  test('refuses what the strict parser refuses, at the same place', () => {
    fc.assert(fc.property(damagedDocumentText, agree), { numRuns: 3000 })
  })

  test('never takes a number that a double does not carry', () => {
    fc.assert(
      fc.property(anyNumberText, fc.constantFrom('', ' ', '\n'), (number, space) => {
        const forms = [
          number,
          `${number}${space}`,
          `[${number}${space}]`,
          `{"a":${space}${number}}`,
          `[1,${number},2]`,
        ]
        for (const text of forms) agree(text)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('A number', () => {
  // Reckoned apart from the code under test: numerator and denominator.
  function quotientOf(text: string): readonly [bigint, bigint] {
    const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
    const [whole = '', fraction = ''] = mantissa.split('.')
    const exponent = Number(power) - fraction.length
    const digits = BigInt(whole + fraction)
    return exponent < 0 ? [digits, 10n ** BigInt(-exponent)] : [digits * 10n ** BigInt(exponent), 1n]
  }

  /** Digits after the point that `numeric` keeps. */
  function scaleOf(text: string): number {
    const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
    return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(power))
  }

  test('comes out with its value and the zeros at the end of its fraction, whatever its form', () => {
    fc.assert(
      fc.property(anyNumberText, (text) => {
        for (const [before, after] of [
          ['', ''],
          ['[', ']'],
          ['{"a": ', '}'],
        ] as const) {
          const written = writeJson(readJson(before + text + after))
          const number = written.slice(before.replace(' ', '').length, written.length - after.length)
          const [[a, b], [c, d]] = [quotientOf(text), quotientOf(number)]
          assert.ok(a * d === c * b, `${text} became ${number}`)
          assert.equal(scaleOf(number), scaleOf(text), `${text} became ${number}`)
        }
      }),
      { numRuns: 3000 },
    )
  })

  const forms: readonly (readonly [string, string])[] = [
    ['0', '0'],
    ['-0', '0'],
    ['-0.0', '-0.0'],
    ['1.0', '1.0'],
    ['1.10', '1.10'],
    ['0.07', '0.07'],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567890', '12345678901234567890'],
    ['-12345678901234567890.50', '-12345678901234567890.50'],
    ['0.1000000000000000055', '0.1000000000000000055'],
    ['123456789012345.67', '123456789012345.67'],
    ['1e5', '100000'],
    ['1E+2', '100'],
    ['1.50e1', '1.50e1'],
    ['150e-2', '150e-2'],
    ['1e-7', '1e-7'],
    ['0.0000001', '1e-7'],
    ['1e400', '1e400'],
    ['1e-400', '1e-400'],
    ['4.9e-324', '4.9e-324'],
    ['0e5', '0'],
    ['0.000', '0.000'],
  ]
  for (const [text, written] of forms) {
    test(`${text} is written as ${written}`, () => {
      assert.equal(writeJson(readJson(`[${text}]`)), `[${written}]`)
      assert.equal(writeJson(readJson(text)), written)
    })
  }

  test('is read up to the digits that PostgreSQL keeps, and refused beyond, with its place', () => {
    const nines = (count: number) => '9'.repeat(count)
    for (const text of [
      nines(131_072),
      `0.${nines(16_383)}`,
      '1e131071',
      '1e-16383',
      '-1e131071',
      '0e400000000',
    ]) {
      assert.equal(writeJson(readJson(`[${text}]`)), text === '0e400000000' ? '[0]' : `[${text}]`)
    }
    for (const text of [
      nines(131_073),
      `0.${nines(16_384)}`,
      '1e131072',
      '1e-16384',
      '-1e131072',
      '1e400000000',
    ]) {
      const { code, data } = refusal(`{\n "a": [1, ${text}]}`)
      assert.equal(code, 'json/unstorable')
      assert.deepEqual([data.path, data.line, data.column], ['/a/1', 2, 11])
    }
  })
})

describe('A key that objects inherit', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', '']
  const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))

  for (const name of names) {
    test(`${JSON.stringify(name)} comes out as a member of its own at any depth, on both paths`, () => {
      const key = JSON.stringify(name)
      for (const number of ['1', '1.0', '1e400']) {
        const text = `{${key}:{${key}:[{${key}:${number},"polluted":true}]},"b":{${key}:null}}`
        const value = readJson(text) as JsonObject
        assert.equal(writeJson(value), text)
        assert.deepEqual(Object.keys(value), [name, 'b'])
        const inner = Object.getOwnPropertyDescriptor(value, name)?.value as JsonObject
        assert.deepEqual(Object.keys(inner), [name])
        assert.equal(Object.getPrototypeOf(value), Object.prototype)
        assert.equal(Object.getPrototypeOf(inner), Object.prototype)
      }
      assert.equal(({} as { polluted?: unknown }).polluted, undefined)
      assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), before)
    })
  }

  test('takes no value from an object that was replaced by a later one of the same key', () => {
    for (const number of ['1', '1.0']) {
      const text = `{"__proto__":{"a":1},"__proto__":{"b":${number}}}`
      assert.equal(writeJson(readJson(text)), `{"__proto__":{"b":${number}}}`)
      assert.equal(refusal(text, { duplicateKeys: 'refuse' }).code, 'json/duplicate-key')
    }
  })
})

describe('A key that stands twice', () => {
  test('is refused where that is asked for, with the place where it stands again', () => {
    const cases = [
      ['{"a":1,"a":2}', 1, 8, 'a', '/a'],
      ['{"a": 1.0,\n  "a": 2}', 2, 3, 'a', '/a'],
      ['{"x":[0,{"k/~":1,\r\n"k/~":2}]}', 2, 1, 'k/~', '/x/1/k~1~0'],
      ['{"a":1,"\\u0061":2}', 1, 8, 'a', '/a'],
      ['[{"":1,"":2}]', 1, 8, '', '/0/'],
      ['{"a":{"b":1},"c":{"b":1,"d":":","b":2}}', 1, 33, 'b', '/c/b'],
    ] as const
    for (const [text, line, column, key, path] of cases) {
      const { code, data } = refusal(text, { duplicateKeys: 'refuse' })
      assert.equal(code, 'json/duplicate-key', text)
      assert.deepEqual([data.line, data.column, data.key, data.path], [line, column, key, path])
    }
  })

  test('gives its last value in the place of the first where that is not asked for', () => {
    assert.equal(writeJson(readJson('{"a":1,"b":2,"a":3}')), '{"a":3,"b":2}')
    assert.equal(writeJson(readJson('{"a":1.0,"b":2.0,"a":3.0}')), '{"a":3.0,"b":2.0}')
  })

  test('is not seen where keys only look alike, or stand in different objects', () => {
    for (const text of [
      '{"a":1,"A":2,"a ":3}',
      '[{"a":1},{"a":1},{"a":{"a":1}}]',
      '{"a":"\\"b\\":1,\\"b\\":","b":2}',
      '{"a":":","b":"\\":","c":" :"}',
      '{"__proto__":1,"constructor":2}',
    ]) {
      assert.equal(writeJson(readJson(text, { duplicateKeys: 'refuse' })), text)
    }
  })
})

describe('Text that jsonb cannot hold', () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['an escaped U+0000', '\\u0000'],
    ['half of a surrogate pair, the first, escaped', '\\ud800'],
    ['half of a surrogate pair, the second, escaped', '\\uDFFF'],
    ['half of a surrogate pair, the first, as it is', '\ud800'],
    ['half of a surrogate pair, the second, as it is', '\udfff'],
    ['two halves in the wrong order', '\\udc00\\ud800'],
    ['a half before an escape of something else', '\\ud800\\u0041'],
    ['a half as it is before an escaped one', '\ud800\\u0041'],
  ]
  for (const [name, text] of hostile) {
    test(`is refused with its place: ${name}, in a value and in a key`, () => {
      for (const number of ['1', '1.0']) {
        const value = refusal(`{"n":${number},\n"a/b":[0,"x${text}"]}`)
        assert.equal(value.code, 'json/unstorable')
        assert.deepEqual([value.data.path, value.data.line, value.data.column], ['/a~1b/1', 2, 10])
        const key = refusal(`{"n":${number},"o":{"x${text}":1}}`)
        assert.equal(key.code, 'json/unstorable')
        assert.equal(key.data.path, '/o')
        const whole = refusal(`"${text}"`)
        assert.deepEqual([whole.code, whole.data.path], ['json/unstorable', ''])
      }
    })
  }

  test('is not seen in an escaped backslash, nor in two halves that fit, however they are written', () => {
    for (const [text, value] of [
      ['"\\\\u0000"', '\\u0000'],
      ['"\\\\ud800"', '\\ud800'],
      ['"\\ud83d\\ude00"', '😀'],
      ['"\ud83d\\ude00"', '😀'],
      ['"\\ud83d\ude00"', '😀'],
      ['"😀"', '😀'],
    ] as const) {
      assert.equal(readJson(text), value)
      assert.deepEqual(readJson(`[1.5,${text}]`), [1.5, value])
      assert.deepEqual(readJson(`{${text}:1}`), { [value]: 1 })
    }
  })

  test('a control character that is not escaped is no JSON', () => {
    assert.equal(refusal('"\u0000"').code, 'json/invalid')
    assert.equal(refusal('{"\u001f":1}').code, 'json/invalid')
  })
})
