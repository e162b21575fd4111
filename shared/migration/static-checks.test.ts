import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configOf, migrationOf } from '../../test/support/code.ts'
import { add, convert, deprecate, each, remove, rename, when } from '../authoring/index.ts'
import type { Version } from '../config/ids.ts'
import { compileSchema } from '../config/schema.ts'
import type { Step } from '../lens/step.ts'
import { classify } from './classify.ts'
import { explainSteps } from './explain.ts'
import { VersionGraph } from './graph.ts'
import { checkDefaults, checkGraph, checkSteps } from './static-checks.ts'

const merging = convert('/mode', [
  ['a', 'x'],
  ['b', 'x'],
])
const oneWay: Step = { op: 'transform', id: 't0', down: false }
const found = (from: string, to: string, steps: readonly Step[]) =>
  checkSteps(migrationOf(from, to, steps), 'seo.ts').map(
    ({ code, severity, place }) => `${code} ${severity} ${place}`,
  )

test('code without down and tables that merge values are found, wherever they stand', () => {
  assert.deepEqual(found('1.0.0', '1.1.0', [add('/a', 1), oneWay]), ['CW101 warning step 2'])
  assert.deepEqual(found('1.0.0', '1.1.0', [{ ...oneWay, down: true }]), [])
  assert.deepEqual(
    found('1.0.0', '1.1.0', [
      merging,
      each('/rules', [when({ path: '/on', exists: true }, [add('/x', 1), merging])]),
    ]),
    ['CW102 warning step 1', 'CW102 warning step 2, step 1, step 2'],
  )
  assert.deepEqual(found('1.0.0', '1.1.0', [convert('/mode', [['a', 'x']]), convert('/n', { scale: 2 })]), [])
})

test('a strong change under a patch version is found', () => {
  for (const [step, is] of [
    [add('/a', 1), false],
    [rename('/a', 'b'), false],
    [convert('/a', { scale: 2 }), true],
    [remove('/a'), true],
  ] as const) {
    assert.deepEqual(found('1.0.0', '1.0.1', [step]), is ? ['CW103 warning 1.0.0 to 1.0.1'] : [])
    assert.deepEqual(found('1.0.9', '1.1.0', [step]), [])
    assert.deepEqual(found('1.9.0', '2.0.0', [step]), [])
  }
})

test('every finding names the file, says what is wrong and what to do', () => {
  const all = [
    ...checkSteps(migrationOf('1.0.0', '1.0.1', [oneWay, merging]), 'seo.ts'),
    ...checkGraph(
      'seo',
      new VersionGraph(
        ['1.0.0 1.1.0', '1.0.0 1.1.0', '1.1.0 1.0.0'].map((pair) => {
          const [from = '', to = ''] = pair.split(' ')
          return migrationOf(from, to, [])
        }),
        ['2.0.0' as Version],
      ).findings(),
    ),
  ]
  assert.deepEqual(
    all.map(({ code, severity, file, place }) => `${code} ${severity} ${file}: ${place}`),
    [
      'CW101 warning seo.ts: step 1',
      'CW102 warning seo.ts: step 2',
      'CW103 warning seo.ts: 1.0.0 to 1.0.1',
      'CW111 error seo: 1.1.0 to 1.0.0',
      'CW110 error seo: 1.0.0 to 1.1.0',
      'CW112 error seo: 1.0.0, 1.1.0',
      'CW113 warning seo: 1.0.0',
      'CW113 warning seo: 1.1.0',
    ],
  )
  for (const { message, remedy } of all) {
    assert.match(message, /^[A-Z].*\.$/)
    assert.match(remedy, /^[A-Z].*\.$/)
  }
})

test('default configs that do not fit their schema are found, earliest version first', () => {
  const schema = { type: 'object', properties: { limit: { type: 'number' } }, required: ['limit'] }
  const check = compileSchema(schema, { agent: 'seo', version: '1.0.0' })
  const of = (version: string, members: { limit?: number | string }) => ({
    version: version as Version,
    file: `defaults/seo/${version}.json`,
    config: configOf(members),
    check,
  })
  assert.deepEqual(
    checkDefaults([of('1.10.0', {}), of('1.2.0', { limit: 'x' }), of('1.0.0', { limit: 1 })]).map(
      ({ code, file, place, message }) => [code, file, place, message],
    ),
    [
      [
        'CW120',
        'defaults/seo/1.2.0.json',
        '/limit',
        'The default config does not fit its schema: must be number.',
      ],
      [
        'CW120',
        'defaults/seo/1.10.0.json',
        'the top',
        "The default config does not fit its schema: must have required property 'limit'.",
      ],
    ],
  )
})

test('a migration is what its strongest step is, those inside others included', () => {
  const gone = deprecate('/fax', { feature: 'Fax', message: 'Use e-mail.' })
  assert.equal(classify([]), 'additive')
  assert.equal(classify([add('/a', 1), each('/b', [add('/c', 1)])]), 'additive')
  assert.equal(classify([add('/a', 1), rename('/b', 'c')]), 'restructuring')
  assert.equal(
    classify([rename('/b', 'c'), when({ path: '/x', exists: true }, [convert('/d', { scale: 2 })])]),
    'transformative',
  )
  assert.equal(classify([gone, oneWay]), 'deprecating')
  assert.equal(classify([each('/b', [each('/c', [gone])]), oneWay]), 'deprecating')
})

test('steps in words stand one a line, what is inside indented', () => {
  assert.deepEqual(
    explainSteps([
      add('/a', 1),
      each('/b', [when({ path: '/c', equals: 1 }, [remove('/d')]), add('/e', null)]),
    ]),
    [
      'Adds /a with 1 where it is absent.',
      'For every item of /b:',
      '  Where /c is 1:',
      '    Removes /d; its value is kept for the way back.',
      '  Adds /e with null where it is absent.',
    ],
  )
})
