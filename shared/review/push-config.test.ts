import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { raised } from '../../test/support/lens.ts'
import { add, deprecate, remove, rename } from '../authoring/index.ts'
import type { Hash, Version } from '../config/ids.ts'
import { hashJson, sha256 } from '../json/hash.ts'
import { type Json, type JsonObject, rawNumber } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Step } from '../lens/step.ts'
import type { ExaminePlan } from './examine.ts'
import { previewConfig } from './preview-config.ts'
import { type Expected, type PushOutput, type PushPlan, pushConfig } from './push-config.ts'

const planOf = (steps: readonly Step[], schema?: Json): ExaminePlan => ({
  agent: 'seo',
  path: [migrationOf('1.0.0', '1.1.0', steps)],
  to: '1.1.0' as Version,
  defaults: {},
  ...(schema === undefined ? {} : { schema }),
})
const pusher = (plan: PushPlan, code?: Code) => pushConfig(sha256)(plan, callerOf(code ? [code] : []))
const row = (members: JsonObject) => ({ text: writeJson(configOf(members)), version: '1.0.0' })

function migrated(output: PushOutput): Extract<PushOutput, { status: 'migrated' }> {
  if (output.status !== 'migrated') assert.fail('was not migrated')
  return output
}

/** What a preview of this config says of it, masked or not. */
function expectedOf(
  plan: ExaminePlan,
  members: JsonObject,
  options: { masked?: boolean; code?: Code } = {},
): Expected {
  const preview = previewConfig(sha256)(plan, callerOf(options.code ? [options.code] : []))
  const sourceHash = hashJson(configOf(members))
  const found = preview({ ...row(members), ...(options.masked ? { sourceHash } : {}) })
  if (found.status !== 'migrated') assert.fail('was not migrated')
  return {
    input: found.inputHash,
    shape: found.shapeId,
    ...(found.outputHash === undefined ? {} : { output: found.outputHash }),
  }
}

const plan = planOf([add('/push', true), rename('/a', 'b')])

test('a config as previewed gives what the preview gave, whatever the order of its members', () => {
  const members = { a: rawNumber('1.50'), list: [1, null], note: 'ü' }
  const expected = expectedOf(plan, members)
  const found = migrated(pusher(plan)({ ...row(members), expected }))
  assert.deepEqual(found, {
    status: 'migrated',
    from: '1.0.0',
    inputHash: expected.input,
    outputHash: expected.output as Hash,
    text: '{"version":"1.1.0","tenant_id":"t-1","list":[1,null],"note":"ü","push":true,"b":1.50}',
    shapeId: expected.shape as string,
    drifted: false,
    objections: [],
  })
  const shuffled = {
    version: '1.0.0',
    text: '{"note":"\\u00fc","list":[1e0, null],"a":1.5,"tenant_id":"t-1","version":"1.0.0"}',
  }
  assert.equal(migrated(pusher(plan)({ ...shuffled, expected })).drifted, false)
})

test('a config as previewed that gives another result ends the push', () => {
  const expected = { ...expectedOf(plan, { a: 1 }), output: '0'.repeat(64) as Hash }
  assert.match(
    raised('release/output-differs', () => pusher(plan)({ ...row({ a: 1 }), expected })),
    /A config of version 1\.0\.0 is as previewed but gives another result/,
  )
})

test('the complement and the warnings are given as text, where there are any', () => {
  const steps = [remove('/a'), deprecate('/fax', { feature: 'Fax', message: 'Use e-mail.' })]
  const found = migrated(pusher(planOf(steps))(row({ a: 'mine', fax: rawNumber('1.0') })))
  const warning = { type: 'deprecation', feature: 'Fax', message: 'Use e-mail.', action_required: true }
  assert.deepEqual(JSON.parse(found.warnings ?? ''), [warning])
  assert.equal(
    found.complement,
    `[{"from":"1.0.0","to":"1.1.0","steps":[{"value":"mine"},{"value":1.0}],"warned":[${JSON.stringify(warning)}]}]`,
  )
  const none = migrated(pusher(planOf([add('/x', 1)]))(row({})))
  assert.ok(!('complement' in none) && !('warnings' in none))
})

test('a config of the target version is unchanged', () => {
  const config = { version: '1.1.0', tenant_id: 't-1' }
  assert.deepEqual(pusher(plan)({ text: writeJson(config), version: '1.1.0' }), {
    status: 'unchanged',
    from: '1.1.0',
    inputHash: hashJson(config),
  })
})

test('a config that changed since, or that no preview saw, has drifted; its shape is told', () => {
  const expected = expectedOf(plan, { a: 1 })
  const edited = migrated(pusher(plan)({ ...row({ a: 2 }), expected }))
  assert.equal(edited.drifted, true)
  assert.equal(edited.shapeId, expected.shape)
  assert.equal(edited.outputHash, hashJson({ version: '1.1.0', tenant_id: 't-1', push: true, b: 2 }))
  assert.deepEqual(edited.objections, [])

  const other = migrated(pusher(plan)({ ...row({ a: 1, push: false }), expected }))
  assert.equal(other.drifted, true)
  assert.notEqual(other.shapeId, expected.shape)
  assert.equal(migrated(pusher(plan)(row({ a: 1 }))).drifted, true)
})

test('a drifted config that loses settings, does not fit or gives no steady result meets objections', () => {
  let calls = 0
  const careless = {
    up: ({ a: _, ...rest }: Config) => ({ ...rest, n: 'text', calls: calls++ }),
  }
  const schema: Json = { type: 'object', properties: { n: { type: 'number' } }, required: ['b'] }
  const found = migrated(pusher(planOf([codeStep(careless)], schema), careless)(row({ a: 'mine' })))
  assert.equal(found.drifted, true)
  assert.deepEqual(found.objections, [
    'drops /a silently',
    "does not fit the schema at the top: must have required property 'b'",
    'does not fit the schema at /n: must be number',
    'gives another result each time',
  ])
})

test('a loss that was accepted for its own shape is no objection, and one for another shape or path is', () => {
  const careless = { up: ({ a: _, list: __, ...rest }: Config) => rest }
  const plan = planOf([codeStep(careless)])
  const drifted = (accepted?: PushPlan['accepted']) =>
    migrated(
      pusher(accepted === undefined ? plan : { ...plan, accepted }, careless)(row({ a: 1, list: [2] })),
    )
  const { shapeId: shape, objections } = drifted()
  assert.deepEqual(objections, ['drops /a silently', 'drops /list/* silently'])
  const both = [
    { path: '/a', shape },
    { path: '/list/*', shape },
  ]
  assert.deepEqual(drifted(both).objections, [])
  assert.deepEqual(drifted(both.slice(0, 1)).objections, ['drops /list/* silently'])
  assert.deepEqual(drifted(both.map(({ path }) => ({ path, shape: 'aaaaaaaaaaaa' }))).objections, objections)
  assert.deepEqual(
    drifted([
      { path: '', shape },
      { path: '/list', shape },
    ]).objections,
    objections,
  )

  // With the list left out it has another shape, for which nobody has accepted anything.
  const other = migrated(pusher({ ...plan, accepted: both }, careless)(row({ a: 1 })))
  assert.notEqual(other.shapeId, shape)
  assert.deepEqual(other.objections, ['drops /a silently'])
})

test('what does not fit the schema stays an objection, whatever losses are accepted', () => {
  const careless = { up: ({ a: _, ...rest }: Config) => ({ ...rest, n: 'text' }) }
  const schema: Json = { type: 'object', properties: { n: { type: 'number' } } }
  const plan = planOf([codeStep(careless)], schema)
  const { shapeId: shape } = migrated(pusher(plan, careless)(row({ a: 1 })))
  const found = migrated(pusher({ ...plan, accepted: [{ path: '/a', shape }] }, careless)(row({ a: 1 })))
  assert.deepEqual(found.objections, ['does not fit the schema at /n: must be number'])
})

test('a masked preview knows no output: then the shape has to be the one that it saw', () => {
  const expected = expectedOf(plan, { a: 1 }, { masked: true })
  assert.equal(expected.output, undefined)
  assert.equal(migrated(pusher(plan)({ ...row({ a: 1 }), expected })).drifted, false)
  // Its masked stand-in had another shape than the real one has.
  const unlike = { ...expected, shape: 'aaaaaaaaaaaa' }
  const found = migrated(pusher(plan)({ ...row({ a: 1 }), expected: unlike }))
  assert.equal(found.drifted, true)
  assert.equal(found.shapeId, expected.shape)
})

test('code is run once for a config as previewed, and the text is what was hashed', () => {
  let calls = 0
  const code = {
    up: (config: Config) => {
      calls++
      return { ...config, big: config.big }
    },
  }
  const coded = planOf([codeStep(code)])
  const members = { big: rawNumber('12345678901234567890') }
  const expected = expectedOf(coded, members, { code })
  calls = 0
  const found = migrated(pusher(coded, code)({ ...row(members), expected }))
  assert.equal(calls, 1)
  assert.match(found.text, /12345678901234567890/)
  assert.equal(found.shapeId, expected.shape)
})
