import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { type Json, rawNumber } from '../../shared/json/value.ts'
import type { Envelope } from './messages.ts'
import { openWhole, sendWhole } from './pack.ts'

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.string(),
    fc.integer(),
    fc.constantFrom('1.50', '12345678901234567890', '-0.10').map(rawNumber),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), tie('value')),
  ),
})).value

function throughAWire(body: unknown): unknown {
  let sent: Buffer | undefined
  sendWhole(1, body, (envelope) => {
    sent = serialize(envelope)
  })
  return openWhole(deserialize(sent as Buffer) as Envelope<unknown>)
}

test('every JSON value comes through letter for letter, numbers kept as text included', () => {
  fc.assert(
    fc.property(json, (value) => {
      assert.equal(JSON.stringify(throughAWire({ value })), JSON.stringify({ value }))
    }),
  )
})

test('what a structured clone carries beside JSON comes through with them', () => {
  const sent = { map: new Map([['a', rawNumber('1.0')]]), none: undefined }
  const got = throughAWire(sent) as typeof sent
  assert.equal(JSON.stringify(got.map.get('a')), '1.0')
  assert.ok('none' in got)
})

test('what cannot be cloned at all is refused, not left out', () => {
  assert.throws(() => throughAWire({ f: () => 1 }), /could not be cloned/)
})
