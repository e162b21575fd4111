import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { raised } from '../../test/support/lens.ts'
import { add, convert, deprecate, remove, rename } from '../authoring/index.ts'
import type { ConfigId, Version } from '../config/ids.ts'
import { sha256 } from '../json/hash.ts'
import { type JsonObject, rawNumber } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Step } from '../lens/step.ts'
import type { ExaminePlan } from './examine.ts'
import { type Explanation, explainConfig } from './explain-config.ts'
import { previewConfig } from './preview-config.ts'

const ID = '00000000-0000-4000-8000-000000000001' as ConfigId

const planOf = (steps: readonly Step[], more: Partial<ExaminePlan> = {}): ExaminePlan => ({
  agent: 'seo',
  path: [migrationOf('1.0.0', '1.1.0', steps)],
  to: '1.1.0' as Version,
  defaults: { '1.0.0': configOf({ a: 1, b: 1, tags: [] }) },
  ...more,
})
const row = (config: JsonObject, version = '1.0.0') => ({ id: ID, text: writeJson(config), version })

function explained(plan: ExaminePlan, config: JsonObject, code: readonly Code[] = []) {
  const found = explainConfig(sha256)(plan, callerOf(code))(row(config))
  return found.status === 'migrated' ? found : assert.fail('was not migrated')
}

const fates = ({ customisations }: Extract<Explanation, { status: 'migrated' }>) =>
  customisations.map(({ path, value, class: kind, to, now }) => [
    path,
    value,
    kind,
    ...(to === undefined ? [] : [to]),
    ...(now === undefined ? [] : [now]),
  ])

test('tells before, after, back, and where each setting went with its value', () => {
  const steps = [
    rename('/a', 'alpha'),
    convert('/b', { scale: 0.5, offset: 0 }),
    deprecate('/old', { feature: 'Old', message: 'It is gone.' }),
  ]
  const config = configOf({ a: 7, b: 8, old: 'mine', tags: ['x', 'y'], same: rawNumber('1.50') })
  const found = explained(planOf(steps), config)
  assert.deepEqual(found.before, config)
  assert.equal(found.after.alpha, 7)
  assert.equal(writeJson(found.after.same ?? null), '1.50')
  assert.deepEqual(found.back, { config, exact: true, differs: [] })
  assert.deepEqual(fates(found), [
    ['/a', 7, 'moved', '/alpha'],
    ['/b', 8, 'converted', '/b', 4],
    ['/old', 'mine', 'dropped'],
    // Its place in the config, not the pattern that stands for all items.
    ['/tags/0', 'x', 'kept'],
    ['/tags/1', 'y', 'kept'],
    ['/same', rawNumber('1.50'), 'kept'],
  ])
  assert.deepEqual(
    found.changes.map(({ kind, path, before, after }) => [kind, path, before, after]),
    [
      ['added', '/_migration_warnings', undefined, found.after._migration_warnings],
      ['removed', '/a', 7, undefined],
      ['added', '/alpha', undefined, 7],
      ['changed', '/b', 8, 4],
      ['removed', '/old', 'mine', undefined],
      ['changed', '/version', '1.0.0', '1.1.0'],
    ],
  )
  assert.deepEqual(
    found.findings.map(({ code, place, configs }) => [code, place, configs]),
    [
      ['CW208', '/old', 1],
      ['CW211', 'Old', 1],
    ],
  )
  assert.deepEqual(
    found.warnings.map(({ feature }) => feature),
    ['Old'],
  )
})

test('shape and hashes are those that the preview gives', () => {
  const plan = planOf([add('/push', true), remove('/b')])
  const config = configOf({ a: 2, b: 3 })
  const previewed = previewConfig(sha256)(plan, callerOf())(row(config))
  const found = explained(plan, config)
  assert.ok(previewed.status === 'migrated')
  assert.deepEqual(
    [found.shapeId, found.shape, found.outputHash],
    [previewed.shapeId, previewed.shape, previewed.resultHash],
  )
})

test('code without a way back is told as such, and code that drops as a silent drop', () => {
  const up = ({ a, version, tenant_id }: Record<string, unknown>) => ({ version, tenant_id, a })
  const found = explained(planOf([codeStep({ up })]), configOf({ a: 2, b: 5 }), [{ up }])
  assert.ok('problem' in found.back)
  assert.deepEqual(fates(found), [
    ['/a', 2, 'kept'],
    ['/b', 5, 'dropped-silently'],
  ])
  assert.deepEqual(
    found.findings.map(({ code }) => code),
    ['CW201', 'CW207'],
  )
})

test('a way back that gives something else says where', () => {
  const code: Code = { up: (config) => config, down: (config) => ({ ...config, a: 9 }) }
  const found = explained(planOf([codeStep(code)]), configOf({ a: 2 }), [code])
  assert.ok('config' in found.back)
  assert.deepEqual([found.back.exact, found.back.differs, found.back.config.a], [false, ['/a'], 9])
})

test('a config of the target version is shown as it is; one that cannot be taken is refused', () => {
  const explain = explainConfig(sha256)(planOf([remove('/a')]), callerOf())
  const there = { ...configOf({ a: 2 }), version: '1.1.0' }
  const found = explain(row(there, '1.1.0'))
  assert.deepEqual([found.status, found.before], ['unchanged', there])
  raised('config/no-version', () => explain(row({ a: 1 })))
})
