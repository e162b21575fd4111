import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonOf } from '../../../test/starter/starter-files.ts'
import { changed, readFlow, sampleFlow, starterFlow } from '../../../test/support/flows.ts'
import { type Json, type JsonObject, rawNumber } from '../../json/value.ts'
import { type CustomMetadata, customMetadataSchema } from '../custom-metadata.ts'
import { componentOf, type FlowDocument, fieldsOf, walkNodes } from '../document.ts'
import { isSecretField } from '../secrets/find.ts'
import { flowVariables } from '../variables.ts'
import { toFieldText } from './field-value.ts'
import { describeLeftOut, type RunInjection } from './injection.ts'
import { type InjectionInput, planInjection } from './plan-injection.ts'

const PREFIX = 'X-LANGFLOW-GLOBAL-VAR-'

const variables = (...list: JsonObject[]): CustomMetadata['required_variables'] =>
  customMetadataSchema.parse({ required_variables: list }).required_variables

const seo = starterFlow('seo', '1.2.0')
const seoConfig = jsonOf('defaults/seo/1.2.0.json')
const seoPlan = (change: Partial<InjectionInput> = {}): RunInjection =>
  planInjection({
    flow: seo.flow,
    variables: customMetadataSchema.parse(seo.custom_metadata).required_variables,
    config: seoConfig,
    ...change,
  })

/** The place of a field of the first node with that display name. */
function placeOf(flow: FlowDocument, name: string, field: string): { place: string; node: string } {
  const found = [...walkNodes(flow.data)].find(({ node }) => componentOf(node).display_name === name)
  assert.ok(found, name)
  return { place: `${found.place}/data/node/template/${field}`, node: found.node.id }
}

test('a variable goes by a header to the fields that are bound to it', () => {
  const { headers, tweaks, left_out, missing } = seoPlan()
  assert.equal(headers[`${PREFIX}TENANT_ID`], '00000000-0000-0000-0000-000000000000')
  assert.equal(headers[`${PREFIX}SUGGESTION_LIMIT`], '5')
  assert.equal(headers[`${PREFIX}AUTO_EXECUTE_HIGH_CONFIDENCE`], 'false')
  assert.equal(headers[`${PREFIX}CUSTOM_TAGS`], '[]')
  assert.deepEqual([tweaks, left_out, missing], [{}, [], []])
})

test('every value of the starter that is there arrives, in every version', () => {
  for (const [agent, version] of [
    ['seo', '1.0.0'],
    ['seo', '2.0.0'],
    ['content', '1.0.0'],
    ['paid_ads', '1.1.0'],
    ['audience_intelligence', '1.1.0'],
  ] as const) {
    const { flow, custom_metadata } = starterFlow(agent, version)
    const config = jsonOf(`defaults/${agent}/${version}.json`)
    const declared = customMetadataSchema.parse(custom_metadata).required_variables
    const { injected, left_out } = planInjection({ flow, variables: declared, config })
    assert.deepEqual(left_out, [], `${agent} ${version}`)
    assert.deepEqual(
      [...new Set(injected.map(({ variable }) => variable))].sort(),
      declared.map(({ name }) => name).sort(),
    )
  }
})

test('what nobody has set is injected as empty, so that Langflow looks for no variable of its own', () => {
  const { headers, missing } = seoPlan()
  assert.equal(headers[`${PREFIX}BIGQUERY_PROJECT`], '')
  assert.deepEqual(missing, [])
})

test('a required variable without a value is missing', () => {
  const { tenant_id: _, ...config } = seoConfig
  assert.deepEqual(seoPlan({ config }).missing, ['TENANT_ID'])
})

test('what no header can carry goes by a tweak that says that it is no name of a variable', () => {
  const texts = ['Zürich', 'two\nlines', ' leading', 'x'.repeat(5000), '日本']
  for (const text of texts) {
    const processing = { ...(seoConfig.processing as JsonObject), custom_prompt_additions: text }
    const { headers, tweaks } = seoPlan({ config: { ...seoConfig, processing } })
    assert.equal(headers[`${PREFIX}CUSTOM_PROMPT_ADDITIONS`], undefined)
    assert.deepEqual(tweaks[placeOf(seo.flow, 'Suggestions', 'x').node], {
      custom_prompt_additions: { value: text, load_from_db: false },
    })
  }
})

test('a variable in lower case goes by a tweak, for Langflow looks for it in upper case', () => {
  const { place, node } = placeOf(seo.flow, 'Suggestions', 'min_revenue')
  const flow = changed(seo.flow, { [`${place}/value`]: 'min_revenue' })
  const wanted = variables({ name: 'min_revenue', type: 'number', path: '/thresholds/min_revenue_increase' })
  const { headers, tweaks } = planInjection({ flow, variables: wanted, config: seoConfig })
  assert.deepEqual(headers, {})
  assert.deepEqual(tweaks, { [node]: { min_revenue: { value: '1000', load_from_db: false } } })
})

test('a secret that no header can carry is left out, and never in a tweak', () => {
  const wanted = variables({ name: 'OPENAI_API_KEY', type: 'string', path: '/key' })
  const byHeader = planInjection({ flow: seo.flow, variables: wanted, config: { key: 'sk-1' } })
  assert.deepEqual(byHeader.headers, { [`${PREFIX}OPENAI_API_KEY`]: 'sk-1' })
  const { headers, tweaks, left_out } = planInjection({
    flow: seo.flow,
    variables: wanted,
    config: { key: 'sk\n1' },
  })
  assert.deepEqual([headers, tweaks], [{}, {}])
  assert.deepEqual(
    left_out.map(({ reason }) => reason),
    ['secret'],
  )
})

test('fields that a variable names itself are set by tweaks, each by its type', () => {
  const { place, node } = placeOf(seo.flow, 'Suggestions', 'n')
  const field = (type: string, more: JsonObject = {}) => ({
    type,
    name: type,
    value: null,
    show: true,
    ...more,
  })
  const base = place.slice(0, -1)
  const flow = changed(seo.flow, {
    [`${base}whole`]: field('int'),
    [`${base}part`]: field('float'),
    [`${base}flag`]: field('bool'),
    [`${base}map`]: field('NestedDict'),
    [`${base}choice`]: field('str', { options: ['a', 'b'], load_from_db: false }),
    [`${base}many`]: field('str', { list: true }),
  })
  const sets = (name: string) => ({
    name,
    type: 'object',
    path: `/${name}`,
    sets: [{ node: 'Suggestions', field: name }],
  })
  const names = ['whole', 'part', 'flag', 'map', 'choice', 'many']
  const plan = (config: JsonObject) =>
    planInjection({ flow, variables: variables(...names.map(sets)), config })
  const good = {
    whole: 5,
    part: rawNumber('0.10'),
    flag: true,
    map: { value: 1 },
    choice: 'b',
    many: ['x', 2],
  }
  const { tweaks, left_out, injected } = plan(good)
  assert.deepEqual(left_out, [])
  assert.ok(injected.every(({ by }) => by === 'tweak'))
  assert.deepEqual(tweaks[node], {
    whole: { value: 5 },
    part: { value: rawNumber('0.10') },
    flag: { value: true },
    map: { value: 1 },
    choice: { value: 'b', load_from_db: false },
    many: { value: ['x', '2'] },
  })
  const bad = { whole: 5.5, part: 'x', flag: 'yes', map: [1], choice: 'c', many: [] }
  assert.deepEqual(
    plan(bad).left_out.map(({ variable, reason }) => [variable, reason]),
    ['whole', 'part', 'flag', 'map', 'choice'].map((name) => [name, 'wrong-type']),
  )
})

test('what cannot be injected says why, in words without a value', () => {
  const content = starterFlow('content', '1.1.0')
  const reasonsOf = (flow: FlowDocument, ...list: JsonObject[]) =>
    planInjection({ flow, variables: variables(...list), config: { x: 'value-of-x' } }).left_out.map(
      (left) => [left.reason, describeLeftOut(left)],
    )
  const sets = (node: string, field: string) => ({
    name: 'X',
    type: 'string',
    path: '/x',
    sets: [{ node, field }],
  })
  assert.deepEqual(reasonsOf(content.flow, { name: 'X', type: 'string', path: '/x' }), [
    ['not-in-flow', 'X is taken by no field of the flow'],
  ])
  assert.deepEqual(reasonsOf(content.flow, { name: 'LANGUAGE', type: 'string', path: '/x' }), [
    ['handed-out', 'LANGUAGE is handed out by the flow itself, which loads the config in its first node'],
  ])
  const dragged = readFlow(
    JSON.stringify(content.flow).replace(
      '"type":"LoadUserConfig"',
      '"type":"ext:walker_agents:LoadUserConfig@extra"',
    ),
  )
  assert.equal(reasonsOf(dragged, { name: 'LANGUAGE', type: 'string', path: '/x' })[0]?.[0], 'handed-out')
  // An edge from one of its outputs that hold everything brings each of them.
  const loader = content.flow.data.nodes.find(({ id }) => id.startsWith('LoadUserConfig'))
  const [edge] = content.flow.data.edges.filter(({ source }) => source === loader?.id)
  assert.ok(edge)
  const { sourceHandle, targetHandle } = edge.data as { sourceHandle: JsonObject; targetHandle: JsonObject }
  const whole = { ...edge, data: { targetHandle, sourceHandle: { ...sourceHandle, name: 'variables' } } }
  const { data } = content.flow
  const wired = { ...content.flow, data: { ...data, edges: [...data.edges, whole] } } as FlowDocument
  assert.equal(reasonsOf(wired, { name: 'X', type: 'string', path: '/x' })[0]?.[0], 'handed-out')
  assert.deepEqual(reasonsOf(content.flow, sets('Posts', 'language')), [
    ['fed-by-edge', 'X would go to a field that an edge feeds, and the edge wins (Posts.language)'],
  ])
  assert.deepEqual(reasonsOf(content.flow, sets('Posts', 'pitch')), [
    ['no-such-field', 'X names a field that the flow does not have (Posts.pitch)'],
  ])
  assert.deepEqual(reasonsOf(content.flow, sets('Posts', 'code')), [
    ['protected', 'X would go to code, which Langflow refuses to take from a caller (Posts.code)'],
  ])
  const grouped = sampleFlow('grouped')
  const inner = [...walkNodes(grouped.data)].find(
    ({ groups, node }) => groups.length > 0 && fieldsOf(componentOf(node)).some(([key]) => key !== 'code'),
  )
  assert.ok(inner)
  const [field] = fieldsOf(componentOf(inner.node))
    .map(([key]) => key)
    .filter((key) => key !== 'code')
  assert.equal(reasonsOf(grouped, sets(inner.node.id, field ?? ''))[0]?.[0], 'in-group')
})

test('what the caller knows beside the config goes along, where the flow takes it', () => {
  const { flow } = starterFlow('content', '1.1.0')
  const also = { USER_ID: 'u-1', NOBODY_TAKES: 'x' }
  const { headers } = planInjection({ flow, variables: [], config: {}, also })
  assert.deepEqual(headers, { [`${PREFIX}USER_ID`]: 'u-1' })
})

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', 'ü', 'a\tb', '\u007f'),
)
const value: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(text),
  fc.dictionary(fc.string(), text, { noNullPrototype: true }),
)

/** What Langflow gives a bound field in a run: the tweak, if it has one, else the variable of that name. */
function fieldIn(flow: FlowDocument, plan: RunInjection, node: string, field: string): Json | undefined {
  const tweak = plan.tweaks[node]?.[field] as { value: Json; load_from_db?: boolean } | undefined
  if (tweak !== undefined) return tweak.load_from_db === false ? tweak.value : undefined
  const bound = flowVariables(flow).find((binding) => binding.node === node && binding.field === field)
  const header = Object.entries(plan.headers).find(
    ([name]) => name.slice(PREFIX.length).toUpperCase() === bound?.name,
  )
  return header?.[1]
}

test('law: a field that is said to be injected ends up with the value of the config, as text', () => {
  const wanted = variables(
    ...flowVariables(seo.flow).map(({ name }, index) => ({
      name,
      type: 'string',
      path: `/${index}`,
      required: false,
    })),
  )
  fc.assert(
    fc.property(fc.array(value, { minLength: wanted.length, maxLength: wanted.length }), (values) => {
      const config = Object.fromEntries(values.map((each, index) => [String(index), each]))
      const plan = planInjection({ flow: seo.flow, variables: wanted, config })
      for (const { variable, node, field } of plan.injected) {
        const at = wanted.findIndex(({ name }) => name === variable)
        assert.equal(fieldIn(seo.flow, plan, node, field), toFieldText(values[at] ?? null))
      }
      // Whatever is bound is told of, once.
      const told = [...plan.injected, ...plan.left_out].map(({ node, field }) => `${node} ${field}`)
      assert.deepEqual(
        told.sort(),
        flowVariables(seo.flow)
          .map(({ node, field }) => `${node} ${field}`)
          .sort(),
      )
    }),
  )
})

test('law: a header is printable ASCII, and no secret field is ever in a tweak', () => {
  const secrets = new Set(
    [...walkNodes(seo.flow.data)].flatMap(({ node }) =>
      fieldsOf(componentOf(node)).flatMap(([key, field]) =>
        isSecretField(field) ? [`${node.id} ${key}`] : [],
      ),
    ),
  )
  assert.ok(secrets.size > 0)
  fc.assert(
    fc.property(value, fc.string({ minLength: 1 }), (any, name) => {
      const wanted = variables(
        { name: 'OPENAI_API_KEY', type: 'string', path: '/x', required: false },
        ...(name === 'OPENAI_API_KEY'
          ? []
          : [
              {
                name,
                type: 'string',
                path: '/x',
                required: false,
                sets: [{ node: 'Language Model', field: 'api_key' }],
              },
            ]),
      )
      const { headers, tweaks } = planInjection({ flow: seo.flow, variables: wanted, config: { x: any } })
      for (const [key, item] of Object.entries(headers)) {
        assert.match(key, /^X-LANGFLOW-GLOBAL-VAR-[A-Z0-9_.-]+$/)
        assert.doesNotThrow(() => new Headers([[key, item]]))
        assert.equal(new Headers([[key, item]]).get(key), item)
        assert.doesNotMatch(item, /[^\x20-\x7e]/)
      }
      for (const [node, fields] of Object.entries(tweaks)) {
        for (const field of Object.keys(fields)) assert.ok(!secrets.has(`${node} ${field}`))
      }
    }),
  )
})
