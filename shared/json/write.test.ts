import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyJson } from '../../test/support/arbitrary.ts'
import { readJson } from './read.ts'
import { rawNumber } from './value.ts'
import { writeJson } from './write.ts'

describe('Written text', () => {
  test('reads back as the same value in the same form, compact or indented', () => {
    fc.assert(
      fc.property(anyJson, fc.constantFrom(0, 1, 2, 8), (value, indent) => {
        const text = writeJson(value, { indent })
        assert.equal(writeJson(readJson(text), { indent }), text)
        assert.equal(writeJson(readJson(text)), writeJson(value))
      }),
    )
  })

  test('has numbers kept as text letter for letter', () => {
    const value = { a: rawNumber('1.50'), b: [rawNumber('12345678901234567890')], c: 0.1 }
    assert.equal(writeJson(value), '{"a":1.50,"b":[12345678901234567890],"c":0.1}')
    assert.equal(
      writeJson(value, { indent: 2 }),
      '{\n  "a": 1.50,\n  "b": [\n    12345678901234567890\n  ],\n  "c": 0.1\n}',
    )
  })

  test('has a member called toJSON like any other', () => {
    const text = '{"toJSON":{"a":1},"b":{"toJSON":"x"},"c":[{"toJSON":null}]}'
    assert.equal(writeJson(readJson(text)), text)
  })
})
