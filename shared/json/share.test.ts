import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../test/support/arbitrary.ts'
import { equalJson } from './equal.ts'
import { copyJson, leaves } from './leaves.ts'
import { setAt } from './pointer.ts'
import { readJson } from './read.ts'
import { shareEqual } from './share.ts'
import type { Json } from './value.ts'
import { writeJson } from './write.ts'

/** Two values that have much in common. */
const anyTwo = fc
  .tuple(anyJson, fc.array(fc.tuple(fc.nat(), anyJson), { maxLength: 3 }))
  .map(([value, edits]) => {
    const edited = edits.reduce((doc: Json, [choice, other]) => {
      const places = [...leaves(doc)]
      return setAt(doc, places[choice % places.length]?.tokens ?? [], other)
    }, value)
    return [value, copyJson(edited)] as const
  })

describe('Sharing what is equal', () => {
  test('changes neither value', () => {
    fc.assert(
      fc.property(anyTwo, ([before, after]) => {
        const [first, second] = [copyJson(before), copyJson(after)]
        assert.ok(equalJson(shareEqual(before, after), second))
        assert.ok(equalJson(before, first))
      }),
    )
  })

  test('gives the first value itself exactly where the two are equal containers', () => {
    fc.assert(
      fc.property(anyTwo, ([before, after]) => {
        fc.pre(typeof before === 'object' && before !== null && !('rawJSON' in before))
        const equal = equalJson(before, after)
        assert.equal(shareEqual(before, after) === before, equal)
      }),
    )
  })

  test('gives the very parts that are equal, and no other', () => {
    const before = readJson('{"a":{"x":1},"b":{"y":[1,2]},"c":[{"z":1.0}],"__proto__":{"p":1}}')
    const after = readJson('{"__proto__":{"p":1},"b":{"y":[1,3]},"c":[{"z":1}],"a":{"x":1}}')
    const shared = shareEqual(before, after) as { [key: string]: Json }
    const old = before as { [key: string]: Json }
    assert.equal(shared.a, old.a)
    assert.equal(shared.c, old.c)
    assert.notEqual(shared.b, old.b)
    assert.equal(writeJson(shared), '{"__proto__":{"p":1},"b":{"y":[1,3]},"c":[{"z":1.0}],"a":{"x":1}}')
  })
})
