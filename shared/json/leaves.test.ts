import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../test/support/arbitrary.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { equalJson } from './equal.ts'
import { copyJson, leaves } from './leaves.ts'
import { patternOf } from './pattern.ts'
import { formatPointer, getAt, parsePointer } from './pointer.ts'
import { readJson } from './read.ts'
import { isList, isObject, type Json } from './value.ts'
import { writeJson } from './write.ts'

describe('Leaves', () => {
  test('are scalars and empty containers, each at its place, and all of them', () => {
    const count = (value: Json): number => {
      const below = isList(value) ? value : isObject(value) ? Object.values(value) : []
      return below.length === 0 ? 1 : below.reduce((sum: number, each) => sum + count(each), 0)
    }
    fc.assert(
      fc.property(anyJson, (value) => {
        const all = [...leaves(value)]
        for (const leaf of all) {
          assert.equal(getAt(value, leaf.tokens), leaf.value)
          assert.equal(count(leaf.value), 1)
        }
        assert.equal(all.length, count(value))
        assert.equal(new Set(all.map((leaf) => formatPointer(leaf.tokens))).size, all.length)
      }),
    )
  })

  test('come in canonical order: items as they stand, members by key', () => {
    const value = readJson('{"b":[3,[],{"z":1,"a":{}}],"10":1,"9":2,"__proto__":{"x":null},"":0}')
    assert.deepEqual(
      [...leaves(value)].map(({ tokens, value }) => `${formatPointer(tokens)} ${writeJson(value)}`),
      ['/ 0', '/10 1', '/9 2', '/__proto__/x null', '/b/0 3', '/b/1 []', '/b/2/a {}', '/b/2/z 1'],
    )
  })

  test('of a scalar are itself, at the whole document', () => {
    assert.deepEqual([...leaves(1)], [{ tokens: [], value: 1 }])
    assert.deepEqual([...leaves({})], [{ tokens: [], value: {} }])
  })
})

describe('A copy', () => {
  test('is written as its original, and shares no container with it', () => {
    const share = (a: Json, b: Json): boolean => {
      if (isList(a) && isList(b)) return a === b || a.some((item, at) => share(item, b[at] as Json))
      if (isObject(a) && isObject(b))
        return a === b || Object.keys(a).some((key) => share(a[key] as Json, b[key] as Json))
      return false
    }
    fc.assert(
      fc.property(anyJson, (value) => {
        const copy = copyJson(value)
        assert.equal(writeJson(copy), writeJson(value))
        assert.ok(!share(value, copy))
      }),
    )
  })

  test('has __proto__ as a member of its own', () => {
    const copy = copyJson(readJson('[{"__proto__":{"polluted":1},"constructor":1.0}]'))
    assert.equal(writeJson(copy), '[{"__proto__":{"polluted":1},"constructor":1.0}]')
    assert.equal(Object.getPrototypeOf(getAt(copy, ['0'])), Object.prototype)
  })

  test('is not made of what nests too deep', () => {
    let value: Json = []
    for (let level = 1; level < 100_000; level++) value = [value]
    assert.throws(
      () => copyJson(value),
      (error) => isCrosswalkError(error, 'json/too-deep'),
    )
  })
})

test('A pattern is the same for every item of a list, and names members as they are', () => {
  const doc = readJson('{"a":[{"b":[1,2]},{"*":{"0":1}}],"0":{"1":2}}')
  const patterns = ['', '/a', '/a/0', '/a/1', '/a/0/b/1', '/a/1/*/0', '/0/1', '/a/7/x', '/none/0'].map(
    (path) => patternOf(parsePointer(path), doc),
  )
  assert.deepEqual(patterns, ['', '/a', '/a/*', '/a/*', '/a/*/b/*', '/a/*/*/0', '/0/1', '/a/*/x', '/none/0'])
  assert.ok(equalJson(doc, doc))
})
