import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../test/support/arbitrary.ts'
import { anyNumberText } from '../../test/support/json-text.ts'
import type { Hash } from '../config/ids.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { canonicalPair, canonicalText } from './canonical.ts'
import { equalJson } from './equal.ts'
import { hashJson, sha256 } from './hash.ts'
import { readJson } from './read.ts'
import type { Json } from './value.ts'
import { writeJson } from './write.ts'

const canonicalOf = (text: string): string => canonicalText(readJson(text))

/** The double with these bits. */
function doubleOf(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE()
}

// RFC 8785, appendix B.
const DOUBLES: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
]

describe('Canonical text', () => {
  for (const [bits, text] of DOUBLES) {
    test(`of the double ${bits} is ${text}, as RFC 8785 has it, read from any text of it`, () => {
      const value = doubleOf(bits)
      assert.equal(canonicalText(value), text)
      assert.equal(canonicalOf(text), text)
      const padded = text.replace(/^-?\d+(\.\d+)?/, (digits) =>
        digits.includes('.') ? `${digits}00` : `${digits}.0`,
      )
      assert.equal(canonicalOf(`[${padded}]`), `[${text}]`)
    })
  }

  test('is that of the example of RFC 8785, but that it keeps digits that no double has', () => {
    const numbers = '[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'
    const string = '"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/"'
    assert.equal(
      canonicalOf(`{ "numbers": ${numbers}, "string": ${string}, "literals": [null, true, false] }`),
      `{"literals":[null,true,false],"numbers":[333333333.33333329,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
    )
  })

  test('orders keys by UTF-16 units, as the example of RFC 8785 does', () => {
    const text =
      '{"\\u20ac":"Euro","\\r":"CR","\\ufb33":"Hebrew","1":"One","\\ud83d\\ude00":"Emoji","\\u0080":"Control","\\u00f6":"Latin"}'
    assert.deepEqual(Object.values(JSON.parse(canonicalOf(text).replace('"1"', '"one"'))), [
      ...['CR', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew'],
    ])
    assert.equal(
      canonicalOf('{"b":1,"10":2,"9":3,"":4,"B":5,"__proto__":6}'),
      '{"":4,"10":2,"9":3,"B":5,"__proto__":6,"b":1}',
    )
  })

  test('orders the keys of large objects like those of small ones', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 80 }), (keys) => {
        const value = Object.fromEntries(keys.filter((key) => key.isWellFormed()).map((key) => [key, 1]))
        const expected = Object.keys(value).sort()
        const text = canonicalText(value)
        assert.equal(text, `{${expected.map((key) => `${JSON.stringify(key)}:1`).join(',')}}`)
      }),
    )
  })

  test('is the same for numbers of one value in any form, and another for any other', () => {
    for (const forms of [
      ['1', '1.0', '1e0', '10e-1', '0.1E+1', '1.000'],
      ['0', '-0', '0.0', '-0e5', '0e-7'],
      [
        '12345678901234567890',
        '12345678901234567890.00',
        '1234567890123456789e1',
        '1.2345678901234567890e+19',
      ],
      ['1e400', '10e399', '1.0E+400', `1${'0'.repeat(400)}`],
      ['-1e-400', '-0.1e-399', `-0.${'0'.repeat(399)}1`],
    ]) {
      assert.equal(new Set(forms.map(canonicalOf)).size, 1, forms[0])
    }
    assert.equal(canonicalOf('12345678901234567890.50'), '12345678901234567890.5')
    assert.equal(canonicalOf('1e400'), '1e+400')
    assert.equal(canonicalOf('12e400'), '1.2e+401')
    assert.equal(canonicalOf('-0.10000000000000000001'), '-0.10000000000000000001')
    assert.equal(canonicalOf('1e-400'), '1e-400')
    assert.notEqual(canonicalOf('9007199254740993'), canonicalOf('9007199254740992'))
    assert.notEqual(canonicalOf('0.1'), canonicalOf('0.1000000000000000055511151231257827'))
  })

  test('of a number is that of its canonical text', () => {
    fc.assert(
      fc.property(anyNumberText, (text) => {
        const canonical = canonicalOf(text)
        assert.ok(equalJson(readJson(canonical), readJson(text)), `${text} became ${canonical}`)
        assert.equal(canonicalOf(canonical), canonical)
      }),
      { numRuns: 2000 },
    )
  })

  test('reads back as an equal value, and is the same for all that are equal', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (value, other) => {
        const text = canonicalText(value)
        assert.ok(equalJson(readJson(text), value))
        assert.equal(canonicalText(readJson(writeJson(value, { indent: 2 }))), text)
        assert.equal(text === canonicalText(other), equalJson(value, other))
      }),
    )
  })

  test('is what JSON.stringify writes of plain values whose keys are in order', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sorted = (part: unknown): unknown =>
          Array.isArray(part)
            ? part.map(sorted)
            : typeof part === 'object' && part !== null
              ? Object.fromEntries(
                  Object.entries(part)
                    .sort(([a], [b]) => (a < b ? -1 : 1))
                    .map(([k, v]) => [k, sorted(v)]),
                )
              : part
        // A JavaScript object puts keys that look like indexes first.
        fc.pre(!/"\d+":/.test(JSON.stringify(value)))
        assert.equal(canonicalText(value as Json), JSON.stringify(sorted(value)))
      }),
    )
  })

  test('goes down 512 levels, and says so beyond', () => {
    const nested = (levels: number): Json => {
      let value: Json = []
      for (let level = 1; level < levels; level++) value = level % 2 ? { a: value } : [value]
      return value
    }
    assert.equal(canonicalText(nested(512)).length, JSON.stringify(nested(512)).length)
    assert.throws(
      () => canonicalText(nested(513)),
      (error) => isCrosswalkError(error, 'json/too-deep'),
    )
    assert.throws(
      () => canonicalText(nested(100_000)),
      (error) => isCrosswalkError(error, 'json/too-deep'),
    )
  })

  test('is never made of what is no JSON number', () => {
    assert.throws(() => canonicalText(Number.NaN), TypeError)
    assert.throws(() => canonicalText([Number.POSITIVE_INFINITY]), TypeError)
  })
})

describe('A hash', () => {
  const nodeSha256 = (text: string): Hash => createHash('sha256').update(text).digest('hex') as Hash

  test('of a text is its SHA-256 in UTF-8, as Node reckons it', () => {
    assert.equal(sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(sha256(text), nodeSha256(text))),
    )
  })

  test('of a value is that of its canonical text, whoever reckons it', () => {
    assert.equal(hashJson(readJson('{"b":[1.0],"a":"ż"}')), nodeSha256('{"a":"ż","b":[1]}'))
    fc.assert(fc.property(anyJson, (value) => assert.equal(hashJson(value), hashJson(value, nodeSha256))))
  })
})

const anyKey = fc.constantFrom('a', 'b', 'aa', 'B', 'outer', '')

/** A value, and another that has some of its very parts, at their old places and at others. */
const related = fc
  .record({ before: fc.dictionary(anyKey, anyJson), own: fc.dictionary(anyKey, anyJson) })
  .map(({ before, own }): readonly [Json, Json] => {
    const kept = Object.fromEntries(Object.entries(before).filter((_, index) => index % 2 === 0))
    return [
      { ...before, outer: before },
      { ...kept, ...own, outer: { ...kept, ...own }, moved: { deep: before } },
    ]
  })

describe('Canonical texts of two values', () => {
  test('are those of each by itself, whatever parts they share', () => {
    fc.assert(
      fc.property(fc.oneof(related, fc.tuple(anyJson, anyJson)), ([before, after]) => {
        const pair = canonicalPair(before, after)
        assert.equal(pair.before, canonicalText(before))
        assert.equal(pair.after, canonicalText(after))
      }),
      { numRuns: 500 },
    )
  })

  test('say whether a number kept as text stands in either', () => {
    const [plain, raw] = [readJson('{"a":{"b":[1]}}'), readJson('{"a":{"b":[1.0]}}')]
    assert.equal(canonicalPair(plain, { plain }).hasRawNumbers, false)
    for (const [before, after] of [
      [raw, plain],
      [plain, raw],
      [raw, raw],
      [{ plain }, { plain, raw }],
      [[], [raw]],
    ] as readonly (readonly [Json, Json])[]) {
      assert.equal(canonicalPair(before, after).hasRawNumbers, true)
    }
  })

  test('raise where a shared part has come to stand too deep', () => {
    let deep: Json = {}
    for (let level = 1; level < 512; level++) deep = { deep }
    assert.equal(canonicalPair(deep, deep).after, canonicalText(deep))
    assert.throws(
      () => canonicalPair(deep, { moved: deep }),
      (error) => isCrosswalkError(error) && error.code === 'json/too-deep',
    )
  })
})
