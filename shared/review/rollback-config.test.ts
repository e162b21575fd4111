import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { assertJson, raised } from '../../test/support/lens.ts'
import { add, convert, deprecate, move, remove, rename } from '../authoring/index.ts'
import type { Version } from '../config/ids.ts'
import { hashJson, sha256 } from '../json/hash.ts'
import { readJson } from '../json/read.ts'
import { isObject, type Json, type JsonObject, rawNumber } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Step } from '../lens/step.ts'
import type { ExaminePlan } from './examine.ts'
import { pushConfig } from './push-config.ts'
import { type RollbackOutput, rollbackConfig } from './rollback-config.ts'

const FROM = '1.0.0' as Version

type Story = {
  readonly steps: readonly Step[]
  readonly code?: Code
  /** The user's config before the push, without version and tenant. */
  readonly before: JsonObject
  /** What the user makes of the pushed one. */
  readonly edit?: (config: Config) => Config
}

/** Pushes a config, edits it, and rolls it back. */
function rolledBack({
  steps,
  code,
  before,
  edit = (config) => config,
}: Story): RollbackOutput & { config: JsonObject } {
  const path = [migrationOf(FROM, '2.0.0', steps)]
  const plan: ExaminePlan = { agent: 'seo', path, to: '2.0.0' as Version, defaults: {} }
  const call = callerOf(code ? [code] : [])
  const text = writeJson(configOf(before))
  const pushed = pushConfig(sha256)(plan, call)({ text, version: FROM })
  if (pushed.status !== 'migrated') assert.fail('was not migrated')
  const now = edit(readJson(pushed.text) as Config)
  const { outputHash, complement } = pushed
  const output = rollbackConfig(sha256)(plan, call)({
    text: writeJson(now as Json),
    version: '2.0.0',
    to: FROM,
    pushed: { before: text, outputHash, ...(complement === undefined ? {} : { complement }) },
  })
  const config = readJson(output.text)
  assert.ok(isObject(config))
  assert.equal(output.hash, hashJson(config))
  assert.equal(config.version, FROM)
  return { ...output, config }
}

const lenses: readonly Step[] = [
  rename('/score', 'threshold'),
  convert('/threshold', { scale: 100 }),
  add('/push', { on: false }),
  remove('/old'),
]

test('an untouched config is restored exactly, to the last digit', () => {
  const before = { score: rawNumber('0.70'), old: null, list: [], note: 'x' }
  const { state, text, edits, complement } = rolledBack({ steps: lenses, before })
  assert.equal(state, 'restored')
  assert.equal(text, writeJson(configOf(before)))
  assert.deepEqual(edits, [])
  assert.equal(complement, undefined)
})

test('a config that was only written in another way counts as untouched', () => {
  const { state } = rolledBack({
    steps: lenses,
    before: { score: 0.7, a: 1 },
    edit: ({ a, ...rest }) => ({ a: rawNumber('1.0'), ...rest }),
  })
  assert.equal(state, 'restored')
})

test('edits go back through the steps, and what the release took comes back', () => {
  const { state, config, edits } = rolledBack({
    steps: lenses,
    before: { score: 0.7, old: 'mine', note: 'x', list: [1] },
    edit: (config) => ({ ...config, threshold: 85, note: null, list: [1, 2], extra: { a: 1 } }),
  })
  assert.equal(state, 'kept_edits')
  assertJson(config, configOf({ score: 0.85, old: 'mine', note: null, list: [1, 2], extra: { a: 1 } }))
  assert.deepEqual(edits, [
    { path: '/extra', outcome: 'kept' },
    { path: '/list/1', outcome: 'kept' },
    { path: '/note', outcome: 'kept' },
    { path: '/threshold', outcome: 'kept' },
  ])
})

test('an edit of what the old version has no place for is laid aside, in the complement', () => {
  const { state, config, edits, complement } = rolledBack({
    steps: lenses,
    before: { score: 0.7 },
    edit: (config) => ({ ...config, push: { on: true } }),
  })
  assert.equal(state, 'kept_edits')
  assertJson(config, configOf({ score: 0.7 }))
  assert.deepEqual(edits, [{ path: '/push/on', outcome: 'aside' }])
  assert.deepEqual(JSON.parse(complement ?? ''), [
    { from: '1.0.0', to: '2.0.0', steps: [null, null, { value: { on: true } }, null] },
  ])
})

test('what a user took away after the push stays away', () => {
  const { config, edits } = rolledBack({
    steps: lenses,
    before: { score: 0.7, note: 'x', old: 1 },
    edit: ({ threshold: _, note: __, ...rest }) => rest,
  })
  assertJson(config, configOf({ old: 1 }))
  assert.deepEqual(edits, [
    { path: '/note', outcome: 'kept' },
    { path: '/threshold', outcome: 'kept' },
  ])
})

test('warnings of the release go with it; those that a user dismissed do no harm', () => {
  const steps = [deprecate('/fax', { feature: 'Fax', message: 'Use e-mail.' })]
  const edited = rolledBack({ steps, before: { fax: 1 }, edit: (config) => ({ ...config, a: 1 }) })
  assertJson(edited.config, configOf({ fax: 1, a: 1 }))
  const dismissed = rolledBack({
    steps,
    before: { fax: 1 },
    edit: ({ _migration_warnings: _, ...rest }) => rest,
  })
  assertJson(dismissed.config, configOf({ fax: 1 }))
})

test('where something else stands in the way back, edits are merged path by path and the others flagged', () => {
  const { state, config, edits } = rolledBack({
    steps: [rename('/a', 'b')],
    before: { a: 1, c: 1 },
    edit: (config) => ({ ...config, a: 'new', c: 2 }),
  })
  assert.equal(state, 'conflict')
  assert.deepEqual(edits, [
    { path: '/a', outcome: 'both-sides' },
    { path: '/c', outcome: 'kept' },
  ])
  assertJson(
    config,
    configOf({
      a: 1,
      c: 2,
      _migration_warnings: [
        {
          type: 'rollback',
          feature: '/a',
          message:
            'A change of /a could not be carried to the earlier version. The value before and the value after are in the history.',
          action_required: true,
        },
      ],
    }),
  )
})

// --- code

const rules: Code = {
  up: ({ rules, ...rest }) => ({
    ...rest,
    list: Object.entries(rules).map(([name, min]) => ({ name, min })),
  }),
  down: ({ list, ...rest }) => ({
    ...rest,
    rules: Object.fromEntries(list.map((rule: Config) => [rule.name, rule.min])),
  }),
}

test('edits go back through code that has a way back', () => {
  const { state, config, edits } = rolledBack({
    steps: [codeStep(rules)],
    code: rules,
    before: { rules: { low: 0.5, high: 0.9 }, note: 'x' },
    edit: (config) => ({ ...config, list: [...config.list, { name: 'top', min: 1 }], note: 'y' }),
  })
  assert.equal(state, 'kept_edits')
  assertJson(config, configOf({ rules: { low: 0.5, high: 0.9, top: 1 }, note: 'y' }))
  assert.deepEqual(edits, [
    { path: '/list/2', outcome: 'kept' },
    { path: '/note', outcome: 'kept' },
  ])
})

test('a lossy down does not lose what the user had before', () => {
  const lossy: Code = {
    up: ({ prompt: _, ...rest }) => ({ ...rest, mode: 'new' }),
    down: ({ mode: _, ...rest }) => ({ version: rest.version, tenant_id: rest.tenant_id, note: rest.note }),
  }
  const { state, config, edits } = rolledBack({
    steps: [codeStep(lossy)],
    code: lossy,
    before: { prompt: 'mine', note: 'x', deep: { a: [1, 2] } },
    edit: (config) => ({ ...config, note: 'edited', mode: 'other' }),
  })
  assert.equal(state, 'kept_edits')
  assertJson(config, configOf({ prompt: 'mine', note: 'edited', deep: { a: [1, 2] } }))
  assert.deepEqual(edits, [
    { path: '/mode', outcome: 'aside' },
    { path: '/note', outcome: 'kept' },
  ])
})

test('a lossy down does not put an edited item of a list in another one’s place', () => {
  const lossy: Code = {
    up: ({ to, ...rest }) => ({ ...rest, to: to.slice(-1) }),
    down: (config) => config,
  }
  const { state, config, edits } = rolledBack({
    steps: [codeStep(lossy)],
    code: lossy,
    before: { to: ['a', 'b', 'c'], note: 'x' },
    edit: (config) => ({ ...config, to: ['C'], note: 'y' }),
  })
  assert.equal(state, 'conflict')
  assert.deepEqual(config.to, ['a', 'b', 'c'])
  assert.equal(config.note, 'y')
  assert.deepEqual(edits, [
    { path: '/note', outcome: 'kept' },
    { path: '/to/0', outcome: 'both-sides' },
  ])
})

test('an edit inside what a lossy down makes up has no place in the old config, and is flagged', () => {
  const lossy: Code = {
    up: ({ a, ...rest }) => ({ ...rest, b: { value: a } }),
    down: ({ b, ...rest }) => ({ ...rest, made: { up: { by: b.value } }, scalar: { x: b.value } }),
  }
  const { state, config, edits } = rolledBack({
    steps: [codeStep(lossy)],
    code: lossy,
    before: { a: 1, scalar: 'text' },
    edit: (config) => ({ ...config, b: { value: 2 } }),
  })
  assert.equal(state, 'conflict')
  assert.deepEqual(edits, [{ path: '/b/value', outcome: 'both-sides' }])
  assert.equal(config.a, 1)
  assert.equal(config.scalar, 'text')
})

test('where down throws, or there is none, edits are merged path by path', () => {
  const throwing: Code = {
    up: ({ a, ...rest }) => ({ ...rest, b: a }),
    down: () => {
      throw new Error('No way back')
    },
  }
  for (const code of [throwing, { up: throwing.up }]) {
    const { state, config, edits } = rolledBack({
      steps: [codeStep(code)],
      code,
      before: { a: 1, note: 'x', list: ['p', 'q'], deep: { x: 1 } },
      edit: (config) => ({ ...config, b: 2, note: 'y', list: ['p', 'Q', 'r'], deep: { x: 1, y: 2 } }),
    })
    assert.equal(state, 'conflict')
    const { _migration_warnings: warnings, ...rest } = config
    assertJson(rest, configOf({ a: 1, note: 'y', list: ['p', 'Q', 'r'], deep: { x: 1, y: 2 } }))
    assert.deepEqual(
      edits.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      [
        { path: '/b', outcome: 'both-sides' },
        { path: '/deep/y', outcome: 'kept' },
        { path: '/list/1', outcome: 'kept' },
        { path: '/list/2', outcome: 'kept' },
        { path: '/note', outcome: 'kept' },
      ],
    )
    assert.equal((warnings as readonly Json[]).length, 1)
  }
})

test('a down that fails only on the edited config is no reason to lose the edit', () => {
  const strict: Code = {
    up: (config) => config,
    down: (config) => {
      if (config.n > 10) throw new Error('Too many')
      return config
    },
  }
  const { state, config } = rolledBack({
    steps: [codeStep(strict)],
    code: strict,
    before: { n: 1 },
    edit: (config) => ({ ...config, n: 99 }),
  })
  assert.equal(state, 'kept_edits')
  assertJson(config, configOf({ n: 99 }))
})

test('a path that the release and the user both changed keeps the value before, and both are told', () => {
  const oneWay: Code = { up: (config) => ({ ...config, limit: 5, list: config.list.slice(1) }) }
  const { state, config, edits } = rolledBack({
    steps: [codeStep(oneWay)],
    code: oneWay,
    before: { limit: 3, list: ['a', 'b'] },
    edit: (config) => ({ ...config, limit: 7, list: ['B'] }),
  })
  assert.equal(state, 'conflict')
  assert.equal(config.limit, 3)
  assert.deepEqual(config.list, ['a', 'b'])
  assert.deepEqual(
    edits.map(({ outcome }) => outcome),
    ['both-sides', 'both-sides'],
  )
})

// --- configs that the push did not make

test('a config created after the push goes back through the steps', () => {
  const plan: ExaminePlan = {
    agent: 'seo',
    path: [migrationOf(FROM, '2.0.0', lenses)],
    to: '2.0.0' as Version,
    defaults: {},
  }
  const back = rollbackConfig(sha256)(plan, callerOf())
  const text = '{"version":"2.0.0","tenant_id":"t-1","threshold":70,"push":{"on":true}}'
  const { state, text: result, edits, complement } = back({ text, version: '2.0.0', to: FROM })
  assert.equal(state, 'kept_edits')
  assertJson(readJson(result), configOf({ score: 0.7 }))
  assert.deepEqual(edits, [])
  assert.match(complement ?? '', /"value":\{"on":true\}/)
})

test('a row that is no config of its version is refused, and nothing is made up', () => {
  const plan: ExaminePlan = {
    agent: 'seo',
    path: [migrationOf(FROM, '2.0.0', lenses)],
    to: '2.0.0' as Version,
    defaults: {},
  }
  const back = rollbackConfig(sha256)(plan, callerOf())
  raised('config/version-mismatch', () => back({ text: '{"version":"1.0.0"}', version: '2.0.0', to: FROM }))
  raised('config/not-an-object', () => back({ text: 'null', version: '2.0.0', to: FROM }))
})

test('what a step took away comes back, though an edit on its way back would stand in its place', () => {
  const { state, config, edits } = rolledBack({
    steps: [remove('/a'), move('/a/b', '/c')],
    before: { a: 1 },
    edit: (now) => ({ ...now, c: 2 }),
  })
  assert.equal(state, 'kept_edits')
  assertJson(config, configOf({ a: 1, c: 2 }))
  assert.deepEqual(edits, [{ path: '/c', outcome: 'kept' }])
})

test('what stood at a place that a step left alone stays there, though part of it was edited', () => {
  const { state, config, edits } = rolledBack({
    steps: [move('/a', '/b/c')],
    before: { b: { c: { own: 1, edited: 1 } } },
    edit: (now) => ({ ...now, b: { c: { own: 1, edited: 2 } } }),
  })
  assert.equal(state, 'kept_edits')
  assertJson(config, configOf({ b: { c: { own: 1, edited: 2 } } }))
  assert.deepEqual(edits, [{ path: '/b/c/edited', outcome: 'kept' }])
})
