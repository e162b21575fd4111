import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changed, dropped, readFlow, sampleFlow, sampleText } from '../../../test/support/flows.ts'
import type { Json } from '../../json/value.ts'
import type { FlowDocument } from '../document.ts'
import { flowMetadata } from '../metadata.ts'
import { compareFlows } from './compare.ts'
import { describeComparison } from './describe.ts'
import type { FieldChange } from './fields.ts'
import { compareMetadata } from './metadata.ts'

const FLOW = sampleFlow('export')
const MODEL = '/data/nodes/2/data/node/template'

/** What became of the model's fields. */
const fieldsOf = (after: FlowDocument, before = FLOW): readonly FieldChange[] => {
  const { nodes } = compareFlows(before, after)
  assert.deepEqual([nodes.added, nodes.removed, nodes.replaced], [[], [], []])
  return nodes.changed.flatMap(({ fields }) => fields)
}

const fieldOf = (after: FlowDocument, before = FLOW): FieldChange => {
  const [field, ...others] = fieldsOf(after, before)
  assert.ok(field && others.length === 0)
  return field
}

/** The lines of a report on the nodes, without the node itself. */
const linesOf = (before: FlowDocument, after: FlowDocument): string[] => {
  const { custom_metadata } = flowMetadata(FLOW)
  const lines = describeComparison({
    flow: compareFlows(before, after),
    metadata: compareMetadata(custom_metadata, custom_metadata),
  }).map(({ text }) => text)
  return lines.slice(lines.indexOf('Nodes') + 2).map((line) => line.trim())
}

const lineOf = (changes: { readonly [place: string]: Json }, before = FLOW): string => {
  const [line, ...others] = linesOf(before, changed(before, changes))
  assert.deepEqual(others, [])
  return line ?? ''
}

describe('a value', () => {
  test('is told old and new', () => {
    const { field, type, change, before, after } = fieldOf(
      changed(FLOW, { [`${MODEL}/temperature/value`]: 0.5 }),
    )
    assert.deepEqual([field, type, change], ['temperature', 'slider', 'changed'])
    assert.deepEqual(
      [before, after],
      [
        { kind: 'value', value: 0.1 },
        { kind: 'value', value: 0.5 },
      ],
    )
  })

  test('that is long is cut where it differs, with its length', () => {
    const long = (word: string): string =>
      `${'Lorem ipsum dolor sit amet. '.repeat(20)}${word} and so on and so forth.`
    const before = changed(FLOW, { [`${MODEL}/model_name/value`]: long('One') })
    const line = lineOf({ [`${MODEL}/model_name/value`]: long('Two') }, before)
    assert.match(line, /^~ model_name: ….*One.* \(589 characters\) -> ….*Two.* \(589 characters\)$/)
    assert.ok(line.length < 220)
  })

  test('that is a list is told by what came and went', () => {
    const before = changed(FLOW, { [`${MODEL}/model_name/value`]: ['a', 'b', 'c'] })
    const line = (value: Json): string => lineOf({ [`${MODEL}/model_name/value`]: value }, before)
    assert.equal(line(['a', 'c', 'd']), '~ model_name: -"b" +"d"')
    assert.equal(line(['c', 'b', 'a']), '~ model_name: in another order')
  })

  test('that is a table is told by its cells', () => {
    const rows = (last: string): Json =>
      Array.from({ length: 9 }, (_, row) => ({ name: `column ${row}`, type: row === 8 ? last : 'str' }))
    const before = changed(FLOW, { [`${MODEL}/model_name/value`]: rows('int') })
    const line = lineOf({ [`${MODEL}/model_name/value`]: rows('float') }, before)
    assert.equal(line, '~ model_name: /8/type "int" -> "float"')
  })
})

describe('a field bound to a variable', () => {
  test('is told by the variable’s name, and so is one that is bound no more', () => {
    const place = `${MODEL}/model_name`
    const bound = changed(FLOW, { [`${place}/value`]: 'MODEL', [`${place}/load_from_db`]: true })
    const field = fieldOf(bound)
    assert.deepEqual([field.before?.kind, field.after], ['value', { kind: 'variable', name: 'MODEL' }])
    assert.deepEqual(field.settings, [], 'the values say it')
    const [line] = linesOf(bound, FLOW)
    assert.equal(line, '~ model_name: variable MODEL -> "gpt-4o-mini"')
  })

  test('is told where only the flag changes, so that the same text is now a name', () => {
    const literal = changed(FLOW, { [`${MODEL}/model_name/value`]: 'MODEL' })
    const bound = changed(literal, { [`${MODEL}/model_name/load_from_db`]: true })
    const { before, after } = fieldOf(bound, literal)
    assert.deepEqual(
      [before, after],
      [
        { kind: 'value', value: 'MODEL' },
        { kind: 'variable', name: 'MODEL' },
      ],
    )
  })
})

describe('a text of several lines', () => {
  test('is told as a unified diff, with lines around it', () => {
    const lines = linesOf(sampleFlow('export'), sampleFlow('download'))
    const at = lines.indexOf('@@ -13,3 +13,6 @@')
    assert.equal(lines[at - 1], '~ code: 3 lines added, 0 removed')
    assert.deepEqual(lines.slice(at + 4, at + 7), [
      '+',
      '+    def text_response(self):',
      '+        return self.build_model().invoke(self.input_value)',
    ])
  })

  test('is the same text however its lines end', () => {
    const code = 'a = 1\nb = 2\n'
    const before = changed(FLOW, { [`${MODEL}/code/value`]: code })
    const line = lineOf({ [`${MODEL}/code/value`]: code.replaceAll('\n', '\r\n') }, before)
    assert.equal(line, '~ code: lines end otherwise')
  })

  test('that changed alike in several nodes is shown once', () => {
    const both = (code: string): FlowDocument =>
      changed(FLOW, {
        '/data/nodes/0/data/node/template/code/value': code,
        '/data/nodes/3/data/node/template/code/value': code,
      })
    const lines = linesOf(both('one\ntwo'), both('one\nthree'))
    assert.deepEqual(lines, [
      '~ code: 1 line added, 1 removed',
      '@@ -1,2 +1,2 @@',
      'one',
      '-two',
      '+three',
      '~ Chat Output (ChatOutput-p0LsE)',
      '~ code: 1 line added, 1 removed; the same lines as in Chat Input.code',
    ])
  })
})

describe('an attribute of a field', () => {
  test('that bears on runs is told old and new', () => {
    const place = `${MODEL}/model_name`
    assert.equal(lineOf({ [`${place}/required`]: true }), '~ model_name: required false -> true')
    assert.equal(lineOf({ [`${place}/type`]: 'int' }), '~ model_name: type "str" -> "int"')
    assert.equal(lineOf({ [`${place}/tool_mode`]: true }), '~ model_name: tool_mode none -> true')
    assert.equal(
      lineOf({ [`${place}/options`]: ['gpt-4.1', 'gpt-5', 'gpt-5-mini'] }),
      '~ model_name: options -"gpt-4o-mini" +"gpt-5" +"gpt-5-mini"',
    )
  })

  test('that only the editor shows is named on one line for the whole node', () => {
    const after = changed(FLOW, {
      [`${MODEL}/model_name/info`]: 'Which model',
      [`${MODEL}/api_key/advanced`]: true,
      [`${MODEL}/api_key/input_types`]: null,
      [`${MODEL}/api_key/helper_text`]: '',
      [`${MODEL}/api_key/something_new`]: [],
      [`${MODEL}/temperature/value`]: 0.5,
    })
    assert.deepEqual(linesOf(FLOW, after), [
      '~ temperature: 0.1 -> 0.5',
      '~ without effect on runs: api_key, model_name',
    ])
    assert.deepEqual(
      fieldsOf(after).flatMap(({ settings }) => settings.map(({ key, incidental }) => [key, incidental])),
      [
        ['advanced', true],
        ['input_types', true],
        ['helper_text', true],
        ['something_new', true],
        ['info', true],
      ],
    )
  })

  test('a choice that is no longer offered is lost, unless any text may be given', () => {
    const options = { [`${MODEL}/model_name/options`]: ['gpt-4.1'] }
    assert.deepEqual(fieldOf(changed(FLOW, options)).lost_options, ['gpt-4o-mini'])
    const open = changed(FLOW, { [`${MODEL}/model_name/combobox`]: true })
    assert.deepEqual(fieldOf(changed(open, options), open).lost_options, [])
    assert.deepEqual(fieldOf(changed(FLOW, { [`${MODEL}/model_name/options`]: [] })).lost_options, [])
  })
})

describe('a field that must have a value', () => {
  const required = { type: 'str', value: '', required: true, show: true }

  test('is told where it is new, emptied, or made required, and not where it lacked one before', () => {
    const added = changed(FLOW, { [`${MODEL}/region`]: required })
    assert.equal(fieldOf(added).needs_value, true)
    assert.equal(fieldOf(changed(added, { [`${MODEL}/region/info`]: 'x' }), added).needs_value, false)
    const filled = changed(FLOW, { [`${MODEL}/region`]: { ...required, value: 'eu' } })
    assert.equal(fieldOf(filled).needs_value, false)
    assert.equal(fieldOf(added, filled).needs_value, true)
    const hidden = changed(FLOW, { [`${MODEL}/region`]: { ...required, show: false } })
    assert.equal(fieldOf(hidden).needs_value, false)
  })

  test('has one where an edge feeds it, and lacks it where the edge goes', () => {
    const fed = changed(FLOW, { [`${MODEL}/input_value/required`]: true })
    assert.equal(fieldOf(fed).needs_value, false)
    const { nodes } = compareFlows(FLOW, dropped(fed, '/data/edges/1'))
    assert.equal(nodes.changed[0]?.fields[0]?.needs_value, true)
  })

  test('is told of a node that is new', () => {
    const flow = JSON.parse(sampleText('download'))
    const node = flow.data.nodes.find(({ id }: { id: string }) => id.startsWith('SearchConsole'))
    node.data.node.template.region = required
    const { nodes } = compareFlows(FLOW, readFlow(JSON.stringify(flow)))
    assert.deepEqual(
      nodes.added.map(({ needs_values }) => needs_values),
      [['region']],
    )
  })
})

describe('a secret', () => {
  const key = (word: string): string =>
    `sk-${word}${Array.from({ length: 40 }, (_, i) => 'aB3dE7gH9k'[(i * 7) % 10]).join('')}`
  const PROMPT = '/data/nodes/1/data/node'

  /** Wherever a flow may hold one. */
  const plant = (word: string): FlowDocument =>
    changed(FLOW, {
      [`${MODEL}/api_key/value`]: key(word),
      [`${MODEL}/api_key/load_from_db`]: false,
      [`${MODEL}/code/value`]: `import os\nkey = "${key(word)}"\nrun()`,
      [`${MODEL}/model_name/value`]: `https://me:${key(word)}@example.com`,
      [`${MODEL}/model_name/options`]: [key(word)],
      [`${MODEL}/model_name/info`]: `As in ${key(word)}`,
      [`${MODEL}/headers`]: { type: 'dict', value: { Authorization: `Bearer ${key(word)}` } },
      [`${PROMPT}/template/template/value`]: `Use ${key(word)}\nand nothing else`,
      [`${PROMPT}/description`]: `Takes ${key(word)}`,
      '/data/nodes/0/data/node/display_name': `Ask ${key(word)}`,
      '/data/nodes/0/data/node/outputs/0/display_name': key(word),
      '/description': key(word),
    })

  test('shows in no comparison, neither old nor new, and that it changed is told', () => {
    const flow = compareFlows(plant('one'), plant('two'))
    const { custom_metadata } = flowMetadata(FLOW)
    const metadata = compareMetadata(
      { ...custom_metadata, note: key('one') },
      { ...custom_metadata, note: key('two') },
    )
    const lines = describeComparison({ flow, metadata }).map(({ text }) => text)
    const text = JSON.stringify([flow, metadata, lines])
    assert.ok(!text.includes(key('').slice(6)))
    for (const line of [
      '    ~ api_key: (secret) -> (another secret)',
      '    ~ model_name: (secret) -> (another secret); options (secret) -> (another secret)',
      '    ~ code: a secret in it changed',
      '    ~ template: a secret in it changed',
      '~ description: (secret) -> (another secret)',
      '~ note: (secret) -> (another secret)',
    ]) {
      assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`)
    }
  })

  test('shows neither where the other version no longer says that the field holds one', () => {
    const place = `${MODEL}/thing`
    const secret = changed(FLOW, { [place]: { type: 'str', password: true, value: 'hunter2' } })
    const plain = changed(FLOW, { [place]: { type: 'str', password: false, value: 'hunter3' } })
    for (const [before, after] of [
      [secret, plain],
      [plain, secret],
    ] as const) {
      const { fields } = compareFlows(before, after).nodes.changed[0] ?? { fields: [] }
      assert.deepEqual([fields[0]?.before, fields[0]?.after], [{ kind: 'secret' }, { kind: 'secret' }])
    }
  })

  test('that comes or goes beside other lines of code is told with them', () => {
    const code = (word: string, end: string): FlowDocument =>
      changed(FLOW, { [`${MODEL}/code/value`]: `key = "${key(word)}"\n${end}` })
    const { text } = fieldOf(code('two', 'stop()'), code('one', 'run()'))
    assert.deepEqual([text?.added, text?.removed, text?.secret], [1, 1, true])
    assert.equal(fieldOf(code('one', 'stop()'), code('one', 'run()')).text?.secret, false)
  })
})
