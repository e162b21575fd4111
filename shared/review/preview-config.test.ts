import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { raised } from '../../test/support/lens.ts'
import { add, convert, deprecate, remove } from '../authoring/index.ts'
import type { Hash, Version } from '../config/ids.ts'
import { hashJson, sha256 } from '../json/hash.ts'
import { type Json, type JsonObject, rawNumber } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Step } from '../lens/step.ts'
import type { ExaminePlan } from './examine.ts'
import { type PreviewOutput, previewConfig } from './preview-config.ts'

const planOf = (steps: readonly Step[], more: Partial<ExaminePlan> = {}): ExaminePlan => ({
  agent: 'seo',
  path: [migrationOf('1.0.0', '1.1.0', steps)],
  to: '1.1.0' as Version,
  defaults: { '1.0.0': configOf({ a: 1, to: ['x'] }) },
  ...more,
})

const previewer = (plan: ExaminePlan, code?: Code) =>
  previewConfig(sha256)(plan, callerOf(code ? [code] : []))
const row = (members: JsonObject) => ({ text: writeJson(configOf(members)), version: '1.0.0' })

function migrated(output: PreviewOutput): Extract<PreviewOutput, { status: 'migrated' }> {
  if (output.status !== 'migrated') assert.fail('was not migrated')
  return output
}

test('tells hashes, shape and what became of what the user set, and no value', () => {
  const preview = previewer(planOf([add('/push', true), remove('/secret')]))
  const found = migrated(preview(row({ a: 2, to: ['x'], secret: 'user-value' })))
  const { shape, shapeId, ...rest } = found
  assert.deepEqual(rest, {
    status: 'migrated',
    from: '1.0.0',
    inputHash: hashJson(configOf({ a: 2, to: ['x'], secret: 'user-value' })),
    outputHash: hashJson({ version: '1.1.0', tenant_id: 't-1', a: 2, to: ['x'], push: true }),
    resultHash: rest.outputHash as Hash,
    problems: [],
    customised: 2,
    losses: [{ path: '/secret', class: 'dropped', step: '0/1' }],
    roundTrip: { exact: true },
    repeats: true,
  })
  assert.match(shapeId, /^[0-9a-f]{12}$/)
  assert.deepEqual(shape, {
    from: '1.0.0',
    operations: [
      { step: '0/0', op: 'add', outcome: 'added', path: '/push' },
      { step: '0/1', op: 'remove', outcome: 'removed', path: '/secret' },
    ],
    warnings: [],
  })
  assert.ok(!JSON.stringify(found).includes('user-value'))
})

test('the shape itself is told once, its id with every config', () => {
  const preview = previewer(planOf([add('/push', true)]))
  const rows: JsonObject[] = [{ a: 1 }, { a: 2 }, { push: 1 }]
  const [first, second, other] = rows.map((members) => migrated(preview(row(members))))
  assert.ok(first?.shape && !second?.shape && other?.shape)
  assert.equal(first.shapeId, second?.shapeId)
  assert.notEqual(first.shapeId, other.shapeId)
})

test('a config of the target version is unchanged, and not run', () => {
  const config = { version: '1.1.0', tenant_id: 't-1', n: rawNumber('1.50') }
  const preview = previewer(planOf([remove('/n')]))
  assert.deepEqual(preview({ text: writeJson(config), version: '1.1.0' }), {
    status: 'unchanged',
    from: '1.1.0',
    inputHash: hashJson(config),
    outputHash: hashJson(config),
  })
})

test('a masked config is known by the hash of the real one, and its output is not', () => {
  const sourceHash = 'f'.repeat(64) as Hash
  const preview = previewer(planOf([add('/push', true)]))
  const found = migrated(preview({ ...row({ a: 1 }), sourceHash }))
  assert.equal(found.inputHash, sourceHash)
  assert.ok(!('outputHash' in found))
  assert.equal(found.resultHash, hashJson({ version: '1.1.0', tenant_id: 't-1', a: 1, push: true }))
  const done = preview({ text: '{"version":"1.1.0","tenant_id":"t-1"}', version: '1.1.0', sourceHash })
  assert.equal(done.inputHash, sourceHash)
})

test('what does not fit the schema of the target version is told with its place', () => {
  const schema: Json = { type: 'object', properties: { n: { type: 'number', maximum: 10 } } }
  const preview = previewer(planOf([convert('/n', { scale: 100 })], { schema }))
  assert.deepEqual(migrated(preview(row({ n: 0.05 }))).problems, [])
  assert.deepEqual(migrated(preview(row({ n: 5 }))).problems, [{ path: '/n', problem: 'must be <= 10' }])
})

test('code that gives another result each time is told of', () => {
  let calls = 0
  const moody = {
    up: (config: Config) => ({ ...config, calls: calls++ }),
    down: ({ calls: _, ...rest }: Config) => rest,
  }
  assert.equal(migrated(previewer(planOf([codeStep(moody)]), moody)(row({}))).repeats, false)
  const steady = { up: (config: Config) => ({ ...config, b: 1 }), down: ({ b: _, ...rest }: Config) => rest }
  const found = migrated(previewer(planOf([codeStep(steady)]), steady)(row({ a: 5 })))
  assert.equal(found.repeats, true)
  assert.deepEqual(found.roundTrip, { exact: true })
  assert.deepEqual(found.shape?.operations, [{ step: '0/t0', op: 'transform', outcome: 'added', path: '/b' }])
})

test('silent drops of code are told of, and features whose users are warned', () => {
  const lossy = { up: ({ a: _, ...rest }: Config) => rest }
  const steps = [codeStep(lossy), deprecate('/fax', { feature: 'Fax', message: 'Use e-mail.' })]
  const found = migrated(previewer(planOf(steps), lossy)(row({ a: 5, fax: 1 })))
  assert.deepEqual(found.losses, [
    { path: '/a', class: 'dropped-silently' },
    { path: '/fax', class: 'dropped', step: '0/1' },
  ])
  assert.deepEqual(found.shape?.warnings, ['Fax'])
  assert.ok(!found.roundTrip.exact && found.roundTrip.problem?.includes('without down'))
  assert.deepEqual(migrated(previewer(planOf(steps), lossy)(row({ a: 1 }))).losses, [])
})

test('rows that cannot be taken raise what is wrong with them', () => {
  const preview = previewer(planOf([add('/push', true)]))
  raised('json/invalid', () => preview({ text: '{', version: '1.0.0' }))
  raised('config/not-an-object', () => preview({ text: '[]', version: '1.0.0' }))
  raised('config/no-version', () => preview({ text: '{}', version: '1.0.0' }))
  raised('config/version-mismatch', () => preview({ text: '{"version":"1.0.0"}', version: '1.1.0' }))
  raised('config/no-path', () => preview({ text: '{"version":"0.1.0"}', version: '0.1.0' }))
})

test('a number kept as text is checked as a number, wherever it comes from', () => {
  const schema = { properties: { a: { maximum: 1 }, b: { type: 'number', maximum: 1 } } }
  const preview = previewer(planOf([add('/b', rawNumber('2.0'))], { schema }))
  const { problems } = migrated(preview(row({ a: rawNumber('1.50') })))
  assert.deepEqual(problems.map(({ path }) => path).sort(), ['/a', '/b'])
  assert.deepEqual(migrated(preview(row({ a: 1, b: 1 }))).problems, [])
})
