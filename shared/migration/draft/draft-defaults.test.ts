import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, draft, flag, type Members, object, steps, text } from '../../../test/support/drafting.ts'
import { rawNumber } from '../../json/value.ts'

test('what only the default config has given up stays with whoever has chosen it', () => {
  const schema = object({ colour: text(), name: text() })
  assert.deepEqual(
    steps({ schema, defaults: { colour: 'red', name: 'x' } }, { schema, defaults: { name: 'x' } }),
    ["when({ path: '/colour', equals: 'red' }, [remove('/colour')])"],
  )
})

test('an item that the default config of a map has more is added, and its members to every item', () => {
  const item = (more: Members) => ({ type: 'object', additionalProperties: object({ on: flag, ...more }) })
  const old = { schema: object({ channels: item({}) }), defaults: { channels: { blog: { on: true } } } }
  const fresh = {
    schema: object({ channels: item({ tone: text() }) }),
    defaults: { channels: { blog: { on: true, tone: 'plain' }, mail: { on: false, tone: 'plain' } } },
  }
  assert.deepEqual(steps(old, fresh), [
    "each('/channels', [add('/tone', 'plain')])",
    "add('/channels/mail', { on: false, tone: 'plain' })",
  ])
})

test('what items must have is asked for where nothing says its value', () => {
  const list = (members: Members, required: readonly string[]) =>
    object({ rows: { type: 'array', items: object(members, { required }) } })
  const old = { schema: list({ id: text() }, ['id']), defaults: { rows: [] } }
  const fresh = {
    schema: list({ id: text(), rank: { type: 'number' } }, ['id', 'rank']),
    defaults: { rows: [] },
  }
  assert.deepEqual(
    draft(old, fresh).open.map(({ place }) => place),
    ['/rows/*/rank'],
  )
  const told = {
    schema: list({ id: text(), rank: { type: 'number', default: 1 } }, ['id', 'rank']),
    defaults: { rows: [] },
  }
  assert.deepEqual(steps(old, told), ["each('/rows', [add('/rank', 1)])"])
})

test('only what the flow reads is added together with objects that may be missing', () => {
  const inner = (members: Members) => ({ schema: object({ run: object({ a: text(), ...members }) }) })
  const old = { ...inner({}), defaults: { run: { a: 'x' } } }
  const fresh = { ...inner({ b: flag }), defaults: { run: { a: 'x', b: false } } }
  assert.deepEqual(steps(old, fresh), ["add('/run/b', false)"])
  const read = { ...fresh, reads: { '/run/b': { name: 'B', description: '' } } }
  assert.deepEqual(steps(old, read), ["add('/run', {})", "add('/run/b', false)"])
})

test('a new choice that a flag beside it speaks of is added as the flag has it', () => {
  const basis = { type: 'string', enum: ['consent', 'contract'] }
  const old = { schema: object({ consent_required: flag }), defaults: { consent_required: true } }
  const fresh = {
    schema: object({ consent_required: flag, basis }),
    defaults: { consent_required: true, basis: 'consent' },
  }
  assert.deepEqual(steps(old, fresh), [
    "when({ path: '/consent_required', equals: true }, [add('/basis', 'consent')])",
    "when({ path: '/consent_required', equals: false }, [add('/basis', 'contract')])",
  ])
})

test('a flag that shares but a word with a new choice says nothing of it', () => {
  const mode = { type: 'string', enum: ['consent given', 'contract'] }
  const old = { schema: object({ consent_required: flag }), defaults: { consent_required: true } }
  const fresh = {
    schema: object({ consent_required: flag, mode }),
    defaults: { consent_required: true, mode: 'consent given' },
  }
  assert.deepEqual(steps(old, fresh), ["add('/mode', 'consent given')"])
})

test('without the old default config a new object is added whole', () => {
  const fresh = object({ name: text(), push: object({ on: flag, tone: text() }) })
  const { steps: drafted } = draft(
    { schema: object({ name: text() }) },
    { schema: fresh, defaults: { name: 'x', push: { on: false, tone: 'plain' } } },
  )
  assert.deepEqual(codeOf(drafted), ["add('/push', { on: false, tone: 'plain' })"])
})

test('without the new default config the schema’s own defaults are added', () => {
  const { steps: drafted } = draft(
    { schema: object({ name: text() }), defaults: { name: 'x' } },
    {
      schema: object({
        name: text(),
        push: object({ on: { type: 'boolean', default: true }, tone: text() }),
      }),
    },
  )
  assert.deepEqual(codeOf(drafted), ["add('/push', { on: true })"])
})

test('users of what ends are told in the words of the changelog, where it has some', () => {
  const old = { schema: object({ fax: text('Fax machine'), name: text() }), defaults: { fax: '', name: 'x' } }
  const fresh = { schema: object({ name: text() }), defaults: { name: 'x' } }
  const [step] = draft(old, fresh, [], 'Faster answers. The fax machine has gone; mails are kept.').steps
  assert.deepEqual(step?.step, {
    op: 'deprecate',
    path: '/fax',
    feature: 'Fax machine',
    message: 'The fax machine has gone.',
  })
})

test('a limit that was only widened converts nobody', () => {
  const number = (maximum: number) => ({
    schema: object({ limit: { type: 'number', maximum } }),
    defaults: { limit: 5 },
  })
  assert.deepEqual(steps(number(10), number(100)), [])
})

test('a number that no literal carries is asked for and left as it is', () => {
  const schema = object({ account: { type: 'number' }, name: text() })
  const version = (account: string) => ({ schema, defaults: { account: rawNumber(account), name: 'x' } })
  const { steps: drafted, open } = draft(version('9007199254740993'), version('9007199254740995'))
  assert.deepEqual(drafted, [])
  assert.equal(open[0]?.place, '/account')
})

test('without a schema nothing that only users have is taken for gone', () => {
  const samples = [
    { name: 'x', own: 1 },
    { name: 'y', own: 2 },
  ]
  assert.deepEqual(
    codeOf(draft({ defaults: { name: 'x' } }, { defaults: { name: 'x', mail: true } }, samples).steps),
    ["add('/mail', true)"],
  )
  assert.deepEqual(
    draft({}, { schema: object({ name: text() }), defaults: { name: 'x' } }, samples).steps,
    [],
  )
  assert.deepEqual(draft({ schema: object({ name: text() }) }, {}, samples).steps, [])
})

test('names that JavaScript gives a meaning to are names like any other', () => {
  const names = ['__proto__', 'constructor', 'a/b', '~', '', '*', '0']
  const make = (suffix: string) => ({
    schema: object(Object.fromEntries(names.map((name) => [name + suffix, text(`What ${name} is for`)]))),
    defaults: Object.fromEntries(names.map((name) => [name + suffix, `value of ${name}`])),
  })
  assert.equal(steps(make(''), make('_x')).length, names.length)
})

test('a schema that holds itself, or grows without end, is drafted from as far as it goes', () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [
      `n${at}`,
      object({
        left: { $ref: `#/$defs/n${at + 1}` },
        right: { $ref: `#/$defs/n${at + 1}` },
        self: { $ref: `#/$defs/n${at}` },
      }),
    ]),
  )
  const old = {
    schema: { ...object({ a: text(), tree: { $ref: '#/$defs/n0' } }), $defs },
    defaults: { a: 'some words' },
  }
  const fresh = {
    schema: { ...object({ b: text(), tree: { $ref: '#/$defs/n0' } }), $defs },
    defaults: { b: 'some words' },
  }
  assert.deepEqual(steps(old, fresh), ["rename('/a', 'b')"])
})
