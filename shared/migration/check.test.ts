import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { canonicalText } from '../json/canonical.ts'
import { readJson } from '../json/read.ts'
import { type Json, rawNumber } from '../json/value.ts'
import { checkMigration } from './check.ts'

const GOLDEN = new URL('../../test/golden/migration-check.txt', import.meta.url)
const FILE = 'migrations/seo/1.0.0__1.1.0.ts'

const whole = (changes: object = {}) => ({
  agent: 'seo',
  from: '1.0.0',
  to: '1.1.0',
  summary: 'Push',
  steps: [{ op: 'remove', path: '/a' }],
  ...changes,
})
const withStep = (step: unknown) => whole({ steps: [{ op: 'remove', path: '/a' }, step] })
const nested = (step: unknown) =>
  withStep({
    op: 'each',
    path: '/rules',
    steps: [{ op: 'when', condition: { path: '/a', exists: true }, steps: [step] }],
  })

/** Everything that may be wrong, in the words of who reads the messages. */
const wrong: readonly (readonly [title: string, data: unknown])[] = [
  // The migration itself
  ['nothing', undefined],
  ['null', null],
  ['a list', []],
  ['a text', 'migration'],
  ['an empty object', {}],
  ['a number for the agent', whole({ agent: 5 })],
  ['an agent that is no name', whole({ agent: 'Paid Ads' })],
  ['a version that is none', whole({ from: '1.0' })],
  ['a version with a leading zero', whole({ to: '1.01.0' })],
  ['a number for a version', whole({ to: 2 })],
  ['no summary', { ...whole(), summary: undefined }],
  ['a summary without end', whole({ summary: 'x'.repeat(2001) })],
  ['an extra member', whole({ author: 'me' })],
  ['a member __proto__', objectOf([...Object.entries(whole() as never), ['__proto__', 1]] as never)],
  ['no steps', whole({ steps: [] })],
  ['steps that are no list', whole({ steps: { 0: { op: 'remove', path: '/a' } } })],
  ['the same version twice', whole({ to: '1.0.0' })],
  ['an earlier version', whole({ from: '1.10.0', to: '1.9.9' })],
  ['code that has no hash', whole({ code: { script: 'x', sha256: 'abc' } })],
  ['code without a script', whole({ code: { sha256: '0'.repeat(64) } })],

  // Any step
  ['a step that is null', withStep(null)],
  ['a step that is a text', withStep('remove')],
  ['a step without op', withStep({ path: '/a' })],
  ['a number for op', withStep({ op: 5, path: '/a' })],
  ['an operation that there is not', withStep({ op: 'delete', path: '/a' })],
  ['an operation with a name of Object.prototype', withStep({ op: 'constructor', path: '/a' })],
  ['an extra key', withStep({ op: 'remove', path: '/a', force: true })],
  ['a number for a path', withStep({ op: 'remove', path: 5 })],
  ['no path', withStep({ op: 'remove' })],
  ['a path that is no pointer', withStep({ op: 'remove', path: 'a' })],
  ['a path with a bare tilde', withStep({ op: 'remove', path: '/a~b' })],
  ['the whole config', withStep({ op: 'remove', path: '' })],
  ['the version', withStep({ op: 'convert', path: '/version', linear: { scale: 1, offset: 1 } })],
  ['the tenant', withStep({ op: 'move', from: '/tenant_id', to: '/tenant' })],
  ['the warnings', withStep({ op: 'add', path: '/_migration_warnings/0', value: {} })],

  // Each operation
  ['add without a value', withStep({ op: 'add', path: '/a' })],
  ['add of what is no JSON', withStep({ op: 'add', path: '/a', value: { b: [Number.NaN] } })],
  ['rename to a number', withStep({ op: 'rename', path: '/a', key: 1 })],
  ['rename to itself', withStep({ op: 'rename', path: '/a', key: 'a' })],
  ['rename to the version', withStep({ op: 'rename', path: '/a', key: 'version' })],
  ['move to itself', withStep({ op: 'move', from: '/a', to: '/a' })],
  ['nest of one path', withStep({ op: 'nest', paths: '/a', under: '/b' })],
  ['nest of nothing', withStep({ op: 'nest', paths: [], under: '/b' })],
  ['nest of two members with one key', withStep({ op: 'nest', paths: ['/a/x', '/b/x'], under: '/c' })],
  ['hoist with numbers for keys', withStep({ op: 'hoist', under: '/a', keys: [1] })],
  ['hoist of the tenant', withStep({ op: 'hoist', under: '/a', keys: ['tenant_id'] })],
  ['wrap of a list of paths', withStep({ op: 'wrap', path: ['/a'] })],
  ['convert without table or scale', withStep({ op: 'convert', path: '/a' })],
  ['convert by an empty table', withStep({ op: 'convert', path: '/a', table: [] })],
  ['convert by a table of one column', withStep({ op: 'convert', path: '/a', table: [['x']] })],
  [
    'convert by a table that has a value twice',
    withStep({
      op: 'convert',
      path: '/a',
      table: [
        [1, 2],
        [1, 3],
      ],
    }),
  ],
  ['convert by a scale of 0', withStep({ op: 'convert', path: '/a', linear: { scale: 0, offset: 0 } })],
  ['convert by a text', withStep({ op: 'convert', path: '/a', linear: { scale: '2', offset: 0 } })],
  [
    'convert by an infinite scale',
    withStep({ op: 'convert', path: '/a', linear: { scale: Number.POSITIVE_INFINITY, offset: 0 } }),
  ],
  [
    'convert by both',
    withStep({ op: 'convert', path: '/a', table: [[1, 2]], linear: { scale: 1, offset: 0 } }),
  ],
  ['redefault to the same', withStep({ op: 'redefault', path: '/a', from: 1, to: rawNumber('1.0') })],
  ['redefault without from', withStep({ op: 'redefault', path: '/a', to: 1 })],
  ['each without steps', withStep({ op: 'each', path: '/a', steps: [] })],
  ['each with one step', withStep({ op: 'each', path: '/a', steps: { op: 'remove', path: '/b' } })],
  ['when without a condition', withStep({ op: 'when', steps: [{ op: 'remove', path: '/b' }] })],
  [
    'when with a condition of nothing',
    withStep({ op: 'when', condition: { path: '/a' }, steps: [{ op: 'remove', path: '/b' }] }),
  ],
  [
    'when with two conditions',
    withStep({
      op: 'when',
      condition: { path: '/a', exists: true, equals: 1 },
      steps: [{ op: 'remove', path: '/b' }],
    }),
  ],
  [
    'when on the version',
    withStep({
      op: 'when',
      condition: { path: '/version', equals: '1.0.0' },
      steps: [{ op: 'remove', path: '/b' }],
    }),
  ],
  ['deprecate without a message', withStep({ op: 'deprecate', path: '/a', feature: 'Fax' })],
  [
    'deprecate with an empty feature',
    withStep({ op: 'deprecate', path: '/a', feature: ' ', message: 'Use e-mail.' }),
  ],
  ['transform with a text for down', withStep({ op: 'transform', id: 't0', down: 'yes' })],

  // Steps inside steps
  ['an operation inside that there is not', nested({ op: 'delete', path: '/a' })],
  ['an extra key inside', nested({ op: 'remove', path: '/a', force: true })],
  ['a bad path inside', nested({ op: 'remove', path: 'a' })],
  ['the whole item inside', nested({ op: 'remove', path: '' })],
  ['a transform inside', nested({ op: 'transform', id: 't0', down: true })],
]

function messageOf(data: unknown): string {
  try {
    checkMigration(data, FILE)
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return `${error.code}\n  ${error.message}`
  }
  return 'taken'
}

test('everything malformed is refused, with its place and what is wrong', () => {
  const text = wrong.map(([title, data]) => `${title}: ${messageOf(data)}\n`).join('\n')
  if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, text)
  assert.equal(text, readFileSync(GOLDEN, 'utf8'))
  assert.ok(!/: taken$/m.test(text))
})

test('a sound migration comes out as it went in, its values untouched', () => {
  const steps = [
    {
      op: 'add',
      path: '/a',
      value: objectOf([
        ['__proto__', [rawNumber('1.0')]],
        ['b', null],
      ]),
    },
    { op: 'hoist', under: '/b' },
    { op: 'hoist', under: '/b', keys: ['x'] },
    {
      op: 'convert',
      path: '/c',
      table: [
        [null, []],
        [rawNumber('12345678901234567890'), {}],
      ],
    },
    { op: 'convert', path: '/c', linear: { scale: 0.1, offset: -2 } },
    {
      op: 'each',
      path: '/d',
      steps: [
        { op: 'rename', path: '/version', key: 'v' },
        { op: 'each', path: '/e', steps: [{ op: 'wrap', path: '/f' }] },
      ],
    },
    { op: 'when', condition: { path: '/g', oneOf: [1, null] }, steps: [{ op: 'head', path: '/h' }] },
    {
      op: 'deprecate',
      path: '/i',
      feature: 'Fax',
      message: 'Use e-mail.',
      documentation: 'https://example.com',
    },
    { op: 'transform', id: 't0', down: false, summary: 'Code' },
  ]
  const data = whole({ steps, code: { script: 'x', sha256: 'a'.repeat(64) } })
  const text = canonicalText(data as unknown as Json)
  assert.equal(canonicalText(checkMigration(data, FILE) as unknown as Json), text)
  assert.equal(canonicalText(checkMigration(readJson(text), FILE) as unknown as Json), text)
})

test('steps nested as deep as a document may be are taken or refused, never a crash', () => {
  let step: object = { op: 'remove', path: '/a' }
  for (let depth = 0; depth < 250; depth++) step = { op: 'each', path: '/a', steps: [step] }
  assert.equal(messageOf(withStep(step)), 'taken')
  let value: Json = 1
  for (let depth = 0; depth < 500; depth++) value = [value]
  assert.equal(messageOf(withStep({ op: 'add', path: '/a', value })), 'taken')
})
