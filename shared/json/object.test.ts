import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { getMember, hasMember, putMember, withMember, withoutMember } from './object.ts'
import { readJson } from './read.ts'
import type { Json, JsonObject } from './value.ts'
import { writeJson } from './write.ts'

const HOSTILE = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__']

describe('A member', () => {
  for (const key of HOSTILE) {
    test(`under ${key} is there only where it was set`, () => {
      const text = JSON.stringify(key)
      assert.ok(!hasMember({}, key))
      assert.equal(getMember({}, key), undefined)
      const object = withMember({ a: 1 }, key, { polluted: true })
      assert.ok(hasMember(object, key))
      assert.deepEqual(getMember(object, key), { polluted: true })
      assert.equal(writeJson(object), `{"a":1,${text}:{"polluted":true}}`)
      assert.equal(Object.getPrototypeOf(object), Object.prototype)
      assert.equal(Object.getPrototypeOf(withMember(object, 'b', 2)), Object.prototype)
      assert.equal(writeJson(withMember(object, key, 0)), `{"a":1,${text}:0}`)
      assert.equal(writeJson(withoutMember(object, key)), '{"a":1}')
      assert.equal(writeJson(withoutMember(object, 'a')), `{${text}:{"polluted":true}}`)
      const built: Record<string, Json> = {}
      putMember(built, key, 1)
      putMember(built, key, 2)
      assert.equal(writeJson(built), `{${text}:2}`)
    })
  }

  test('that is replaced keeps its place, a new one comes last, and the object given stays as it was', () => {
    const object = readJson('{"b":1,"a":2,"c":3}') as JsonObject
    assert.equal(writeJson(withMember(object, 'a', 9)), '{"b":1,"a":9,"c":3}')
    assert.equal(writeJson(withMember(object, 'd', 9)), '{"b":1,"a":2,"c":3,"d":9}')
    assert.equal(writeJson(withoutMember(object, 'a')), '{"b":1,"c":3}')
    assert.equal(writeJson(object), '{"b":1,"a":2,"c":3}')
    assert.equal(withoutMember(object, 'x'), object)
  })
})
