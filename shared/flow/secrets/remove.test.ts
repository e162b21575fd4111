import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { diffJson } from '../../json/diff.ts'
import { getAt, parsePointer, setAt } from '../../json/pointer.ts'
import type { Json, JsonObject } from '../../json/value.ts'
import type { FlowDocument } from '../document.ts'
import { readFlowFile } from '../read/read-flow-file.ts'
import { flowVariables } from '../variables.ts'
import { PLACEHOLDER } from './literal.ts'
import { removeSecrets, removeSecretsFrom } from './remove.ts'

// Put together when the tests run: nothing here is a key, and no scanner shall take it for one.
const random = (count: number): string =>
  Array.from({ length: count }, (_, i) => 'aB3dE7gH9kLm2NpQ5rSt8VwX'[(i * 7 + count) % 24]).join('')
const KEY = `sk-${'proj'}-${random(40)}`
const TOKEN = random(32)
const PASSWORD = `hunter${'-'}seven`

const load = (name: string): FlowDocument => {
  const [entry] = readFlowFile(readFileSync(new URL(`../samples/${name}.json`, import.meta.url)), name)
  assert.ok(entry)
  return entry.flow
}
const at = (value: Json, place: string): Json | undefined => getAt(value, parsePointer(place))

type Plant = { place: string; value: Json; after: Json; kind: string; flow?: string }

const FIELD = '/data/nodes/2/data/node/template'
const INNER = '/data/nodes/1/data/node/flow/data/nodes/0/data/node/flow/data/nodes/1'
const field = (attributes: JsonObject): JsonObject => ({
  type: 'str',
  _input_type: 'StrInput',
  show: true,
  ...attributes,
})

const PLANTS: Plant[] = [
  {
    place: `${FIELD}/api_key`,
    value: field({ password: true, value: 'anything at all' }),
    after: '',
    kind: 'password-field',
  },
  { place: `${FIELD}/api_key/value`, value: KEY, after: '', kind: 'password-field' },
  { place: `${FIELD}/api_key/value`, value: [KEY, 'OPENAI_API_KEY'], after: [], kind: 'password-field' },
  { place: `${FIELD}/api_key/value`, value: 12345, after: '', kind: 'password-field' },
  {
    place: `${FIELD}/secret`,
    value: field({ _input_type: 'MultilineSecretInput', value: 'abc' }),
    after: '',
    kind: 'password-field',
  },
  { place: `${FIELD}/db_password`, value: field({ value: PASSWORD }), after: '', kind: 'named-value' },
  {
    place: `${FIELD}/x`,
    value: field({ display_name: 'Access Token', value: PASSWORD }),
    after: '',
    kind: 'named-value',
  },
  { place: `${FIELD}/token`, value: field({ value: TOKEN }), after: '', kind: 'named-value' },
  {
    place: `${FIELD}/api_key_2`,
    value: field({ load_from_db: true, value: TOKEN }),
    after: '',
    kind: 'named-value',
  },
  {
    place: `${FIELD}/database`,
    value: field({ load_from_db: true, value: `postgresql://app:${PASSWORD}@db/prod` }),
    after: `postgresql://app:${PLACEHOLDER}@db/prod`,
    kind: 'url-userinfo',
  },
  {
    place: `${FIELD}/base_url`,
    value: field({ value: `https://x.example/v1?api_key=${TOKEN}&q=1` }),
    after: `https://x.example/v1?api_key=${PLACEHOLDER}&q=1`,
    kind: 'url-query',
  },
  {
    place: `${FIELD}/system_message`,
    value: field({ value: `The key is ${KEY}. Never tell.` }),
    after: `The key is ${PLACEHOLDER}. Never tell.`,
    kind: 'plain-text',
  },
  {
    place: `${FIELD}/code/value`,
    value: `class A:\n    key = "${KEY}"\n`,
    after: `class A:\n    key = "${PLACEHOLDER}"\n`,
    kind: 'code',
  },
  {
    place: '/data/nodes/4/data/node/description',
    value: `# Note\nuse ${KEY}`,
    after: `# Note\nuse ${PLACEHOLDER}`,
    kind: 'plain-text',
  },
  { place: '/description', value: `Use ${KEY}`, after: `Use ${PLACEHOLDER}`, kind: 'plain-text' },
  {
    place: '/data/nodes/0/data/node/outputs/0/value',
    value: `Bearer ${TOKEN}`,
    after: `Bearer ${PLACEHOLDER}`,
    kind: 'header',
  },
  {
    place: `${FIELD}/model_name/info`,
    value: `e.g. ${KEY}`,
    after: `e.g. ${PLACEHOLDER}`,
    kind: 'plain-text',
  },
  {
    place: `${INNER}/data/node/template/api_key`,
    value: field({ password: true, load_from_db: false, value: PASSWORD }),
    after: '',
    kind: 'password-field',
    flow: 'grouped',
  },
  {
    place: `/data/nodes/1/data/node/template/api_key_LanguageModelComponent-gB2qY_groupComponent-h3cRw/value`,
    value: TOKEN,
    after: '',
    kind: 'password-field',
    flow: 'grouped',
  },
  {
    place: `${INNER}/data/node/template/code/value`,
    value: `password = "${TOKEN}"`,
    after: `password = "${PLACEHOLDER}"`,
    kind: 'code',
    flow: 'grouped',
  },
]

/** Values with secrets within, each as it should come out. */
const STRUCTURES: { type: string; name: string; value: Json; after: Json; kinds: string[] }[] = [
  {
    type: 'table',
    name: 'headers',
    value: [
      { key: 'User-Agent', value: 'langflow' },
      { key: 'Authorization', value: `Bearer ${PASSWORD}` },
      { key: 'X-Api-Key', value: PASSWORD },
      { key: 'X-Trace', value: '1' },
    ],
    after: [
      { key: 'User-Agent', value: 'langflow' },
      { key: 'Authorization', value: `Bearer ${PLACEHOLDER}` },
      { key: 'X-Api-Key', value: PLACEHOLDER },
      { key: 'X-Trace', value: '1' },
    ],
    kinds: ['header', 'header'],
  },
  {
    type: 'table',
    name: 'accounts',
    value: [
      { user: 'a', password: PASSWORD, port: 80 },
      { user: 'b', password: '', port: 81 },
      { user: 'c', password: 4711, port: 82 },
    ],
    after: [
      { user: 'a', password: PLACEHOLDER, port: 80 },
      { user: 'b', password: '', port: 81 },
      { user: 'c', password: '', port: 82 },
    ],
    kinds: ['table', 'table'],
  },
  {
    type: 'dict',
    name: 'settings',
    value: [{ region: 'eu' }, { secret_access_key: PASSWORD }, { max_tokens: '100' }],
    after: [{ region: 'eu' }, { secret_access_key: '' }, { max_tokens: '100' }],
    kinds: ['named-value'],
  },
  {
    type: 'NestedDict',
    name: 'request_headers',
    value: { Accept: '*/*', Authorization: `Basic ${TOKEN}`, Cookie: `session=${TOKEN}` },
    after: { Accept: '*/*', Authorization: `Basic ${PLACEHOLDER}`, Cookie: PLACEHOLDER },
    kinds: ['header', 'header'],
  },
  {
    type: 'mcp',
    name: 'mcp_server',
    value: {
      name: 'search',
      config: {
        command: 'npx',
        args: ['-y', 'server', '--api-key', TOKEN, '--port', '80'],
        env: { SEARCH_TOKEN: TOKEN, HOME: '/root' },
      },
    },
    after: {
      name: 'search',
      config: {
        command: 'npx',
        args: ['-y', 'server', '--api-key', '', '--port', '80'],
        env: { SEARCH_TOKEN: '', HOME: '/root' },
      },
    },
    kinds: ['named-value', 'named-value'],
  },
  {
    type: 'str',
    name: 'urls',
    value: ['https://a.example', `https://u:${TOKEN}@b.example`],
    after: ['https://a.example', `https://u:${PLACEHOLDER}@b.example`],
    kinds: ['url-userinfo'],
  },
  {
    type: 'str',
    name: 'body',
    value: `{"client_secret": "${TOKEN}", "n": 1}`,
    after: `{"client_secret": "${PLACEHOLDER}", "n": 1}`,
    kinds: ['plain-text'],
  },
]

const plant = (flow: FlowDocument, { place, value }: Pick<Plant, 'place' | 'value'>): FlowDocument =>
  setAt(flow, parsePointer(place), value) as FlowDocument

for (const { place, value, after, kind, flow = 'export' } of PLANTS) {
  test(`a secret at ${flow}${place} is removed as ${kind}, and nothing else changes`, () => {
    const planted = plant(load(flow), { place, value })
    const { flow: clean, removed } = removeSecrets(planted)
    const end = typeof value === 'object' && !Array.isArray(value) ? `${place}/value` : place
    assert.deepEqual(
      removed.map((item) => [item.place, item.kind]),
      [[end, kind]],
    )
    assert.deepEqual(at(clean, end), after)
    assert.deepEqual(
      diffJson(planted, clean)
        .map(({ path }) => path.replace(/\/value\/.*/, '/value'))
        .filter((path) => path !== end),
      [],
    )
    assert.deepEqual(removeSecrets(clean), { flow: clean, removed: [] })
  })
}

for (const { type, name, value, after, kinds } of STRUCTURES) {
  test(`secrets within the ${type} field ${name} are removed one by one`, () => {
    const place = `${FIELD}/${name}`
    const { flow: clean, removed } = removeSecrets(
      plant(load('export'), { place, value: field({ type, value }) }),
    )
    assert.deepEqual(at(clean, `${place}/value`), after)
    assert.deepEqual(
      removed.map(({ kind }) => kind),
      kinds,
    )
    assert.deepEqual(removeSecrets(clean).removed, [])
  })
}

test('the report says where and why, and never what', () => {
  const flow = PLANTS.filter((item) => item.flow === undefined).reduce(plant, load('export'))
  const { removed } = removeSecrets(flow)
  const text = JSON.stringify(removed)
  for (const secret of [KEY, TOKEN, PASSWORD, 'anything at all']) assert.ok(!text.includes(secret))
  const [item] = removed.filter(({ field }) => field === 'token')
  assert.deepEqual(item, {
    place: `${FIELD}/token/value`,
    kind: 'named-value',
    reason: 'its name, "token", says that it is secret',
    node: 'LanguageModelComponent-7hWxu',
    node_name: 'Language Model',
    field: 'token',
  })
})

test('a secret in the name of a node or a field does not come into the report', () => {
  const named = plant(load('export'), {
    place: '/data/nodes/2/data/node/display_name',
    value: `Model ${KEY}`,
  })
  const flow = plant(named, { place: `${FIELD}/api_key/value`, value: KEY })
  const { removed, flow: clean } = removeSecrets(flow)
  assert.deepEqual(
    removed.map(({ place }) => place),
    ['/data/nodes/2/data/node/display_name', `${FIELD}/api_key/value`],
  )
  assert.ok(!JSON.stringify([removed, clean]).includes(KEY))
})

test('of a flow full of secrets none is left anywhere', () => {
  let flow = load('grouped')
  for (const { place, value, flow: name } of PLANTS)
    if (name === 'grouped') flow = plant(flow, { place, value })
  for (const { name, type, value } of STRUCTURES)
    flow = plant(flow, { place: `${INNER}/data/node/template/${name}`, value: field({ type, value }) })
  const text = JSON.stringify(removeSecrets(flow).flow)
  for (const secret of [KEY, TOKEN, PASSWORD]) assert.ok(!text.includes(secret))
})

test('names of variables stay, in fields, lists and bound columns of tables', () => {
  let flow = load('download')
  const headers = '/data/nodes/1/data/node/template/headers/value'
  flow = plant(flow, {
    place: headers,
    value: [
      { key: 'Authorization', value: 'Search console auth' },
      { key: 'X-Api-Key', value: 'SEARCH_KEY' },
    ],
  })
  flow = plant(flow, { place: '/data/nodes/1/data/node/template/token/value', value: 'search-console-token' })
  const { flow: clean, removed } = removeSecrets(flow)
  assert.deepEqual(removed, [])
  assert.equal(clean, flow)
  const names = flowVariables(clean).map(({ name }) => name)
  assert.deepEqual(names, ['search-console-token', 'Search console auth', 'SEARCH_KEY', 'OPENAI_API_KEY'])
})

test('the sample flows hold no secret, and come out untouched', () => {
  for (const name of ['export', 'download', 'bare', 'grouped']) {
    const flow = load(name)
    assert.deepEqual(removeSecrets(flow), { flow, removed: [] })
  }
})

test('declared metadata is cleaned too, by names and by forms', () => {
  const metadata: Json = {
    required_variables: [
      { name: 'api_key', type: 'string', default: TOKEN },
      { name: 'tenant_id', default: 'x' },
    ],
    note: KEY,
  }
  const { value, removed } = removeSecretsFrom(metadata, '/custom_metadata')
  assert.deepEqual(value, {
    required_variables: [
      { name: 'api_key', type: 'string', default: '' },
      { name: 'tenant_id', default: 'x' },
    ],
    note: PLACEHOLDER,
  })
  assert.deepEqual(
    removed.map(({ place }) => place),
    ['/custom_metadata/required_variables/0/default', '/custom_metadata/note'],
  )
})
