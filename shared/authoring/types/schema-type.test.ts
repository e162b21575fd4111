import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkModuleTypes } from '../../../main/sandbox/inside/type-check.ts'
import { fittingPairs } from '../../../test/support/schemas.ts'
import type { AgentName, Version } from '../../config/ids.ts'
import { generateTenants, sampleAgents } from '../../config/sample/index.ts'
import type { SampleAgentName } from '../../config/sample/sample-agents.ts'
import { isList, isObject, type Json, type JsonObject } from '../../json/value.ts'
import { writeJson } from '../../json/write.ts'
import { typeOfSchema } from './schema-type.ts'
import { versionTypes } from './version-types.ts'

const AGENTS = Object.keys(sampleAgents) as SampleAgentName[]
const starter = (path: string): JsonObject =>
  JSON.parse(readFileSync(`migrations/walker/${path}.json`, 'utf8'))

const problemsIn = (source: string): readonly string[] =>
  checkModuleTypes(source, { file: 'x.ts', types: {} }).map(({ line, message }) => `${line}: ${message}`)

/** A value as TypeScript, each scalar of its own type alone: where it stands must not decide that. */
function exact(value: Json): string {
  if (isList(value)) return `[${value.map(exact).join(', ')}]`
  if (!isObject(value)) return value === null ? 'null' : `${writeJson(value)} as const`
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}: ${exact(member)}`)
    .join(', ')} }`
}

/** A module in which each value has the type of its schema; the types of one do not see those of another. */
const moduleOf = (pairs: readonly { readonly schema: JsonObject; readonly value: Json }[]): string =>
  pairs
    .map(({ schema, value }, at) => {
      const { type, declarations } = typeOfSchema(schema)
      return `export function value${at}() {\n${declarations.join('')}const value: ${type} = ${exact(value)}\nreturn value }\n`
    })
    .join('')

test('default configs and sample configs are of the type of their schema', () => {
  for (const agent of AGENTS) {
    for (const version of Object.keys(sampleAgents[agent].bases)) {
      const typed = {
        agent: agent as AgentName,
        version: version as Version,
        schema: starter(`schemas/${agent}/${version}`),
      }
      const tenants = [...generateTenants({ seed: 5, tenants: 40, agent, versions: { [version]: 1 } })]
      const configs = [starter(`defaults/${agent}/${version}`), ...tenants.map(({ config }) => config)]
      const list = configs.map((config) => writeJson(config)).join(',\n')
      const source = `${versionTypes(typed)}\nexport const configs: Version['config'][] = [\n${list}\n]\n`
      assert.deepEqual(problemsIn(source), [], `${agent} ${version}`)
    }
  }
})

test('law: a value that fits a schema is of its type', () => {
  const pairs = fc.sample(fittingPairs, { numRuns: 150, seed: 7 })
  const source = moduleOf(pairs)
  assert.deepEqual(problemsIn(source), [])
})

const typeOf = (schema: JsonObject): string => typeOfSchema(schema).type.replaceAll(/\s+/g, ' ')

test('a schema has the type that TypeScript can say of it', () => {
  const forms: readonly (readonly [JsonObject, string])[] = [
    [{}, 'any'],
    [{ type: 'integer', minimum: 0 }, 'number'],
    [{ type: ['string', 'null'], format: 'uri' }, 'string | null'],
    [{ enum: ['a', 1, true, null, { a: [1] }] }, '"a" | 1 | true | null | { a: [1] }'],
    [{ const: 'x', type: 'string' }, '"x"'],
    [{ enum: [] }, 'never'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
    [{ type: 'array', prefixItems: [{ type: 'string' }], items: false }, '[(string)?]'],
    [{ type: 'array', prefixItems: [{ type: 'string' }] }, '[(string)?, ...any[]]'],
    [
      {
        type: 'object',
        properties: { 'a-b': { type: 'null' } },
        required: ['a-b'],
        additionalProperties: false,
      },
      '{ "a-b": null }',
    ],
    [{ properties: { a: {} } }, '{ a?: any [name: string]: any }'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [name: string]: number }'],
    [
      { type: 'object', patternProperties: { x: { type: 'null' } }, additionalProperties: false },
      '{ [name: string]: null }',
    ],
    [{ type: 'object', additionalProperties: false }, '{ [name: string]: never }'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }], minLength: 3 }, 'string | null'],
    [{ anyOf: [{ type: 'string' }, { minLength: 3 }] }, 'any'],
    [{ allOf: [{ type: 'string' }, { type: 'number' }] }, 'string & number'],
    [{ allOf: [{ type: 'string' }, { not: { const: 'x' } }] }, 'string'],
  ]
  for (const [schema, type] of forms) assert.equal(typeOf(schema), type)
})

test('references become names, also those that lead back to themselves', () => {
  const schema: JsonObject = {
    type: 'object',
    properties: {
      tree: { $ref: '#/$defs/my_tree' },
      same: { $ref: '#/$defs/my_tree' },
      lost: { $ref: 'other.json' },
    },
    additionalProperties: false,
    $defs: {
      my_tree: { title: 'A tree', type: 'array', items: { $ref: '#/$defs/my_tree' } },
      ring: { anyOf: [{ $ref: '#/$defs/ring' }, { type: 'string' }] },
    },
  }
  assert.match(typeOf(schema), /tree\?: MyTree_1 same\?: MyTree_1 lost\?: any/)
  assert.deepEqual(typeOfSchema(schema).declarations, ['/** A tree. */\ntype MyTree_1 = MyTree_1[]\n'])
  assert.equal(typeOf({ $ref: '#' }), 'any')
  const ring: JsonObject = { ...schema, properties: { ring: { $ref: '#/$defs/ring' } } }
  assert.deepEqual(typeOfSchema(ring).declarations, ['type Ring_1 = any\n'])
})

test('no text of a schema gets out of its comment or its literal', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what must stay text
  const nasty = '*/ export const x = 1 /* `${1}` " \' \u2028 \n'
  const schema: JsonObject = {
    title: nasty,
    type: 'object',
    properties: { [nasty]: { description: nasty, enum: [nasty] } },
    additionalProperties: false,
  }
  const typed = { agent: 'seo' as AgentName, version: '1.0.0' as Version, schema }
  const source = `${versionTypes(typed)}\nexport const value: Seo_1_0_0 = { ${JSON.stringify(nasty)}: ${JSON.stringify(nasty)} }\n`
  assert.deepEqual(problemsIn(source), [])
  const code = versionTypes(typed)
    .replaceAll(/\/\*\*.*?\*\//gs, '')
    .replaceAll(/"(\\.|[^"\\])*"/g, '')
  assert.doesNotMatch(code, /const x/)
})

test('the type of a deep schema and of a huge one has an end', () => {
  let deep: JsonObject = { type: 'string' }
  for (let level = 0; level < 400; level++) deep = { type: 'object', properties: { a: deep } }
  assert.ok(typeOfSchema(deep).type.length < 2_000)
  const members = Object.fromEntries(
    Array.from({ length: 9_000 }, (_, at) => [`m${at}`, { type: 'object', properties: { a: {} } }]),
  )
  const wide = typeOfSchema({ type: 'object', properties: members, additionalProperties: false }).type
  assert.match(wide, /m8999\?: any/)
})
