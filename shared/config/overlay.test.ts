import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJson } from '../json/read.ts'
import type { JsonObject } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import { overlay } from './overlay.ts'

const laid = (base: string, over: string): string =>
  writeJson(overlay(readJson(base) as JsonObject, readJson(over) as JsonObject))

test('members are laid over each other level by level, and nothing else goes', () => {
  assert.equal(laid('{"a":{"b":1,"c":2},"d":3}', '{"a":{"c":4},"e":5}'), '{"a":{"b":1,"c":4},"d":3,"e":5}')
})

test('lists, null and values of another type take the place of what was there', () => {
  assert.equal(
    laid('{"a":[1,2],"b":{"c":1},"d":5}', '{"a":[3],"b":null,"d":{}}'),
    '{"a":[3],"b":null,"d":{}}',
  )
})

test('keys of any name and numbers of any length come through', () => {
  const over = '{"__proto__":{"polluted":true},"n":12345678901234567890.10}'
  assert.equal(laid('{"a":1}', over), `{"a":1,${over.slice(1)}`)
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})
