import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../../json/value.ts'
import { type Property, propertiesOf } from './properties.ts'
import { findScale } from './scale.ts'

/** The one property of a schema, with its default value. */
const property = (key: string, schema: JsonObject, usual?: Json): Property =>
  propertiesOf({
    schema: { type: 'object', properties: { [key]: schema } },
    defaults: usual === undefined ? {} : { [key]: usual },
    variables: new Map(),
  }).children[0] as Property

const number = (key: string, [minimum, maximum]: readonly [number?, number?], usual?: Json): Property =>
  property(
    key,
    {
      type: 'number',
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
    },
    usual,
  )

test('range and default value together tell another unit', () => {
  const found = findScale(number('share', [0, 100], 60), number('share', [0, 1], 0.6), undefined)
  assert.deepEqual([found?.scale, found?.offset, (found?.confidence ?? 0) > 0.9], [0.01, 0, true])
})

test('degrees of another scale have an offset', () => {
  const found = findScale(number('celsius', [0, 100], 20), number('fahrenheit', [32, 212], 68), undefined)
  assert.deepEqual([found?.scale, found?.offset], [1.8, 32])
})

test('a range that was widened, with the default value as it was, is no other unit', () => {
  assert.equal(findScale(number('limit', [0, 10], 5), number('limit', [0, 100], 5), undefined), undefined)
  assert.equal(findScale(number('limit', [0, 10], 5), number('limit', [0, 10], 7), undefined), undefined)
})

test('a limit and its default that were both raised tenfold may be just that', () => {
  const found = findScale(number('limit', [0, 10], 5), number('limit', [0, 100], 50), undefined)
  assert.ok(found !== undefined && found.confidence <= 0.7)
  const odd = findScale(number('limit', [0, 10], 5), number('limit', [0, 25], 12.5), undefined)
  assert.ok(odd !== undefined && odd.confidence < 0.6)
})

test('a name that tells the unit makes a factor likely without any range', () => {
  const found = findScale(number('timeout_seconds', [], 30), number('timeout_ms', [], 30_000), undefined)
  assert.ok(found?.scale === 1000 && found.confidence > 0.8)
  const unsaid = findScale(number('timeout', [], 30), number('timeout', [], 30_000), undefined)
  assert.ok(unsaid !== undefined && unsaid.confidence < 0.6)
})
