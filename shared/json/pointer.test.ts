import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../test/support/arbitrary.ts'
import { CrosswalkError } from '../errors/index.ts'
import { equalJson } from './equal.ts'
import { copyJson, leaves } from './leaves.ts'
import { getMember } from './object.ts'
import { formatPointer, getAt, isPrefix, parsePointer, removeAt, setAt } from './pointer.ts'
import { readJson } from './read.ts'
import type { Json } from './value.ts'

const anyTokens = fc.array(
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('~', '/', '~1', '~01', '', '0')),
)

/** A value with the place of one of its leaves. */
const valueAndPlace = anyJson.chain((value) =>
  fc.constantFrom(...leaves(value)).map(({ tokens }) => ({ value, tokens })),
)

describe('A JSON Pointer', () => {
  test('comes back from its text whatever its tokens hold', () => {
    fc.assert(
      fc.property(anyTokens, (tokens) => assert.deepEqual(parsePointer(formatPointer(tokens)), tokens)),
    )
  })

  test('reads as in the examples of RFC 6901', () => {
    const doc = readJson(
      '{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}',
    )
    const values = ['/foo/0', '/', '/a~1b', '/c%d', '/e^f', '/g|h', '/i\\j', '/k"l', '/ ', '/m~0n'].map(
      (text) => getAt(doc, parsePointer(text)),
    )
    assert.deepEqual(values, ['bar', 0, 1, 2, 3, 4, 5, 6, 7, 8])
    assert.equal(getAt(doc, parsePointer('')), doc)
    assert.deepEqual(parsePointer('/~01'), ['~1'])
  })

  for (const text of ['a', 'a/b', '#/a', ' /a', '/~', '/a~', '/~2', '/a/~b', '/~~0']) {
    test(`is refused where it is none: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parsePointer(text),
        (error) => error instanceof CrosswalkError && error.code === 'json/bad-pointer',
      )
    })
  }

  test('is a prefix of itself and of what is below it, and of nothing else', () => {
    assert.ok(isPrefix([], ['a']))
    assert.ok(isPrefix(['a'], ['a']))
    assert.ok(isPrefix(['a'], ['a', 'b']))
    assert.ok(!isPrefix(['a', 'b'], ['a']))
    assert.ok(!isPrefix(['a'], ['ab']))
  })
})

describe('A place', () => {
  test('gives nothing that is inherited, and no item under any other text than its index', () => {
    const doc: Json = { list: ['x', 'y'], text: 'abc', none: null }
    for (const tokens of [
      ['constructor'],
      ['__proto__'],
      ['list', 'length'],
      ['list', '-'],
      ['list', '01'],
      ['list', '1.0'],
      ['list', '-1'],
      ['list', '1e0'],
      ['list', ' 1'],
      ['list', ''],
      ['list', '2'],
      ['list', '4294967296'],
      ['text', '0'],
      ['text', 'length'],
      ['none', 'a'],
    ]) {
      assert.equal(getAt(doc, tokens), undefined, formatPointer(tokens))
    }
    assert.equal(getAt(doc, ['list', '1']), 'y')
  })

  test('holds what was set there, while all else stays the same object and the input as it was', () => {
    fc.assert(
      fc.property(valueAndPlace, anyJson, ({ value, tokens }, other) => {
        const before = copyJson(value)
        const result = setAt(value, tokens, other)
        assert.equal(getAt(result, tokens), other)
        assert.ok(equalJson(value, before))
        for (const leaf of leaves(value)) {
          if (!isPrefix(tokens, leaf.tokens)) assert.equal(getAt(result, leaf.tokens), leaf.value)
        }
        assert.ok(equalJson(setAt(result, tokens, getAt(value, tokens) as Json), value))
      }),
    )
  })

  test('shares every branch that is not on the way', () => {
    const doc = readJson('{"a":{"b":[1,2]},"c":{"d":{}},"e":[[0],[1]]}')
    const result = setAt(doc, ['a', 'b', '1'], 3)
    assert.equal(getAt(result, ['c']), getAt(doc, ['c']))
    assert.equal(getAt(result, ['e']), getAt(doc, ['e']))
  })

  test('takes a new member or one item past the end, and refuses what has no parent', () => {
    assert.deepEqual(setAt({ a: {} }, ['a', 'b'], 1), { a: { b: 1 } })
    assert.deepEqual(setAt([1], ['1'], 2), [1, 2])
    for (const tokens of [
      ['x', 'y'],
      ['list', '3'],
      ['list', '-'],
      ['list', '01'],
      ['n', 'a'],
      ['list', '9', 'a'],
    ]) {
      assert.throws(() => setAt({ list: [1, 2], n: 1 }, tokens, 0), TypeError, formatPointer(tokens))
    }
  })

  test('is gone once removed; removing it again changes nothing', () => {
    fc.assert(
      fc.property(valueAndPlace, ({ value, tokens }) => {
        fc.pre(tokens.length > 0)
        const result = removeAt(value, tokens)
        const parent = getAt(value, tokens.slice(0, -1))
        const left = getAt(result, tokens.slice(0, -1))
        if (Array.isArray(parent)) assert.deepEqual(left, parent.toSpliced(Number(tokens.at(-1)), 1))
        else assert.equal(removeAt(result, tokens), result)
      }),
    )
    assert.throws(() => removeAt({}, []), TypeError)
  })

  test('under __proto__ is a place like any other', () => {
    const doc = setAt({ a: 1 }, ['__proto__'], { polluted: true })
    assert.deepEqual(Object.keys(doc as object), ['a', '__proto__'])
    assert.equal(Object.getPrototypeOf(doc), Object.prototype)
    const deeper = setAt(doc, ['__proto__', '__proto__'], 2)
    assert.equal(getAt(deeper, ['__proto__', '__proto__']), 2)
    assert.equal(getMember(doc as never, 'polluted'), undefined)
    assert.deepEqual(removeAt(doc, ['__proto__']), { a: 1 })
  })
})
