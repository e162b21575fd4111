import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readJson } from './read.ts'
import { writeJson } from './write.ts'

/*
 * V8 gives a key with an escape as another key that stood in its place in an earlier document, where its text
 * begins as that other key is (https://github.com/nodejs/node/issues/63785): once JSON.parse has seen
 * `{"h":[],"\\":0}`, it reads `{"h":1,"\n":2}` with a backslash for a key where the line end should be.
 */
describe('A key with an escape is read as it is, whatever was read before', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['"\\\\"', '"\\n"'],
    ['"\\\\"', '"\\u0061"'],
    ['"\\\\"', '"\\""'],
    ['"\\\\\\""', '"\\"x"'],
    ['"x\\\\"', '"x\\t"'],
    ['"\\\\u00"', '"\\u00fcber"'],
    ['"\\\\n"', '"\\nx"'],
  ]
  for (const [at, [earlier, key]] of cases.entries()) {
    test(`${key} after ${earlier}`, () => {
      // Only documents of the same form up to the key meet, so each case has its own first key.
      const text = (key: string): string => `{"case${at}":0,${key}:1,"plain":"2"}`
      for (let time = 0; time < 3; time++) {
        JSON.parse(text(earlier))
        readJson(text(earlier))
      }
      const expected = `{"case${at}":0,${JSON.stringify(readJson(key))}:1,"plain":"2"}`
      assert.equal(writeJson(readJson(text(key))), expected)
      assert.equal(writeJson(readJson(text(key).replace(/:1/, ' \n: 1'))), expected)
    })
  }
})
