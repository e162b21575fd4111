import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { fittingPairs } from '../../../test/support/schemas.ts'
import { generateTenants, sampleAgents } from '../../config/sample/index.ts'
import type { SampleAgentName } from '../../config/sample/sample-agents.ts'
import { leaves } from '../../json/leaves.ts'
import { formatPointer, parsePointer } from '../../json/pointer.ts'
import type { Json, JsonObject } from '../../json/value.ts'
import { type Places, placesOf } from './places.ts'

const schemaOf = (agent: string, version: string): JsonObject =>
  JSON.parse(readFileSync(`migrations/walker/schemas/${agent}/${version}.json`, 'utf8'))

const KEPT = ['version', 'tenant_id']

/** Leaves of a config that steps may name and that the places do not have, and are not below an open one. */
function unknownLeaves(config: Json, { paths, open }: Places): readonly string[] {
  const known = paths.map(parsePointer)
  const below = open.map(parsePointer)
  const fits = (place: readonly string[], form: readonly string[]): boolean =>
    form.every((token, level) => token === '*' || token === place[level])
  return [...leaves(config)]
    .map(({ tokens }) => tokens)
    .filter((tokens) => tokens.length > 0 && !KEPT.includes(tokens[0] ?? ''))
    .filter((tokens) => !known.some((form) => form.length === tokens.length && fits(tokens, form)))
    .filter((tokens) => !below.some((form) => form.length < tokens.length && fits(tokens, form)))
    .map(formatPointer)
}

test('the places of a sample agent’s schema are all the places of its configs, odd keys included', () => {
  for (const agent of Object.keys(sampleAgents) as SampleAgentName[]) {
    for (const version of Object.keys(sampleAgents[agent].bases)) {
      const places = placesOf(schemaOf(agent, version))
      for (const { config } of generateTenants({
        seed: 3,
        tenants: 150,
        agent,
        versions: { [version]: 1 },
      })) {
        assert.deepEqual(unknownLeaves(config, places), [], `${agent} ${version}`)
      }
    }
  }
})

test('law: a value that fits a schema has no place that the schema’s places lack', () => {
  fc.assert(
    fc.property(fittingPairs, ({ schema, value }) => {
      assert.deepEqual(unknownLeaves(value, placesOf(schema)), [])
    }),
    { numRuns: 100 },
  )
})

const places = (schema: JsonObject) => {
  const { paths, open } = placesOf(schema)
  return { paths, open }
}

test('a closed object has its members for places, an open one anything', () => {
  const properties = { a: { type: 'string' }, 'b/c': { type: 'null' } }
  assert.deepEqual(places({ type: 'object', properties, additionalProperties: false }), {
    paths: ['/a', '/b~1c'],
    open: [],
  })
  assert.deepEqual(places({ type: 'object', properties }), { paths: ['/a', '/b~1c'], open: [''] })
  assert.deepEqual(places({ properties: { a: {} }, unevaluatedProperties: false }), {
    paths: ['/a'],
    open: ['/a'],
  })
})

test('items and members of maps are places under a star', () => {
  const map = { type: 'object', additionalProperties: { type: 'array', items: { type: 'number' } } }
  assert.deepEqual(places(map), { paths: ['/*', '/*/*'], open: [] })
  const pattern = {
    type: 'object',
    patternProperties: { '^x': { type: 'string' } },
    additionalProperties: false,
  }
  assert.deepEqual(places(pattern), { paths: ['/*'], open: [] })
  const pair: JsonObject = {
    type: 'array',
    prefixItems: [{ type: 'string' }, { properties: { a: false }, type: 'object' }],
  }
  assert.deepEqual(places(pair), { paths: ['/*'], open: ['', '/*'] })
})

test('all alternatives give places, and one that is closed for all closes', () => {
  const a = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }
  const b = { type: 'object', properties: { b: { type: 'string' } } }
  assert.deepEqual(places({ oneOf: [a, b] }), { paths: ['/a', '/b'], open: [''] })
  assert.deepEqual(places({ allOf: [a, b] }), { paths: ['/a', '/b'], open: [] })
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  assert.deepEqual(places({ ...a, if: b, then: { properties: { c: {} } } }), {
    paths: ['/a', '/b', '/c'],
    open: ['/c'],
  })
})

test('references are followed, those that cannot be leave a place open', () => {
  const $defs = { t: { type: 'object', properties: { x: { type: 'string' } }, additionalProperties: false } }
  const withRef = ($ref: string) =>
    places({
      $id: 'https://a.test/s',
      type: 'object',
      properties: { p: { $ref } },
      additionalProperties: false,
      $defs,
    })
  assert.deepEqual(withRef('#/$defs/t'), { paths: ['/p', '/p/x'], open: [] })
  assert.deepEqual(withRef('https://a.test/s#/$defs/t'), { paths: ['/p', '/p/x'], open: [] })
  for (const elsewhere of ['other.json', '#anchor', '#/$defs/none', '#/$defs/~x', '#/%zz']) {
    assert.deepEqual(withRef(elsewhere), { paths: ['/p'], open: ['/p'] }, elsewhere)
  }
})

test('the places of a recursive schema and of a huge one have an end, and are open there', () => {
  const tree = {
    type: 'object',
    properties: { l: { $ref: '#' }, r: { $ref: '#' } },
    additionalProperties: false,
  }
  const found = placesOf(tree)
  assert.ok(found.paths.length <= 2_000 && found.open.length > 0)
  assert.ok(found.paths.includes('/l/r/l/r'))
  assert.deepEqual(placesOf({ $ref: '#' }).open, [''])
  const list = placesOf({ type: 'array', items: { $ref: '#' } })
  assert.deepEqual(list.open, [list.paths.at(-1)])
  const members = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`m${at}`, { type: 'string' }]))
  assert.deepEqual(places({ type: 'object', properties: members, additionalProperties: false }), {
    paths: [],
    open: [''],
  })
})

test('members that the engine keeps are no places at the top, and are elsewhere', () => {
  const properties = { version: { type: 'string' }, tenant_id: { type: 'string' } }
  const inner = { type: 'object', properties, additionalProperties: false }
  const schema = { type: 'object', properties: { ...properties, inner }, additionalProperties: false }
  assert.deepEqual(places(schema).paths, ['/inner', '/inner/version', '/inner/tenant_id'])
})
