import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkModuleTypes } from '../../../main/sandbox/inside/type-check.ts'
import type { AgentName, Version } from '../../config/ids.ts'
import type { JsonObject } from '../../json/value.ts'
import * as authoring from '../index.ts'
import { authoringTypes } from './authoring-types.ts'

const STEPS = readFileSync(new URL('./steps.ts', import.meta.url), 'utf8')

const closed = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
})
const text = { type: 'string' }
const mode = { enum: ['even', 'fast'] }

const FROM = closed(
  {
    version: text,
    tenant_id: text,
    bids: closed({ cpc: { type: 'number' }, mode }),
    slot: closed({ inner: closed({ at: text }) }),
    lists: closed({
      old: { type: 'array', items: closed({ min: { type: 'integer' }, tags: { type: 'object' } }) },
    }),
    'a/b~c': text,
    sources: { type: 'object', properties: { known: text } },
    channels: { type: 'object', additionalProperties: closed({ enabled: { type: 'boolean' } }) },
    level: { enum: ['high', 'low'] },
  },
  { required: ['tenant_id', 'level'] },
)
const TO = closed(
  {
    version: text,
    tenant_id: text,
    offers: closed({ max_cpc: { type: 'number' }, pace: { enum: ['standard', 'slow'] } }),
    slot: closed({ time: text }),
    segments: {
      type: 'array',
      items: closed({ minimum: { type: 'integer' }, status: { enum: ['on', 'off'] } }),
    },
    channels: { type: 'object', additionalProperties: closed({ enabled: { type: 'boolean' }, tone: text }) },
    strict: { type: 'boolean' },
  },
  { required: ['tenant_id', 'strict'] },
)

const types = authoringTypes({
  versions: [
    { agent: 'seo' as AgentName, version: '1.0.0' as Version, schema: FROM },
    { agent: 'seo' as AgentName, version: '1.1.0' as Version, schema: TO },
    { agent: 'mail' as AgentName, version: '1.0.0' as Version, schema: undefined },
    { agent: 'mail' as AgentName, version: '2.0.0' as Version, schema: TO },
  ],
  edges: [],
  steps: STEPS,
})

const names = Object.keys(authoring)
const check = (steps: string, { agent = 'seo', to = '1.1.0', before = '' } = {}): readonly string[] => {
  const head = `import { ${names.join(', ')} } from 'crosswalk'
${before}
export default defineMigration({ agent: '${agent}', from: '1.0.0', to: '${to}', summary: '', steps: [
`
  const line = head.split('\n').length
  return checkModuleTypes(`${head}${steps}\n] })\n`, { file: 'x.ts', types }).map(
    (problem) => `${problem.line - line + 1}:${problem.column} ${problem.message}`,
  )
}

test('the declarations have the functions that a migration imports, and no others', () => {
  const declared = [...STEPS.matchAll(/^export declare function (\w+)/gm)].map(([, name]) => name)
  assert.deepEqual([...declared, 'defineMigration'].sort(), [...names].sort())
})

test('the declarations are sound themselves', () => {
  for (const [name, source] of Object.entries(types)) {
    if (name !== 'index.d.ts') assert.deepEqual(checkModuleTypes(source, { file: name, types: {} }), [], name)
  }
})

const fitting: Readonly<Record<string, string>> = {
  'a path of either version': `remove('/bids/mode'), add('/offers', {}), head('/segments'), wrap('/slot/time')`,
  'a parent that moves before its members': `rename('/bids', 'offers'), rename('/offers/cpc', 'max_cpc')`,
  'members that move before their parent': `rename('/bids/cpc', 'max_cpc'), rename('/bids', 'offers')`,
  'members that come out of an object': `hoist('/slot/inner', ['at']), rename('/slot/at', 'time')`,
  'members that go into one': `add('/offers', {}), nest(['/bids/cpc'], '/offers'), rename('/offers/cpc', 'max_cpc')`,
  'items of a list that has moved': `move('/lists/old', '/segments'), each('/segments', [rename('/min', 'minimum')])`,
  'an item of a list by its index': `remove('/lists/old/0/min')`,
  'keys that a pointer escapes': `remove('/a~1b~0c'), rename('/bids/cpc', 'a/b~c')`,
  'anything in an open object': `remove('/sources/theirs/deep'), add('/sources/theirs', [1]), rename('/sources/x', 'y')`,
  'what an open object has held, where it has gone': `move('/sources', '/offers'), remove('/offers/theirs')`,
  'any member of a map': `add('/channels/blog', { enabled: true }), each('/channels', [add('/tone', 'calm')])`,
  'members of items that the schema leaves open': `each('/lists/old', [remove('/tags/theirs'), add('/tags/x', 1)])`,
  'a path that is put together': `...['cpc'].map((key) => remove('/nowhere/' + key)), remove(\`/\${'x' as string}\`)`,
  'a path that says it is not known': `rename('/bids/mode', 'aside' as string), remove('/aside' as string)`,
  'a value that is completed later': `add('/segments', [{}]), each('/segments', [add('/status', 'on')])`,
  'a conversion before or after the new name': `convert('/bids/mode', [['even', 'x']]), convert('/offers/pace', [['even', 'standard']])`,
  'a conversion by figures': `convert('/bids/cpc', { scale: 0.01 }), convert('/bids/cpc', { offset: 1 })`,
  'conditions on either version': `when({ path: '/bids/mode', oneOf: ['even', 'fast'] }, [add('/strict', true)]), when({ path: '/slot', exists: false }, [add('/slot', {})])`,
  'code beside other steps, whatever it does': `remove('/bids'), transform({ up: ({ x, ...config }) => ({ ...config, y: x.z }), down: (config) => config.a.b })`,
  'code that is first of several, on a config as it was': `transform({ up: (config) => ({ ...config, level: config.level === 'high' }) }), rename('/level', 'strict')`,
  'code that is not to be checked': `transform({ up: (config: any) => config.x, down: (config): any => config })`,
  'code without a version': `transform({ up: ({ tenant_id, level }) => ({ tenant_id, strict: level === 'high' }), down: ({ tenant_id, strict }) => ({ tenant_id, level: strict ? 'high' : 'low' }) })`,
}

for (const [what, steps] of Object.entries(fitting)) {
  test(`takes ${what}`, () => {
    assert.deepEqual(check(steps), [])
  })
}

test('takes steps that functions of the author make, and lists of steps', () => {
  const before = `import type { AuthoredStep, Config } from 'crosswalk'
const helper = (from: string, to: string): AuthoredStep[] => [rename(from, to)]
const list = [remove('/anything')]
const plain = (config: Config): Config => ({ ...config, anything: config.anything.else })
function untyped(value) { return value }`
  assert.deepEqual(
    check(`...helper('/x', 'y'), ...list, each('/segments', list), transform({ up: plain, down: untyped })`, {
      before,
    }),
    [],
  )
})

test('takes any path where a version has no schema', () => {
  assert.deepEqual(check(`rename('/x/y', 'z'), add('/a', 1)`, { agent: 'mail', to: '2.0.0' }), [])
})

const refused: Readonly<Record<string, readonly [steps: string, problem: RegExp]>> = {
  'a path that neither version has': [`remove('/bid/cpc')`, /^1:8 .*"\/bid\/cpc"/],
  'a path without a slash': [`remove('bids')`, /^1:8 /],
  'a new key that leads nowhere': [`rename('/bids/cpc', 'max_cpcs')`, /^1:21 .*"max_cpcs"/],
  'a place to move to': [`move('/bids', '/ofers')`, /^1:15 .*"\/ofers"/],
  'one of several paths': [`nest(['/bids/cpc', '/bids/cpcs'], '/offers')`, /^1:20 .*"\/bids\/cpcs"/],
  'a key of hoist': [`hoist('/slot/inner', ['att'])`, /^1:23 /],
  'a path within items': [`each('/lists/old', [\nrename('/mn', 'minimum')])`, /^2:8 .*"\/min" \| /],
  'a value of another type': [`add('/strict', 'yes')`, /^1:16 .*'boolean'/],
  'a member of another type': [`add('/segments', [{ status: 'of' }])`, /^1:21 .*"on" \| "off"/],
  'a value in items': [`each('/segments', [add('/status', 'of')])`, /^1:35 .*"on" \| "off"/],
  'a conversion from what there is not': [
    `convert('/bids/mode', [['evn', 'x']])`,
    /^1:25 .*"even" \| "fast"/,
  ],
  'a conversion to what there is not': [`convert('/offers/pace', [['even', 'slw']])`, /^1:35 .*"slow"/],
  'a default of another type': [`redefault('/bids/cpc', '1', 2)`, /^1:24 .*'number/],
  'a condition that cannot hold': [
    `when({ path: '/bids/mode', equals: 'fats' }, [])`,
    /^1:28 .*"even" \| "fast"/,
  ],
  'code inside another step': [
    `each('/segments', [transform({ up: (config) => config })])`,
    /^1:20 .*"transform"/,
  ],
  'what the config has not': [
    `transform({ up: ({ tenant_id, lvl }) => ({ tenant_id, strict: lvl }) })`,
    /^1:31 .*'lvl'/,
  ],
  'a member of the result of another type': [
    `transform({\nup: ({ tenant_id }) => ({ tenant_id, strict: 'yes' }) })`,
    /^2:38 .*'boolean'/,
  ],
  'a member that the result cannot have': [
    `transform({\nup: ({ tenant_id }) => ({ tenant_id, strict: true, lvl: 1 }) })`,
    /^2:52 .*no member of this name/,
  ],
  'a member that is left behind': [
    `transform({ up: (config) => ({ tenant_id: config.tenant_id, strict: true, level: config.level }) })`,
    /^1:75 .*no member of this name/,
  ],
  'a result without what it needs': [
    `transform({ up: ({ tenant_id }) => ({ tenant_id }) })`,
    /^1:36 .*'strict'/,
  ],
  'a result of down': [
    `transform({ up: (): any => 1,\ndown: ({ tenant_id }) => ({ tenant_id, level: 'middle' }) })`,
    /^2:1 .*"high" \| "low"/,
  ],
}

for (const [what, [steps, problem]] of Object.entries(refused)) {
  test(`refuses ${what}, at its place`, () => {
    const problems = check(steps)
    assert.equal(problems.length, 1, problems.join('\n'))
    assert.match(problems[0] ?? '', problem)
  })
}

test('refuses an edge that the workspace does not have, and a step that is none', () => {
  const [problem] = check('', { to: '1.2.0' })
  assert.match(problem ?? '', /"1\.2\.0"/)
  assert.equal(check(`'rename'`).length, 1)
})
