import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PlaceFacts } from '../../../../shared/api/authoring.ts'
import type { CheckFinding } from '../../../../shared/checks/index.ts'
import { equalJson } from '../../../../shared/json/equal.ts'
import { writeJson } from '../../../../shared/json/write.ts'
import { anyJson } from '../../../../test/support/arbitrary.ts'
import { allowComment, asSource, quickFixes, type TextEdit } from './quick-fixes.ts'

const moduleOf = (
  step: string,
  imports = 'add, defineMigration, remove',
) => `import { ${imports} } from 'crosswalk'

export default defineMigration({
  steps: [
    ${step},
  ],
})
`

const places: readonly PlaceFacts[] = [
  { path: '/thresholds', before: { type: 'object' }, after: { type: 'object' } },
  { path: '/thresholds/min', before: { type: 'number' } },
  {
    path: '/push',
    after: {
      type: 'object',
      standing: '{"enabled":false,"it\'s":[1,"two, three"],"big":12345678901234567890}',
    },
  },
  { path: '/seen/only', values: { values: 1, missing: 0, more: false, counts: [] } },
]

/** The finding of a code on the step, or within it. */
const at = (code: CheckFinding['code'], column = 5) => ({ code, line: 5, column, message: '' })

const applied = (source: string, edits: readonly TextEdit[]) =>
  edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), source)

test('a path that is nearly one of a schema can be changed to it, and to none that only some config has', () => {
  const source = moduleOf("remove('/treshold')")
  for (const finding of [at('CW140'), at('CW130', 12)]) {
    const [first, ...rest] = quickFixes({ source, finding, places })
    assert.deepEqual([first?.title, first?.preferred, rest], ["Change to '/thresholds'", true, []])
    assert.equal(applied(source, first?.edits ?? []), moduleOf("remove('/thresholds')"))
  }
  assert.deepEqual(quickFixes({ source: moduleOf("remove('/seen/onl')"), finding: at('CW140'), places }), [])
})

test('a step that is used and not imported can be imported, and nothing else can', () => {
  const source = moduleOf("move('/a', '/b')")
  const finding = {
    ...at('CW100', 1),
    message: 'x.ts threw TypeError as it was read: move is not a function. Mend it.',
  }
  const [fix] = quickFixes({ source, finding, places })
  assert.match(applied(source, fix?.edits ?? []), /^import \{ add, defineMigration, remove, move \} from/)
  const foreign = { ...finding, message: finding.message.replace('move', 'fetch') }
  assert.deepEqual(quickFixes({ source, finding: foreign, places }), [])
})

test('a removal that nobody is told of becomes a deprecation, which is imported', () => {
  const source = moduleOf("remove('/thresholds/min')")
  const [fix] = quickFixes({ source, finding: at('CW125'), places })
  const text = applied(source, fix?.edits ?? [])
  assert.match(text, /^import \{ add, defineMigration, remove, deprecate \} from 'crosswalk'$/m)
  assert.match(text, /deprecate\('\/thresholds\/min', \{\n {6}feature: 'min',/)
})

test('a transform without a way back gets one, inside of its own brackets', () => {
  for (const step of [
    'transform({ up: (config) => ({ ...config }) })',
    'transform({\n      up: (config) => ({ ...config }),\n    })',
  ]) {
    const source = moduleOf(step, 'defineMigration, transform')
    const [fix] = quickFixes({ source, finding: at('CW101'), places })
    const text = applied(source, fix?.edits ?? [])
    assert.match(
      text,
      /up: \(config\) => \(\{ \.\.\.config \}\),\n {6}down: \(config\) => \{\n[\s\S]*return config\n {6}\},\n {4}\}\),/,
    )
  }
})

test('what is added can be made what the new default config has, and is left alone where it is that already', () => {
  const source = moduleOf("add('/push', { enabled: true })")
  const [fix] = quickFixes({ source, finding: at('CW145'), places })
  const text = applied(source, fix?.edits ?? [])
  const wanted = `add('/push', { enabled: false, "it's": [1, 'two, three'], big: 12345678901234567890 })`
  assert.equal(text, moduleOf(wanted))
  assert.deepEqual(quickFixes({ source: text, finding: at('CW146'), places }), [])
})

test('a comment that allows a finding stands above its line, as far in, and says why', () => {
  const source = moduleOf("remove('/thresholds')")
  const text = applied(source, [
    allowComment(source, { code: 'CW125', line: 5, reason: ' nobody\nused it ' }),
  ])
  assert.match(text, /^ {4}\/\/ crosswalk-allow CW125: nobody used it\n {4}remove\('\/thresholds'\),$/m)
})

test('a value that is written into a module is the same value when the module is run', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      const text = writeJson(value)
      // What no number of the language carries is written digit for digit all the same, which reading it here cannot show.
      fc.pre(equalJson(value, JSON.parse(text)))
      const read = new Function(`return (${asSource(value)})`)()
      assert.ok(equalJson(read, value), asSource(value))
    }),
  )
})
