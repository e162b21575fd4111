import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { isSealed, type Sealed, standInOf } from '../../../shared/config/secret-value.ts'
import { type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'
import { type Json, type JsonObject, rawNumber } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { SecretOwner } from '../../services/ports/secrets.ts'
import { AesSecretBox } from './aes-secret-box.ts'
import { Keyring } from './keyring.ts'

const newKey = (): string => randomBytes(32).toString('base64')
const variables = { CROSSWALK_KEY_K1: newKey(), CROSSWALK_KEY_K2: newKey() }
const boxOf = (keyId: string, env: Record<string, string | undefined> = variables) =>
  new AesSecretBox(new Keyring(env, { environment: 'test', keyId }))
const owner = { tenantId: 't-1', userId: 'u-1', agent: 'seo' } as SecretOwner
const schema = {
  properties: {
    token: { 'x-secret': true },
    crm: { type: 'object', 'x-secret': true },
    keys: { additionalProperties: { 'x-secret': true } },
  },
}
const config = {
  version: '1.0.0',
  token: 'tok-4711',
  crm: { user: 'ann', pins: [1, rawNumber('12345678901234567890.10')] },
  keys: { a: 'same-key', b: 'same-key', c: null, d: '' },
  tone: 'plain',
} as unknown as JsonObject

const refused = (code: ErrorCode) => (error: unknown) => isCrosswalkError(error, code)

test('what is marked is encrypted and comes back digit for digit, all else stays as it is', () => {
  const box = boxOf('K1')
  const sealed = box.seal(config, schema, owner)
  for (const value of [sealed.token, sealed.crm, (sealed.keys as JsonObject).a])
    assert.ok(isSealed(value as Json))
  const { c, d } = sealed.keys as JsonObject
  assert.deepEqual([c, d, sealed.tone, sealed.version], [null, '', 'plain', '1.0.0'])
  assert.doesNotMatch(writeJson(sealed), /4711|ann|1234567|same-key/)
  assert.equal(writeJson(box.open(sealed, owner)), writeJson(config))
})

test('no two encryptions of a value look alike, and a config that is stored keeps those that did not change', () => {
  const box = boxOf('K1')
  const stored = box.seal(config, schema, owner)
  assert.notDeepEqual(box.seal(config, schema, owner).token, stored.token)
  const changed = { ...config, token: 'tok-4712' }
  const next = box.seal(changed, schema, owner, { previous: stored })
  assert.deepEqual([next.crm, next.keys], [stored.crm, stored.keys])
  assert.notEqual(standInOf(next.token as unknown as Sealed), standInOf(stored.token as unknown as Sealed))
})

test('a client may send back what is encrypted, or what stands for it, and nothing of anybody else', () => {
  const box = boxOf('K1')
  const stored = box.seal(config, schema, owner)
  const token = stored.token as unknown as Sealed
  const sent = { ...stored, token: standInOf(token) }
  assert.deepEqual(box.seal(sent, schema, owner, { previous: stored }), stored)
  assert.throws(() => box.seal({ ...sent }, schema, owner), refused('secret/unknown-stand-in'))
  const other = { ...owner, tenantId: 't-2' } as SecretOwner
  assert.throws(() => box.seal(stored, schema, other), refused('secret/unreadable'))
  // Wherever it is put.
  assert.throws(() => box.seal({ tone: stored.token as Json }, schema, other), refused('secret/unreadable'))
})

test('a value of another tenant, user or agent does not open, nor one with a letter changed', () => {
  const box = boxOf('K1')
  const { token } = box.seal(config, schema, owner)
  for (const other of [{ tenantId: 't-2' }, { userId: 'u-2' }, { agent: 'content' }]) {
    const thief = { ...owner, ...other } as SecretOwner
    assert.throws(() => box.open({ token: token as Json }, thief), refused('secret/unreadable'))
  }
  const { $secret } = token as unknown as Sealed
  const flipped = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`
  const flippedId = (id: string): string => `${id.startsWith('0') ? '1' : '0'}${id.slice(1)}`
  for (const change of [
    { data: flipped($secret.data) },
    { iv: flipped($secret.iv) },
    { tag: flipped($secret.tag) },
    { tag: $secret.tag.slice(0, 8) },
    { iv: '' },
    { id: flippedId($secret.id) },
    { key: 'K2' },
  ]) {
    const tampered = { token: { $secret: { ...$secret, ...change } } }
    assert.throws(
      () => box.open(tampered, owner),
      refused('secret/unreadable'),
      JSON.stringify(Object.keys(change)),
    )
  }
})

test('a secret stays the same one under a new key, and needs the old key no more', () => {
  const old = boxOf('K1').seal(config, schema, owner).token as unknown as Sealed
  const renewed = boxOf('K2').of(owner).renew(old)
  assert.deepEqual([renewed.$secret.key, standInOf(renewed)], ['K2', standInOf(old)])
  const onlyNew = boxOf('K2', { ...variables, CROSSWALK_KEY_K1: undefined })
  assert.deepEqual(onlyNew.open({ token: renewed as unknown as Json }, owner), { token: 'tok-4711' })
  assert.throws(() => onlyNew.open({ token: old as unknown as Json }, owner), refused('secret/key-missing'))
  assert.deepEqual(boxOf('K2').of(owner).renew(renewed), renewed)
})

test('what a release put aside is encrypted where it is one of the secrets of the config', () => {
  const box = boxOf('K1').of(owner)
  const sealed = box.seal(config, schema) as JsonObject
  const aside = [{ from: '1.0.0', steps: ['tok-4711', { crm: config.crm as Json }, 'plain', 1] }]
  assert.deepEqual(box.sealKnown(aside), [
    { from: '1.0.0', steps: [sealed.token, { crm: sealed.crm }, 'plain', 1] },
  ])
})

test('keys are read strictly, and a message never holds one', () => {
  const key = newKey()
  const cases: readonly [Record<string, string>, string | undefined, ErrorCode, RegExp][] = [
    [{}, undefined, 'secret/no-key', /Set CROSSWALK_KEY_<ID>/],
    [{ CROSSWALK_KEY_A: key, CROSSWALK_KEY_B: key }, undefined, 'secret/no-key', /\(A, B\)/],
    [{ CROSSWALK_KEY_A: key }, 'B', 'secret/key-missing', /Set CROSSWALK_KEY_B/],
    [
      { CROSSWALK_KEY_A: `${key}!` },
      undefined,
      'secret/bad-key',
      /CROSSWALK_KEY_A holds no key: it is no base64/,
    ],
    [{ CROSSWALK_KEY_A: 'c2hvcnQ=' }, undefined, 'secret/bad-key', /it has 5 bytes instead of 32/],
  ]
  for (const [env, keyId, code, words] of cases) {
    const box = new AesSecretBox(new Keyring(env, { environment: 'test', keyId }))
    assert.throws(
      () => box.seal(config, schema, owner),
      (error) =>
        isCrosswalkError(error, code) &&
        words.test(error.message) &&
        !error.message.includes(key.slice(0, 8)),
    )
  }
  // Names that are no ids are other people's variables.
  assert.deepEqual(
    new Keyring({ CROSSWALK_KEY_: key, CROSSWALK_KEY_a: key }, { environment: 't', keyId: undefined }).ids,
    [],
  )
})
