import assert from 'node:assert/strict'
import { test } from 'node:test'
import { draft, flag, type Members, object, steps, text } from '../../../test/support/drafting.ts'
import type { JsonObject } from '../../json/value.ts'
import { stepText } from './step-text.ts'

test('versions that are the same need no step', () => {
  const same = { schema: object({ a: text() }), defaults: { a: 'x' } }
  assert.deepEqual(draft(same, same), { steps: [], open: [] })
})

test('names that were exchanged are moved past one another', () => {
  const old = {
    schema: object({ a: text('Sender of mails'), b: text('Colour of pages') }),
    defaults: { a: 'x@y.example', b: '#ffcc00' },
  }
  const fresh = {
    schema: object({ a: text('Colour of pages'), b: text('Sender of mails') }),
    defaults: { a: '#ffcc00', b: 'x@y.example' },
  }
  assert.equal(steps(old, fresh).length, 3)
})

test('a name that another leaves is taken after it is free', () => {
  const old = {
    schema: object({ a: text('First thing'), b: text('Second matter') }),
    defaults: { a: 'alpha', b: 'beta' },
  }
  const fresh = {
    schema: object({ b: text('First thing'), c: text('Second matter') }),
    defaults: { b: 'alpha', c: 'beta' },
  }
  assert.deepEqual(steps(old, fresh), ["rename('/b', 'c')", "rename('/a', 'b')"])
})

test('an object moves as a whole, with what users have added to it', () => {
  const inner = object({ host: text(), port: { type: 'integer' } })
  const old = { schema: object({ mail: inner }), defaults: { mail: { host: 'a.example', port: 25 } } }
  const fresh = {
    schema: object({ channels: object({ mail: inner }) }),
    defaults: { channels: { mail: { host: 'a.example', port: 25 } } },
  }
  assert.deepEqual(steps(old, fresh), ["move('/mail', '/channels/mail')"])
})

test('the members of an object go to the object around it only where users’ own ones may stand too', () => {
  const slot = object({ at: text('Time of day'), zone: text('Time zone') })
  const old = (around: JsonObject) => ({
    schema: object({ refresh: object({ hours: { type: 'number' }, slot }, around) }),
    defaults: { refresh: { hours: 24, slot: { at: '03:00', zone: 'UTC' } } },
  })
  const fresh = (around: JsonObject) => ({
    schema: object({
      refresh: object({ hours: { type: 'number' }, ...(slot.properties as Members) }, around),
    }),
    defaults: { refresh: { hours: 24, at: '03:00', zone: 'UTC' } },
  })
  assert.deepEqual(steps(old({}), fresh({})), ["hoist('/refresh/slot', ['at', 'zone'])"])
  const closed = { additionalProperties: false }
  assert.deepEqual(
    draft(old(closed), fresh(closed)).steps.map(({ step }) => step.op),
    ['move', 'move', 'deprecate'],
  )
})

test('an object is not moved to where another has come; what it holds goes there by itself', () => {
  const inner = { sent: { type: 'number' }, threshold: flag }
  const values = { sent: 492, threshold: true }
  const old = {
    schema: object({ mails: object({ footer: object(inner), model: text() }), tone: { type: 'number' } }),
    defaults: { mails: { footer: values, model: 'm' }, tone: 4 },
  }
  const fresh = {
    schema: object({ group: object({ mails: object(inner), tone: { type: 'number' } }) }),
    defaults: { group: { mails: values, tone: 4 } },
  }
  assert.ok(steps(old, fresh).length > 0)
})

test('of two places that suit as well none is guessed, and both are told', () => {
  const old = { schema: object({ sender: text() }), defaults: { sender: 'mail@y.example' } }
  const fresh = {
    schema: object({ sender_main: text(), sender_other: text() }),
    defaults: { sender_main: 'mail@y.example', sender_other: 'mail@y.example' },
  }
  const { steps: drafted } = draft(old, fresh)
  assert.deepEqual(
    drafted.map(({ step }) => step.op),
    ['deprecate', 'add', 'add'],
  )
  assert.equal(drafted[0]?.alternatives.length, 2)
})

test('two flags without anything in common are not taken for one another, and the doubt is told', () => {
  const { steps: drafted } = draft(
    { schema: object({ verbose: flag }), defaults: { verbose: false } },
    { schema: object({ dark_theme: flag }), defaults: { dark_theme: false } },
  )
  assert.deepEqual(
    drafted.map(({ step }) => step.op),
    ['deprecate', 'add'],
  )
  const told = drafted.map(({ alternatives }) => alternatives.flatMap((other) => other.steps.map(stepText)))
  assert.deepEqual(told, [["rename('/verbose', 'dark_theme')"], ["rename('/verbose', 'dark_theme')"]])
})

test('values of configs decide where names and titles do not', () => {
  const zone = { type: 'string', pattern: '^[A-Z][a-z]+/[A-Z][a-z]+$' }
  const old = {
    schema: object({ place: text(), label: text() }),
    defaults: { place: 'Europe/Berlin', label: 'Main' },
  }
  const fresh = {
    schema: object({ region: zone, caption: text() }),
    defaults: { region: 'Europe/Berlin', caption: 'Main' },
  }
  const samples = ['Europe/Paris', 'Asia/Tokyo', 'America/Lima'].map((place, at) => ({
    place,
    label: `Label ${at}`,
  }))
  assert.deepEqual(steps(old, fresh, samples), ["rename('/place', 'region')", "rename('/label', 'caption')"])
})

test('a value of another kind stays for a person to turn, and the default is turned', () => {
  const old = { schema: object({ timeout: text() }), defaults: { timeout: '30' } }
  const fresh = { schema: object({ timeout: { type: 'number' } }), defaults: { timeout: 30 } }
  assert.deepEqual(steps(old, fresh), ["convert('/timeout', [['30', 30]])"])
  assert.deepEqual(
    draft(old, fresh).open.map(({ place }) => place),
    ['/timeout'],
  )
})

test('an object that became a list goes to its place and waits there', () => {
  const rules = object({ high: object({ revenue: { type: 'number' } }) }, { title: 'Rules' })
  const old = {
    schema: object({ limits: object({ rules }) }),
    defaults: { limits: { rules: { high: { revenue: 5 } } } },
  }
  const list = { type: 'array', title: 'Rules', items: object({ name: text() }) }
  const fresh = {
    schema: object({ limits: object({}), rules: list }),
    defaults: { limits: {}, rules: [{ name: 'high' }] },
  }
  assert.equal(steps(old, fresh)[0], "move('/limits/rules', '/rules')")
  assert.equal(draft(old, fresh).open[0]?.place, '/rules')
})
