import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { inspectModule } from './inspect.ts'

const HEAD = "import { add, defineMigration, each, rename, transform, when } from 'crosswalk'\n"
const inspect = (text: string) => inspectModule(HEAD + text, 'x.ts')
const migration = (steps: string, before = '') =>
  inspect(`${before}export default defineMigration({\n  agent: 'seo',\n  steps: ${steps},\n})`)
const outline = (steps: string, before?: string) =>
  migration(steps, before).steps.map(
    ({ op = '?', many, inner }) => `${op}${many ? '*' : ''}${inner ? inner.length : ''}`,
  )

test('the parts of the migration and each of its steps are found where they stand', () => {
  const { members, steps } = migration("[\n    add('/a', 1),\n    rename('/b', 'c'),\n  ]")
  assert.deepEqual(members, {
    '': { line: 2, column: 1 },
    agent: { line: 3, column: 3 },
    steps: { line: 4, column: 3 },
  })
  assert.deepEqual(
    steps.map(({ op, line, column, texts }) => [op, line, column, texts]),
    [
      ['add', 5, 5, ['/a']],
      ['rename', 6, 5, ['/b', 'c']],
    ],
  )
})

test('steps that come from a name, a list in a list, or a helper are told as what they are', () => {
  assert.deepEqual(outline('STEPS', "const STEPS = [add('/a', 1)] as const\n"), ['add'])
  assert.deepEqual(outline("[...[add('/a', 1), push]]", "const push = rename('/a', 'b')\n"), [
    'add',
    'rename',
  ])
  assert.deepEqual(outline("[...flat('x'), (add('/a', 1))]"), ['?*', 'add'])
  assert.deepEqual(outline('make()'), ['?*'])
  assert.deepEqual(
    outline("[each('/a', [add('/b', 1), add('/c', 1)]), when({ path: '/a', equals: 1 }, more)]"),
    ['each2', 'when1'],
  )
  assert.deepEqual(outline('[x]', 'const x = y, y = x\n'), ['?'])
})

test('operations are told by what is imported, whatever its local name', () => {
  const { steps } = inspectModule(
    "import * as c from 'crosswalk'\nimport { add as plus } from 'crosswalk'\nconst add = () => 1\nexport default c.defineMigration({ steps: [c.rename('/a', 'b'), plus('/a', 1), add()] })",
    'x.ts',
  )
  assert.deepEqual(
    steps.map(({ op }) => op),
    ['rename', 'add', undefined],
  )
})

test('what code writes is told with its place in the config', () => {
  const writes = (up: string) =>
    migration(`[transform({ up: ${up} })]`).transforms[0]?.writes.map(
      ({ path, kind }) => `${path.join('.')} ${kind}`,
    )
  assert.deepEqual(writes('(c) => ({ ...c, a: 1, b: { ...c.b, d: [1, { e: null }] }, f: { g: c.h } })'), [
    'a constant',
    'b.d constant',
    'f object',
  ])
  assert.deepEqual(writes("(c) => { c.a['b'] = -1; if (c.x) c.d = 1; c.e += 1; other.f = 1; return c }"), [
    'a.b constant',
    'd other',
  ])
  assert.deepEqual(writes('({ a, ...rest }) => { rest.b = 2; return rest }'), ['b constant'])
  assert.deepEqual(writes('(c) => c.x ? { ...c, a: 1 } : { ...c, a: 2 }'), ['a other', 'a other'])
  assert.deepEqual(writes('make'), [])
})

test('comments that allow are told with the line that they speak of', () => {
  const { allows } = inspect(
    [
      'const a = 1 // crosswalk-allow CW101: here',
      '// crosswalk-allow CW102: below',
      '// another comment',
      '',
      "const b = '// crosswalk-allow CW103: a text' /* crosswalk-allow CW104: a block */",
      '// crosswalk-allowed CW105: another word',
    ].join('\n'),
  )
  assert.deepEqual(
    allows.map(({ text, line, target }) => [text.trim(), line, target]),
    [
      ['CW101: here', 2, 2],
      ['CW102: below', 3, 6],
    ],
  )
})

test('a secret is told by its place and reason, without itself', () => {
  const secret = ['Tulip42', 'Garden'].join('')
  const facts = inspect(`const smtp_password = '${secret}'`)
  assert.deepEqual(
    facts.literals.map(({ kind, line }) => `${kind} ${line}`),
    ['secret 2'],
  )
  assert.ok(!JSON.stringify(facts.literals).includes(secret))
})

test('every list is bounded, however much there is', () => {
  const many = 20_000
  const facts = migration(
    `[${"add('/a', 1),".repeat(many)}]`,
    `${"const password = 'Tulip42Garden'\n".repeat(2000)}${'// crosswalk-allow CW101: x\n'.repeat(3000)}${'while (true) {}\n'.repeat(1000)}`,
  )
  assert.ok(facts.steps.length <= 5000)
  assert.ok(facts.literals.length <= 200)
  assert.ok(facts.allows.length <= 1000)
  assert.ok(facts.code.length <= 200)
})

test('text of any kind gives facts or an expected error, and never hangs', () => {
  const piece = fc.constantFrom(
    ...[
      'defineMigration(',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '=>',
      '...',
      'steps:',
      'transform',
      'up',
      ':',
      ',',
      '`',
      '${',
    ],
    ...[
      "'a'",
      '/(a+)+/',
      'while(1)',
      'catch{}',
      '// crosswalk-allow',
      '\n',
      'c',
      '.b',
      '=',
      'return',
      '<T>',
      '@',
      '\u2028',
      '\\',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      try {
        inspect(`export default ${pieces.join(' ')}`)
      } catch (error) {
        assert.ok(isCrosswalkError(error, 'sandbox/does-not-compile'))
      }
    }),
    { numRuns: 500 },
  )
})

test('text that is nested without end is refused, not a crash', () => {
  for (const nest of ['(', '[', '{a:', '!', 'a=>', '-']) {
    try {
      inspect(`export default ${nest.repeat(50_000)}`)
    } catch (error) {
      assert.ok(isCrosswalkError(error, 'sandbox/does-not-compile'), String(error))
    }
  }
})
