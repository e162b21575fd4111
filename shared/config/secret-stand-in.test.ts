import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJson } from '../json/read.ts'
import type { Json, JsonObject } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import { maskConfig, parseMasks } from './mask.ts'
import {
  conceal,
  mergeSealed,
  placesOfMentions,
  placesOfSecrets,
  readConcealed,
  reveal,
} from './secret-stand-in.ts'

const ID = '0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6e'
const sealed = (key = 'K1') => ({ $secret: { v: 1, key, id: ID, iv: 'aaaa', data: 'aaaa', tag: 'aaaa' } })
const standIn = `$secret:${ID}`

test('an encrypted value is one text for whoever need not know it, the same under every key', () => {
  for (const key of ['K1', 'K2']) {
    const { value } = readConcealed(writeJson({ a: [sealed(key)], n: 1 }))
    assert.deepEqual(value, { a: [standIn], n: 1 })
  }
})

test('what only looks like an encrypted value is data like any other', () => {
  const { $secret } = sealed()
  const lookalikes: readonly Json[] = [
    { $secret: 'text' },
    { $secret: { id: ID } },
    { $secret, more: 1 },
    { $secret: { ...$secret, more: 1 } },
    { $secret: { ...$secret, key: 'k 1' } },
    { $secret: { ...$secret, data: 'no base64!' } },
  ]
  for (const value of lookalikes) {
    const text = writeJson({ value })
    const concealed = readConcealed(text)
    assert.deepEqual([writeJson(concealed.value), concealed.sealed.size], [text, 0])
  }
})

test('stand-ins become the values again wherever they went, and one of nobody stays a text', () => {
  const { sealed: values } = conceal({ a: sealed() })
  assert.deepEqual(reveal({ x: { y: [standIn] }, z: '$secret:0' }, values), {
    x: { y: [sealed()] },
    z: '$secret:0',
  })
  const strange = standIn.replace('0198', '9999')
  assert.deepEqual(reveal({ a: strange }, values), { a: strange })
})

test('keys such as __proto__ come through', () => {
  const text = `{"__proto__":{"a":{"$secret":{"v":1,"key":"K1","id":"${ID}","iv":"","data":"","tag":""}}}}`
  const { value, sealed: values } = readConcealed(text)
  assert.equal(writeJson(value), `{"__proto__":{"a":"${standIn}"}}`)
  assert.equal(writeJson(reveal(value, values)), writeJson(readJson(text)))
})

test('of a secret that several states hold, the first one’s counts', () => {
  const [one, other] = [conceal({ a: sealed('K1') }), conceal({ a: sealed('K2') })]
  assert.deepEqual(reveal(standIn, mergeSealed(one.sealed, other.sealed)), sealed('K1'))
  assert.deepEqual(reveal(standIn, mergeSealed(conceal({}).sealed, other.sealed)), sealed('K2'))
})

test('a stand-in within another text or as a key is a mention, by itself it is a secret', () => {
  const config = { a: standIn, b: { c: `Bearer ${standIn}` }, [standIn]: 1, d: sealed() }
  assert.deepEqual(placesOfMentions(config), [['b', 'c'], [standIn]])
  assert.deepEqual(placesOfSecrets(config), [['a'], ['d']])
})

test('a mask leaves what stands for a secret, so that the evidence goes on taking it for one', () => {
  const hmac = () => new Uint8Array(32)
  const masked = maskConfig({ a: standIn, b: 'a text' }, parseMasks(['/a', '/b']), hmac) as JsonObject
  assert.equal(masked.a, standIn)
  assert.notEqual(masked.b, 'a text')
})
