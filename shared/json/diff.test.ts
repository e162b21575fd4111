import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../test/support/arbitrary.ts'
import { applyChanges, diffJson } from './diff.ts'
import { equalJson } from './equal.ts'
import { copyJson, leaves } from './leaves.ts'
import { getAt, parsePointer, setAt } from './pointer.ts'
import { readJson } from './read.ts'
import type { Json } from './value.ts'
import { writeJson } from './write.ts'

const summary = (before: Json, after: Json): string[] =>
  diffJson(before, after).map(({ kind, path }) => `${kind} ${path}`)

/** Two values that have much in common: the second is the first with a few places set. */
const anyTwo = fc.oneof(
  fc.tuple(anyJson, anyJson),
  fc
    .tuple(anyJson, fc.array(fc.tuple(fc.nat(), anyJson), { maxLength: 3 }))
    .map(([value, edits]): [Json, Json] => {
      const edited = edits.reduce((doc, [choice, other]) => {
        const places = [...leaves(doc)]
        return setAt(doc, places[choice % places.length]?.tokens ?? [], other)
      }, value)
      return [value, edited]
    }),
)

/** Lists whose items come, go and change. */
const twoLists = fc.tuple(
  fc.array(fc.oneof(fc.nat({ max: 3 }), fc.record({ a: fc.nat({ max: 2 }) })), { maxLength: 8 }),
  fc.array(fc.oneof(fc.nat({ max: 3 }), fc.record({ a: fc.nat({ max: 2 }) })), { maxLength: 8 }),
)

describe('A difference', () => {
  test('applied to the one value gives the other', () => {
    fc.assert(
      fc.property(fc.oneof(anyTwo, twoLists), ([before, after]) => {
        const input = copyJson(before)
        assert.ok(equalJson(applyChanges(before, diffJson(before, after)), after))
        assert.ok(equalJson(before, input))
      }),
      { numRuns: 3000 },
    )
  })

  test('is none exactly where the values are equal', () => {
    fc.assert(
      fc.property(anyTwo, ([before, after]) =>
        assert.equal(diffJson(before, after).length === 0, equalJson(before, after)),
      ),
    )
    assert.deepEqual(diffJson(readJson('{"a":1.0,"b":[10e-1]}'), { b: [1], a: 1 }), [])
  })

  test('names places where its values stand: before a change, or after it where something was added', () => {
    fc.assert(
      fc.property(fc.oneof(anyTwo, twoLists), ([before, after]) => {
        for (const change of diffJson(before, after)) {
          const side = change.kind === 'added' ? after : before
          assert.equal(
            getAt(side, parsePointer(change.path)),
            change.kind === 'added' ? change.after : change.before,
          )
          assert.equal('before' in change, change.kind !== 'added')
          assert.equal('after' in change, change.kind !== 'removed')
        }
      }),
    )
  })

  test('is the same whatever the order of the keys', () => {
    assert.deepEqual(
      diffJson(readJson('{"c":1,"a":{"y":1,"x":2},"b":0}'), readJson('{"a":{"x":3,"y":4},"d":5,"b":0}')),
      diffJson(readJson('{"b":0,"a":{"x":2,"y":1},"c":1}'), readJson('{"d":5,"b":0,"a":{"y":4,"x":3}}')),
    )
    assert.deepEqual(summary({ c: 1, a: { y: 1, x: 2 }, b: 0 }, { a: { x: 3, y: 4 }, d: 5, b: 0 }), [
      'changed /a/x',
      'changed /a/y',
      'removed /c',
      'added /d',
    ])
  })

  test('goes down to leaves, and stops at containers that are new, gone or of another kind', () => {
    assert.deepEqual(diffJson({ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 3 }] } }), [
      { kind: 'changed', path: '/a/b/1/c', before: 2, after: 3 },
    ])
    assert.deepEqual(diffJson({}, { a: { b: { c: 1 } } }), [
      { kind: 'added', path: '/a', after: { b: { c: 1 } } },
    ])
    assert.deepEqual(diffJson({ a: { b: 1 } }, {}), [{ kind: 'removed', path: '/a', before: { b: 1 } }])
    assert.deepEqual(diffJson({ a: [] }, { a: {} }), [{ kind: 'changed', path: '/a', before: [], after: {} }])
    assert.deepEqual(diffJson(1, [1]), [{ kind: 'changed', path: '', before: 1, after: [1] }])
  })

  test('of lists leaves out what is equal at their beginnings and ends', () => {
    assert.deepEqual(summary(['a', 'b', 'c'], ['x', 'a', 'b', 'c']), ['added /0'])
    assert.deepEqual(summary(['a', 'b', 'c'], ['a', 'c']), ['removed /1'])
    assert.deepEqual(summary(['a', 'b', 'c'], ['a', 'x', 'c']), ['changed /1'])
    assert.deepEqual(summary(['a', 'a'], ['a', 'a', 'a']), ['added /2'])
    assert.deepEqual(summary(['a', 'b', 'c', 'd'], ['a', 'd']), ['removed /2', 'removed /1'])
    assert.deepEqual(summary([{ a: 1, b: 1 }], [{ a: 1, b: 2 }, 3]), ['changed /0/b', 'added /1'])
    assert.deepEqual(summary([1, 2, 3], []), ['removed /2', 'removed /1', 'removed /0'])
  })

  test('knows __proto__ and its like as keys', () => {
    const before = readJson('{"constructor":1}')
    const after = readJson('{"__proto__":{"toString":1}}')
    assert.deepEqual(summary(before, after), ['added /__proto__', 'removed /constructor'])
    assert.equal(writeJson(applyChanges(before, diffJson(before, after))), '{"__proto__":{"toString":1}}')
  })
})

describe('Changes made to another value', () => {
  test('put an item at the end of a shorter list, and leave what is gone already', () => {
    assert.deepEqual(applyChanges([1], [{ kind: 'added', path: '/7', after: 2 }]), [1, 2])
    assert.deepEqual(applyChanges([1], [{ kind: 'removed', path: '/7', before: 2 }]), [1])
    assert.deepEqual(applyChanges({ a: 1 }, [{ kind: 'removed', path: '/b/c', before: 2 }]), { a: 1 })
  })

  test('are refused where the parent is not there', () => {
    assert.throws(() => applyChanges({}, [{ kind: 'added', path: '/a/b', after: 1 }]), TypeError)
    assert.throws(() => applyChanges([1], [{ kind: 'added', path: '/a', after: 1 }]), TypeError)
    assert.throws(() => applyChanges({ a: 1 }, [{ kind: 'changed', path: '/a/b', after: 1 }]), TypeError)
  })
})
