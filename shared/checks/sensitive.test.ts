import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeProse, judgeText } from './sensitive.ts'

const kindOf = (text: string, name = '') => judgeText(text, name)?.kind

// Put together here, so that no scanner finds one in this file.
const TOKEN = `ghp_${'aB3dE5gH7jK9mN1pQ3sT'}${'5vW7xY9z'}`
const CARD = ['4111', '1111', '1111', '1234']

test('a secret is told by its form, or by the name of what it is given to', () => {
  assert.equal(kindOf(TOKEN), 'secret')
  assert.equal(kindOf(`postgres://app:${'Tulip42'}@db.acme.io/app`), 'secret')
  assert.equal(kindOf('Tulip42Garden', 'smtp_password'), 'secret')
  assert.equal(kindOf('Tulip42Garden', 'garden'), undefined)
})

test('the name of a secret, a blank and a word are none', () => {
  assert.equal(kindOf('SMTP_PASSWORD', 'password_ref'), undefined)
  assert.equal(kindOf('<smtp password>', 'smtp_password'), undefined)
  assert.equal(kindOf('', 'smtp_password'), undefined)
  assert.equal(kindOf('gpt-4.1', 'model'), undefined)
})

test('an address of a person is personal, an example or a role is not', () => {
  assert.equal(kindOf('write to jane.doe@acme-tools.com, please'), 'personal')
  for (const text of [
    'jane@example.com',
    'jane@mail.test',
    'support@acme-tools.com',
    'a@b',
    '@crosswalk/cli',
  ])
    assert.equal(kindOf(text), undefined, text)
})

test('accounts, cards and telephones are told by their check digits and their form', () => {
  assert.equal(kindOf('DE89 3704 0044 0532 0130 00'), 'personal')
  assert.equal(kindOf('GB82WEST12345698765432'), 'personal')
  assert.equal(kindOf('DE89 3704 0044 0532 0130 01'), undefined)
  assert.equal(kindOf('4532 0151 1283 0366'), 'personal')
  assert.equal(kindOf(CARD.join(' ')), undefined)
  assert.equal(kindOf('+49 170 9876543'), 'personal')
  for (const text of [
    '+1 202 555 0143',
    '+491711234567',
    '1709876543',
    '2026-01-01T00:00:00Z',
    '+000000000000',
  ])
    assert.equal(kindOf(text), undefined, text)
})

test('neither digests, ids nor long texts are taken for any of it', () => {
  for (const text of [
    '00000000-0000-0000-0000-000000000000',
    'a3f5c2d1e4b6978812345678a3f5c2d1e4b6978812345678a3f5c2d1e4b69788',
    '/integrations/bigquery_credentials_secret',
    'x'.repeat(100_000),
    '1234'.repeat(25_000),
    '+1 '.repeat(30_000),
    'a.'.repeat(50_000),
  ])
    assert.equal(kindOf(text), undefined, text.slice(0, 40))
})

test('prose is judged by secrets alone, and a reason never holds the text', () => {
  assert.equal(judgeProse('asked by jane.doe@acme-tools.com'), undefined)
  const found = judgeProse(`// old key: ${TOKEN}`)
  assert.equal(found?.kind, 'secret')
  assert.ok(!found?.reason.includes(TOKEN.slice(4, 12)))
})
