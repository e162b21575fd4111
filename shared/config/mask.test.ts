import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyJson, objectOf } from '../../test/support/arbitrary.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { getAt } from '../json/pointer.ts'
import { isList, isObject, isRawNumber, type Json, rawNumber } from '../json/value.ts'
import { type Hmac, maskConfig, parseMasks, standIn } from './mask.ts'

const keyed =
  (key: string): Hmac =>
  (text) =>
    createHmac('sha256', key).update(text).digest()
const hmac = keyed('one')

const forms: Readonly<Record<string, RegExp>> = {
  'jane.doe+tag@acme.com': /^[^\s@]+@[^\s@]+\.example$/,
  'https://user:pw@acme.com:8443/path/%2Fx?q=1#f': /^https:\/\/[a-z]+\.example\/[a-z]{4}\/[^%\s]+$/,
  'http://zerodb:6379': /^http:\/\/[a-z]+\.example$/,
  '5337ee6a-ffb0-448b-83cd-cfcb6576e64f': /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  '2024-02-29': /^20\d\d-\d\d-\d\d$/,
  '2024-02-29T23:59:59.123+02:00': /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+02:00$/,
  '2024-02-29T23:59Z': /^20\d\d-\d\d-\d\dT\d\d:\d\dZ$/,
  '0040123': /^\d{7}$/,
  '4711': /^[1-9]\d{3}$/,
  'Größe & Co. KG': /^[A-Z][a-z]{4} & [A-Z][a-z]\. [A-Z]{2}$/,
  'ga4-property_12345': /^[a-z]{2}\d-[a-z]{8}_\d{5}$/,
  '----': /^[a-z]{4}$/,
  '😀😀😀😀': /^[a-z]{4}$/,
}

for (const [text, form] of Object.entries(forms)) {
  test(`the stand-in of ${text} is another text of its form`, () => {
    const masked = standIn(text, hmac) as string
    assert.match(masked, form)
    assert.notEqual(masked, text)
    if (/^\d{4}-\d{2}-\d{2}/.test(text)) assert.ok(!Number.isNaN(Date.parse(masked)), masked)
    if (text.includes('://')) assert.ok(URL.canParse(masked), masked)
  })
}

const kindOf = (value: Json): string =>
  isRawNumber(value) ? 'number' : value === null ? 'null' : isList(value) ? 'list' : typeof value

const textOf = (value: Json): string => (isRawNumber(value) ? value.rawJSON : String(value))

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string(),
  fc.emailAddress(),
  fc.webUrl(),
  fc.uuid(),
)
const anyNumber = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.integer(),
  fc.bigInt().map((value) => rawNumber(String(value))),
  fc.constantFrom(rawNumber('0.10'), rawNumber('-12.5000'), rawNumber('1E400')),
)

test('a text of four or more characters never gets itself, and others keep their type', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const masked = standIn(text, hmac)
      assert.equal(typeof masked, 'string')
      if (text.length >= 4) assert.notEqual(masked, text)
      assert.equal(masked === '', text === '')
    }),
    { numRuns: 1000 },
  )
})

test('a number keeps its sign, its digits before and after the point, and being whole', () => {
  fc.assert(
    fc.property(anyNumber, (value) => {
      const masked = standIn(value, hmac)
      assert.equal(kindOf(masked), 'number')
      // Every digit as 9, the exponent as it is: what has to stay.
      const form = (text: string) => text.replace(/^[^e]*/i, (digits) => digits.replace(/\d/g, '9'))
      assert.equal(form(textOf(masked)), form(textOf(value)))
      assert.equal(/^-?0\./.test(textOf(masked)), /^-?0\./.test(textOf(value)))
      if (!/^-?[0-9]$/.test(textOf(value))) assert.notEqual(textOf(masked), textOf(value))
    }),
    { numRuns: 1000 },
  )
})

test('booleans, null and empty containers stay', () => {
  for (const value of [true, false, null]) assert.equal(standIn(value, hmac), value)
  assert.deepEqual(maskConfig({ a: {}, b: [] }, parseMasks(['']), hmac), { a: {}, b: [] })
})

test('the same value gets the same stand-in wherever it stands and however often it is asked', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyNumber), (value) => {
      const masked = maskConfig({ a: value, b: [{ c: value }] }, parseMasks(['/a', '/b/*/c']), hmac)
      assert.deepEqual(getAt(masked, ['a']), standIn(value, hmac))
      assert.deepEqual(getAt(masked, ['b', '0', 'c']), standIn(value, hmac))
    }),
  )
})

test('another key gives another stand-in', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 16, unit: fc.constantFrom(...'abcXYZ019 -_') }), (text) => {
      assert.notEqual(standIn(text, keyed('one')), standIn(text, keyed('two')))
    }),
  )
})

/** Pointers of every leaf, and its value. */
function leavesOf(value: Json, path: string[] = []): [string, Json][] {
  if (isList(value)) return value.flatMap((item, at) => leavesOf(item, [...path, String(at)]))
  if (isObject(value))
    return Object.keys(value).flatMap((key) => leavesOf(value[key] as Json, [...path, key]))
  return [[path.join('\u0001'), value]]
}

test('masks change nothing but texts and numbers at and below their paths, never the version', () => {
  const masked = (config: Json, ...paths: string[]) => maskConfig(config, parseMasks(paths), hmac)
  fc.assert(
    fc.property(anyJson, anyJson, (inside, outside) => {
      const config = objectOf([
        ['version', '1.0.0'],
        ['in', inside],
        ['out', outside],
      ])
      const result = masked(config, '/in') as { in: Json; out: Json; version: Json }
      assert.deepEqual(result.out, outside)
      assert.equal(result.version, '1.0.0')
      assert.deepEqual(
        leavesOf(result.in).map(([path, value]) => [path, kindOf(value)]),
        leavesOf(inside).map(([path, value]) => [path, kindOf(value)]),
      )
      for (const [path, value] of leavesOf(inside)) {
        const after = new Map(leavesOf(result.in)).get(path) as Json
        assert.deepEqual(after, standIn(value, hmac))
      }
      assert.equal((masked(config, '', '/version', '/*') as { version: Json }).version, '1.0.0')
    }),
  )
})

test('a star stands for any key and any item, and overlapping masks mask once', () => {
  const config = {
    sources: { a: { url: 'http://a.com', on: true }, b: { url: 'http://b.com' } },
    to: ['x@y.de', 'plain'],
  }
  const once = maskConfig(config, parseMasks(['/sources/*/url', '/to/1']), hmac)
  assert.deepEqual(once, {
    sources: {
      a: { url: standIn('http://a.com', hmac), on: true },
      b: { url: standIn('http://b.com', hmac) },
    },
    to: ['x@y.de', standIn('plain', hmac)],
  })
  const overlapping = parseMasks(['/sources', '/sources/*/url', '/sources/a', '/to/1'])
  assert.deepEqual(maskConfig(config, overlapping, hmac), once)
})

test('keys that mean something to JavaScript are keys like others', () => {
  const config = objectOf([
    ['__proto__', objectOf([['secret', 'abcd']])],
    ['constructor', 'efgh'],
  ])
  const result = maskConfig(config, parseMasks(['/__proto__/secret', '/constructor']), hmac)
  assert.deepEqual(Object.keys(result as object), ['__proto__', 'constructor'])
  assert.deepEqual(getAt(result, ['__proto__', 'secret']), standIn('abcd', hmac))
  assert.equal(Object.getPrototypeOf(result), Object.prototype)
})

test('a path that is no JSON Pointer is refused', () => {
  assert.throws(
    () => parseMasks(['a/b']),
    (error) => isCrosswalkError(error, 'json/bad-pointer'),
  )
})
