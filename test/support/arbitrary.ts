import fc from 'fast-check'
import { canonicalText } from '../../shared/json/canonical.ts'
import { formatPointer } from '../../shared/json/pointer.ts'
import { type Json, type JsonObject, rawNumber } from '../../shared/json/value.ts'
import type { Condition, Step } from '../../shared/lens/step.ts'

// Few keys, so that generated steps and configs meet; among them the hostile ones.
const key = fc.constantFrom('a', 'b', 'c', 'd', 'id', 'a/b', '~', '', '*', '__proto__', 'constructor')

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, 1, 0.1, 70, '', 'x', 'y', 'email'),
  fc.constantFrom<Json>(
    rawNumber('12345678901234567890'),
    rawNumber('1.0'),
    rawNumber('0.10000000000000000001'),
  ),
  fc.integer({ min: -50, max: 50 }),
)

/** Makes an object out of entries without touching prototypes. */
export function objectOf(entries: readonly (readonly [string, Json])[]): JsonObject {
  const object = {}
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true })
  }
  return object
}

// What `few` of the steps names has to come about in configs.
const small = fc.constantFrom<Json>({ a: 1 }, { b: [true] }, ['x'])

const { value } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    small,
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc
    .uniqueArray(fc.tuple(key, tie('value')), { selector: ([name]) => name, maxLength: 4 })
    .map(objectOf),
}))

/** Any JSON value over a small vocabulary. */
export const anyJson: fc.Arbitrary<Json> = value

const member = fc.tuple(key, value)

/** A config of version 1.0.0 over a small vocabulary, so that steps meet what they name. */
export const anyConfig: fc.Arbitrary<JsonObject> = fc
  .uniqueArray(member, { selector: ([name]) => name, maxLength: 5 })
  .map((entries) => ({ ...objectOf(entries), version: '1.0.0', tenant_id: 't-1' }))

const path = fc.array(key, { minLength: 1, maxLength: 3 }).map(formatPointer)

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ path, equals: scalar }),
  fc.record({ path, oneOf: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ path, exists: fc.boolean() }),
)

// Values that configs are likely to have, small lists and objects among them.
const few: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.constantFrom<Json>([], {}, ['x'], { a: 1 }, { b: [true] }),
)

const leafStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constant('add' as const), path, value }),
  fc.record({ op: fc.constant('remove' as const), path }),
  fc.record({ op: fc.constant('rename' as const), path, key }),
  fc.record({ op: fc.constant('move' as const), from: path, to: path }),
  fc.record({
    op: fc.constant('nest' as const),
    paths: fc.array(path, { minLength: 1, maxLength: 3 }),
    under: path,
  }),
  fc.record({ op: fc.constant('hoist' as const), under: path }),
  fc.record({ op: fc.constant('hoist' as const), under: path, keys: fc.uniqueArray(key, { maxLength: 3 }) }),
  fc.record({ op: fc.constant('wrap' as const), path }),
  fc.record({ op: fc.constant('head' as const), path }),
  fc.record({
    op: fc.constant('convert' as const),
    path,
    table: fc.uniqueArray(fc.tuple(few, few), {
      selector: ([from]) => canonicalText(from),
      minLength: 1,
      maxLength: 4,
    }),
  }),
  fc.record({
    op: fc.constant('convert' as const),
    path,
    linear: fc.record({
      scale: fc.constantFrom(100, 0.1, -3, 7, 1e-9),
      offset: fc.constantFrom(0, 1, -0.3, 1000),
    }),
  }),
  fc.record({ op: fc.constant('redefault' as const), path, from: few, to: few }),
  fc.record({
    op: fc.constant('deprecate' as const),
    path,
    feature: fc.constant('Fax'),
    message: fc.constant('Use e-mail.'),
  }),
)

/** Any step but a transform, with `each` and `when` around others. */
export const anyStep: fc.Arbitrary<Step> = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leafStep,
    fc.record({
      op: fc.constant('each' as const),
      path,
      steps: fc.array(tie('step'), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      op: fc.constant('when' as const),
      condition,
      steps: fc.array(tie('step'), { minLength: 1, maxLength: 2 }),
    }),
  ),
})).step
