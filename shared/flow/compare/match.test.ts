import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changed, dropped, readFlow, renamed, sampleFlow, sampleText } from '../../../test/support/flows.ts'
import type { Json, JsonObject } from '../../json/value.ts'
import type { FlowDocument } from '../document.ts'
import { compareFlows } from './compare.ts'

// biome-ignore lint/suspicious/noExplicitAny: flows are put together here from parts of the sample
const sample = (): any => JSON.parse(sampleText('export'))
const write = (flow: unknown): FlowDocument => readFlow(JSON.stringify(flow))

type Prompt = {
  readonly id: string
  readonly template: string
  readonly asks?: string
  readonly feeds?: string
}

/** The sample with these prompts, all of one name, in the place of its own, each with a model of its own. */
function withPrompts(prompts: readonly Prompt[]): FlowDocument {
  const flow = sample()
  const [input, prompt, model, output] = flow.data.nodes
  const [toPrompt, toModel] = flow.data.edges
  flow.data.nodes = [input, output]
  flow.data.edges = []
  for (const { id, template, asks = '', feeds } of prompts) {
    const copy = JSON.parse(JSON.stringify(prompt).replaceAll('Prompt-Tq3bZ', id))
    copy.data.node.template.template.value = template
    copy.data.node.template.request.value = asks
    flow.data.nodes.push(copy)
    flow.data.edges.push(JSON.parse(JSON.stringify(toPrompt).replaceAll('Prompt-Tq3bZ', id)))
    if (feeds === undefined) continue
    const rename = (text: string): string =>
      text.replaceAll('LanguageModelComponent-7hWxu', feeds).replaceAll('Prompt-Tq3bZ', id)
    flow.data.nodes.push(JSON.parse(rename(JSON.stringify(model))))
    flow.data.edges.push(JSON.parse(rename(JSON.stringify(toModel))))
  }
  flow.data.nodes.sort((one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1))
  return write(flow)
}

const pairsOf = (before: FlowDocument, after: FlowDocument): unknown => {
  const { nodes } = compareFlows(before, after)
  return {
    changed: nodes.changed.map((node) => [
      node.before.id,
      node.after.id,
      node.fields.map(({ field }) => field),
    ]),
    others: [nodes.added, nodes.removed, nodes.replaced].flat().length,
  }
}

describe('of several nodes of one type and name under other ids', () => {
  test('each is matched with the one that is most like it', () => {
    const before = withPrompts([
      { id: 'Prompt-a', template: 'Greet {request}', asks: 'nobody' },
      { id: 'Prompt-b', template: 'Say goodbye to {request}', asks: 'you' },
    ])
    const after = withPrompts([
      { id: 'Prompt-y', template: 'Greet {request}', asks: 'nobody' },
      { id: 'Prompt-x', template: 'Say goodbye to {request}', asks: 'everyone' },
    ])
    assert.deepEqual(pairsOf(before, after), {
      changed: [['Prompt-b', 'Prompt-x', ['request']]],
      others: 0,
    })
  })

  test('one whose text changed a little is known by its other words', () => {
    const before = withPrompts([
      { id: 'Prompt-a', template: 'Greet the guests of the house in the evening' },
      { id: 'Prompt-b', template: 'Count the sheep on the hills behind the lake' },
    ])
    const after = withPrompts([
      { id: 'Prompt-y', template: 'Greet the guests of the house in the morning' },
      { id: 'Prompt-x', template: 'Count the goats on the hills behind the lake' },
    ])
    assert.deepEqual(pairsOf(before, after), {
      changed: [
        ['Prompt-a', 'Prompt-y', ['template']],
        ['Prompt-b', 'Prompt-x', ['template']],
      ],
      others: 0,
    })
  })

  test('equal ones are told apart by what they feed', () => {
    const before = withPrompts([
      { id: 'Prompt-a', template: 'one', feeds: 'ModelA-1' },
      { id: 'Prompt-b', template: 'two', feeds: 'ModelB-1' },
    ])
    const text = JSON.stringify(before)
    const flow = JSON.parse(text)
    for (const node of flow.data.nodes) {
      if (node.id === 'ModelA-1') node.data.node.display_name = 'Writer'
      if (node.id === 'ModelB-1') node.data.node.display_name = 'Critic'
      if (node.data.type === 'Prompt') node.data.node.template.template.value = 'the same'
    }
    const named = write(flow)
    for (const node of flow.data.nodes) {
      if (node.id === 'Prompt-a') node.data.node.template.request.value = 'changed'
    }
    flow.data.nodes.reverse()
    assert.deepEqual(pairsOf(named, renamedAll(write(flow))), {
      changed: [['Prompt-a', 'z-Prompt-a', ['request']]],
      others: 0,
    })
  })

  test('one that was only wired otherwise keeps its text', () => {
    const named = (first: string, second: string, order: 'same' | 'reversed'): FlowDocument => {
      const flow = withPrompts([
        { id: 'Prompt-a', template: 'one', feeds: first },
        { id: 'Prompt-b', template: 'two', feeds: second },
      ])
      const text = JSON.stringify(flow)
      const made = JSON.parse(text)
      if (order === 'reversed') made.data.nodes.reverse()
      for (const node of made.data.nodes) {
        if (node.id.startsWith('Model')) node.data.node.display_name = `The ${node.id}`
      }
      return write(made)
    }
    const { nodes, edges } = compareFlows(
      named('ModelA', 'ModelB', 'same'),
      renamedAll(named('ModelB', 'ModelA', 'reversed')),
    )
    assert.deepEqual([nodes.changed, edges.added.length, edges.removed.length], [[], 2, 2])
  })

  test('each is told from the others by its id', () => {
    const prompts = [
      { id: 'Prompt-a', template: 'one' },
      { id: 'Prompt-b', template: 'two' },
    ]
    const other = withPrompts(prompts.map((prompt) => ({ ...prompt, asks: 'me' })))
    const { nodes } = compareFlows(withPrompts(prompts), other)
    assert.deepEqual(
      nodes.changed.map(({ before }) => before.label),
      ['Prompt Template (Prompt-a)', 'Prompt Template (Prompt-b)'],
    )
  })

  test('one less leaves the others as they were', () => {
    const prompts = ['apples', 'pears', 'plums', 'figs'].map((fruit, at) => ({
      id: `Prompt-${at}`,
      template: `Describe ${fruit}`,
    }))
    const [, , plums, figs] = prompts as [Prompt, Prompt, Prompt, Prompt]
    const { nodes } = compareFlows(
      withPrompts(prompts),
      renamedAll(withPrompts([figs, prompts[0] as Prompt, plums])),
    )
    assert.deepEqual([nodes.removed.map(({ id }) => id), nodes.added, nodes.changed], [['Prompt-1'], [], []])
  })

  test('hundreds are matched in little time', () => {
    const many = (first: number): FlowDocument =>
      withPrompts(
        Array.from({ length: 300 }, (_, at) => ({
          id: `Prompt-${first + at}`,
          template: `the same ${at % 7}`,
        })),
      )
    const other = changed(many(1000), { '/data/nodes/5/data/node/template/request/value': 'changed' })
    const start = performance.now()
    const { nodes } = compareFlows(many(0), other)
    assert.ok(performance.now() - start < 5000)
    assert.deepEqual([nodes.changed.length, nodes.added.length, nodes.removed.length], [1, 0, 0])
  })
})

/** Every id of the flow with `z-` before it: none is left as it was. */
function renamedAll(flow: FlowDocument): FlowDocument {
  const ids = flow.data.nodes.map(({ id }) => id)
  return write(
    JSON.parse(
      ids.reduce(
        (text, id) => text.replaceAll(new RegExp(`(?<=["œ])${id}(?=["œ\\\\])`, 'g'), `z-${id}`),
        JSON.stringify(flow),
      ),
    ),
  )
}

describe('a node under another name', () => {
  const other = (flow: FlowDocument, change: { [place: string]: Json } = {}): FlowDocument =>
    changed(flow, { '/data/nodes/2/data/node/display_name': 'Writer', ...change })

  test('is the same under its id', () => {
    const { nodes } = compareFlows(sampleFlow('export'), other(sampleFlow('export')))
    assert.deepEqual(
      nodes.changed.map(({ before, after }) => [before.name, after.name]),
      [['Language Model', 'Writer']],
    )
  })

  test('is the same between the same nodes', () => {
    const { nodes } = compareFlows(sampleFlow('export'), renamed(other(sampleFlow('export'))))
    assert.deepEqual(
      nodes.changed.map(({ before, after }) => [before.name, after.name]),
      [['Language Model', 'Writer']],
    )
    assert.equal(nodes.added.length + nodes.removed.length, 0)
  })

  test('is the same with the same values, where every id was renamed', () => {
    const place = '/data/nodes/2/data/node/template'
    const unwired = renamed(
      other(sampleFlow('export'), { '/data/edges': [], [`${place}/temperature/value`]: 0.3 }),
    )
    const { nodes } = compareFlows(sampleFlow('export'), unwired)
    assert.deepEqual(
      nodes.changed.map(({ before }) => before.name),
      ['Language Model'],
    )
  })

  test('is another one elsewhere under another id, where other ids were kept', () => {
    const flow = sample()
    const model = JSON.parse(JSON.stringify(flow.data.nodes[2]).replaceAll('7hWxu', 'other'))
    model.data.node.display_name = 'Critic'
    flow.data.nodes.splice(2, 1, model)
    flow.data.edges = flow.data.edges.slice(0, 1)
    const { nodes } = compareFlows(sampleFlow('export'), write(flow))
    assert.deepEqual([nodes.removed[0]?.name, nodes.added[0]?.name], ['Language Model', 'Critic'])
  })
})

describe('a node in whose place stands one of another type', () => {
  test('was replaced under its id, wherever it stands now', () => {
    const unwired = changed(sampleFlow('export'), { '/data/edges': [], '/data/nodes/2/data/type': 'Other' })
    const { nodes } = compareFlows(sampleFlow('export'), unwired)
    assert.deepEqual(
      nodes.replaced.map(({ before, after }) => [before.type, after.type]),
      [['LanguageModelComponent', 'Other']],
    )
  })

  test('was not replaced where one of its own type stands there too', () => {
    const flow = sample()
    const [, , model] = flow.data.nodes
    const [, toModel, toOutput] = flow.data.edges
    const copy = (value: unknown, id: string): string =>
      JSON.stringify(value).replaceAll('LanguageModelComponent-7hWxu', id)
    const other = JSON.parse(copy(model, 'Other-1').replaceAll('"LanguageModelComponent"', '"Other"'))
    const writer = JSON.parse(copy(model, 'LanguageModelComponent-2'))
    writer.data.node.display_name = 'Writer'
    flow.data.nodes.splice(2, 1, other, writer)
    flow.data.edges.splice(
      1,
      2,
      JSON.parse(copy(toModel, 'Other-1')),
      JSON.parse(copy(toOutput, 'LanguageModelComponent-2')),
    )
    const { nodes } = compareFlows(sampleFlow('export'), write(flow))
    assert.deepEqual(
      [nodes.changed.map(({ after }) => after.name), nodes.added.map(({ type }) => type), nodes.replaced],
      [['Writer'], ['Other'], []],
    )
  })

  const retyped = (id: string): FlowDocument =>
    readFlow(
      sampleText('export')
        .replaceAll('LanguageModelComponent-7hWxu', id)
        .replaceAll(': "LanguageModelComponent"', ': "AnthropicModel"'),
    )

  test('was replaced, whether its id was kept or not, and its edges stay where their ports do', () => {
    for (const id of ['LanguageModelComponent-7hWxu', 'AnthropicModel-x']) {
      const { nodes, edges } = compareFlows(sampleFlow('export'), retyped(id))
      assert.deepEqual(
        nodes.replaced.map(({ before, after }) => [before.type, after.type, after.id]),
        [['LanguageModelComponent', 'AnthropicModel', id]],
      )
      assert.deepEqual([nodes.added, nodes.removed, edges.added, edges.removed], [[], [], [], []])
    }
  })

  test('was not replaced by one that stands beside others, as one tool beside other tools', () => {
    const tools = (...types: string[]): FlowDocument => {
      const flow = sample()
      const edge = flow.data.edges[0]
      for (const type of types) {
        const text = (value: unknown): string =>
          JSON.stringify(value)
            .replaceAll('ChatInput-a1Kd9', `${type}-1`)
            .replaceAll('"ChatInput"', `"${type}"`)
        flow.data.nodes.push(JSON.parse(text(flow.data.nodes[0])))
        flow.data.edges.push(JSON.parse(text(edge)))
      }
      return write(flow)
    }
    const { nodes } = compareFlows(tools('Calculator', 'Clock'), tools('Clock', 'Search'))
    assert.deepEqual(
      [nodes.removed.map(({ type }) => type), nodes.added.map(({ type }) => type), nodes.replaced],
      [['Calculator'], ['Search'], []],
    )
  })

  test('was not replaced where nothing of its place is left', () => {
    const flow = dropped(retyped('AnthropicModel-x'), '/data/edges/2', '/data/edges/1')
    const { nodes } = compareFlows(sampleFlow('export'), flow)
    assert.deepEqual([nodes.replaced.length, nodes.added.length, nodes.removed.length], [0, 1, 1])
  })
})

describe('nodes that were put into a group', () => {
  /** The sample with its prompt and its model in a group, as Langflow makes one of the nodes that are selected. */
  const inGroup = (): FlowDocument => {
    const flow = sample()
    const [input, prompt, model, output, note] = flow.data.nodes
    const [toPrompt, inner, toOutput] = flow.data.edges
    const handles = (edge: JsonObject): JsonObject => JSON.parse(JSON.stringify(edge.data))
    const group = {
      id: 'GroupNode-q1',
      type: 'genericNode',
      position: { x: 0, y: 0 },
      data: {
        id: 'GroupNode-q1',
        type: 'GroupNode',
        node: {
          display_name: 'Writer',
          outputs: [
            {
              name: 'out',
              types: ['Message'],
              proxy: { id: model.id, name: 'text_output', nodeDisplayName: 'x' },
            },
          ],
          template: { request: { type: 'str', show: true, proxy: { id: prompt.id, field: 'request' } } },
          flow: { name: 'Writer', data: { nodes: [prompt, model], edges: [inner], viewport: {} } },
        },
      },
    }
    const into = { ...toPrompt, target: group.id, data: handles(toPrompt) }
    into.data.targetHandle = { ...into.data.targetHandle, id: group.id, fieldName: 'request' }
    const out = { ...toOutput, source: group.id, data: handles(toOutput) }
    out.data.sourceHandle = { ...out.data.sourceHandle, id: group.id, name: 'out' }
    for (const edge of [into, out]) {
      delete edge.sourceHandle
      delete edge.targetHandle
    }
    flow.data.nodes = [input, group, output, note]
    flow.data.edges = [into, out]
    return write(flow)
  }

  test('were moved, in and out again, and their edges are the same', () => {
    for (const [before, after, groups] of [
      [sampleFlow('export'), inGroup(), ['Writer']],
      [inGroup(), sampleFlow('export'), []],
      [sampleFlow('export'), renamed(inGroup()), ['Writer']],
    ] as const) {
      const { same, nodes, edges } = compareFlows(before, after)
      assert.equal(same, false)
      assert.deepEqual(
        nodes.changed.map((node) => [node.before.name, node.moved, node.after.groups, node.fields.length]),
        [
          ['Language Model', true, groups, 0],
          ['Prompt Template', true, groups, 0],
        ].map((row) => row),
      )
      assert.equal(nodes.added.length + nodes.removed.length, 1, 'the group itself')
      assert.deepEqual(Object.values(edges).flat(), [])
    }
  })
})

describe('a group', () => {
  const ANSWERER = '/data/nodes/1/data/node'
  const REWRITER = `${ANSWERER}/flow/data/nodes/0/data/node`

  test('of another name is known by the nodes within it, and they by their group', () => {
    const model = `${REWRITER}/flow/data/nodes/1/data/node`
    const after = changed(sampleFlow('grouped'), {
      [`${REWRITER}/display_name`]: 'Editor',
      [`${model}/template/temperature/value`]: 0.9,
    })
    for (const flow of [after, renamed(after)]) {
      const { nodes } = compareFlows(sampleFlow('grouped'), flow)
      assert.deepEqual(
        nodes.changed.map(({ after }) => after.label),
        ['Answerer / Editor', 'Answerer / Editor / Language Model'],
      )
      assert.deepEqual([nodes.added, nodes.removed, nodes.replaced], [[], [], []])
    }
  })

  test('is told from another of its name by the nodes within it', () => {
    const twins = (order: 'same' | 'reversed'): FlowDocument => {
      const flow = JSON.parse(sampleText('grouped'))
      const group = JSON.stringify(flow.data.nodes[1])
      const copies = [1, 2].map((copy) =>
        JSON.parse(group.replaceAll(/(\w+)-(\w{5})(?=["_œ\\])/g, `$1-$2${copy}`)),
      )
      copies[1].data.node.flow.data.nodes[0].data.node.flow.data.nodes[1].data.node.template.temperature.value = 0.9
      flow.data.nodes = [flow.data.nodes[0], ...(order === 'same' ? copies : copies.reverse())]
      flow.data.edges = []
      return write(flow)
    }
    const after = JSON.parse(JSON.stringify(renamed(twins('reversed'))))
    const inner = (group: number, node: number) =>
      after.data.nodes[group].data.node.flow.data.nodes[0].data.node.flow.data.nodes[node].data.node.template
    // Neither is left whole.
    inner(2, 1).temperature.value = 0.2
    inner(1, 0).code.value = 'pass'
    const { nodes } = compareFlows(twins('same'), write(after))
    assert.deepEqual(
      nodes.changed.map(({ before, fields }) => [before.id, fields.map(({ field }) => field)]),
      [
        ['LanguageModelComponent-gB2qY1', ['temperature']],
        ['Prompt-gA1pX2', ['code']],
      ],
    )
  })

  test('asks for no value that its inner node asks for', () => {
    const shown = `${ANSWERER}/template/text_Prompt-gA1pX_groupComponent-h3cRw`
    const flow = dropped(sampleFlow('grouped'), '/data/edges/0')
    const before = changed(flow, { [`${shown}/value`]: 'x', [`${shown}/required`]: true })
    const { nodes } = compareFlows(before, changed(before, { [`${shown}/value`]: '' }))
    assert.deepEqual(
      nodes.changed.map(({ fields }) => fields.map(({ field, needs_value }) => [field, needs_value])),
      [[['Prompt Template.text', false]]],
    )
  })

  test('whose edge goes around it instead of within it has a changed edge', () => {
    const data = (value: object): { sourceHandle: JsonObject; targetHandle: JsonObject } & object => ({
      sourceHandle: { id: 'Loop-1', name: 'text_output', output_types: ['Message'], dataType: 'x' },
      targetHandle: { id: 'Loop-1', fieldName: 'input_value', inputTypes: ['Message'], type: 'str' },
      ...value,
    })
    const loop = (...where: ('within' | 'around')[]): FlowDocument => {
      const flow = sample()
      const model = JSON.parse(
        JSON.stringify(flow.data.nodes[2]).replaceAll('LanguageModelComponent-7hWxu', 'Loop-1'),
      )
      const inner = { source: 'Loop-1', target: 'Loop-1', data: data({}) }
      const outer = JSON.parse(JSON.stringify(inner).replaceAll('Loop-1', 'Group-1'))
      const group = {
        display_name: 'Group',
        template: { input_value: { type: 'str', proxy: { id: 'Loop-1', field: 'input_value' } } },
        outputs: [{ name: 'text_output', proxy: { id: 'Loop-1', name: 'text_output' } }],
        flow: { data: { nodes: [model], edges: where.includes('within') ? [inner] : [] } },
      }
      flow.data.nodes.push({
        id: 'Group-1',
        type: 'genericNode',
        data: { id: 'Group-1', type: 'GroupNode', node: group },
      })
      if (where.includes('around')) flow.data.edges.push(outer)
      return write(flow)
    }
    const { edges } = compareFlows(loop('within'), loop('around'))
    assert.deepEqual(
      edges.changed.map(({ what }) => what),
      [['groups']],
    )
    assert.deepEqual([edges.added, edges.removed, edges.broken], [[], [], []])
    const one = compareFlows(loop('within', 'around'), loop('around'))
    assert.deepEqual([one.edges.removed.length, one.edges.changed], [1, []])
  })
})
